from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from pytest_django import Settings

from config import catalogues
from config.texts import spoken


@pytest.fixture
def catalogue(tmp_path: Path, settings: Settings) -> Path:
    """Return the only catalogue: one text that is said, one that nobody says any more."""
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Sign in"\nmsgstr "登录"\n\nmsgid "Gone"\nmsgstr "没有了"\n', encoding="utf-8")
    settings.LOCALE_PATHS = [tmp_path]
    return path


def test_texts_come_from_python_and_from_templates() -> None:
    texts = {str(message.id) for message in spoken()}
    assert {"Duty posts", "Skip to content"} <= texts


def test_update_takes_up_what_is_said_and_keeps_its_translation(catalogue: Path) -> None:
    catalogues.update()
    with catalogue.open("rb") as source:
        entries = {message.id: message.string for message in read_po(source) if message.id}
    assert set(entries) == {message.id for message in spoken() if message.id}
    assert entries["Sign in"] == "登录"


def test_update_leaves_nothing_behind(catalogue: Path) -> None:
    assert len(catalogues.behind()) > 2
    catalogues.update()
    assert catalogues.behind() == []
    assert catalogue.with_suffix(".mo").read_bytes() == catalogues.compiled(catalogue)


def test_outdated_compiled_file_is_replaced_at_start(catalogue: Path) -> None:
    catalogues.compile_outdated()
    assert catalogue.with_suffix(".mo").read_bytes() == catalogues.compiled(catalogue)


def test_check_tells_what_is_behind(catalogue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogues.main(["--check"]) == 1
    assert f"{catalogue}: Gone is behind: make messages\n" in capsys.readouterr().err.splitlines(keepends=True)
