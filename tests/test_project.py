"""What holds for every file of the house."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.template import Engine
from django.urls import URLPattern, URLResolver, get_resolver

from config.catalogues import behind

ROOT = Path(settings.BASE_DIR)
_BINARY = {".mo", ".png", ".jpg", ".webp", ".ico", ".woff2", ".xlsx", ".gz"}
# Spelt apart, so that this file does not name them itself.
_FOREIGN_HOSTS = ("pypi." + "org", "pythonhosted." + "org", "npmjs." + "org", "debian." + "org", "--index" + "-url")
_MACHINE_FOLDER = re.compile("(?<![\\w.:/])/" + r"(work|farm|root|home)/\w")
_INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=[\"']|\son[a-z]+=[\"']")


def _is_package_of_ours(file: Path) -> bool:
    return (ROOT / file.parts[0] / "__init__.py").exists() and file.parts[0] != "tests"


@cache
def _files() -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git is installed
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(Path(line) for line in listed.stdout.splitlines() if (ROOT / line).is_file())


@cache
def _text(file: Path) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def _sources() -> Iterator[tuple[Path, ast.Module]]:
    """Yield our modules; migrations are written by Django."""
    for file in _files():
        if file.suffix == ".py" and _is_package_of_ours(file) and "migrations" not in file.parts:
            yield file, ast.parse(_text(file))


def _functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for file, module in _sources():
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{file}:{node.lineno} {node.name}", node


def _templates() -> Iterator[tuple[Path, str]]:
    for file in _files():
        if file.suffix == ".html" and "templates" in file.parts:
            yield file, file.as_posix().partition("templates/")[2]


def test_modules_have_at_most_350_lines() -> None:
    assert [file for file, _ in _sources() if _text(file).count("\n") > 350] == []


def test_functions_have_at_most_50_lines() -> None:
    assert [where for where, node in _functions() if (node.end_lineno or 0) - node.lineno > 50] == []


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        where
        for where, function in _functions()
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
    ]
    assert inside == []


def test_no_exception_is_caught_that_nobody_foresaw() -> None:
    broad = [
        f"{file}:{node.lineno}"
        for file, module in _sources()
        for node in ast.walk(module)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    ]
    assert broad == []


def test_text_of_visitors_is_never_declared_safe() -> None:
    marked = [file for file, _ in _sources() if "mark_safe" in _text(file)]
    marked += [file for file, _ in _templates() if re.search(r"\|\s*safe\b|autoescape off", _text(file))]
    assert marked == []


def test_templates_have_at_most_150_lines() -> None:
    assert [file for file, _ in _templates() if _text(file).count("\n") > 150] == []


def test_templates_carry_no_inline_script_style_or_handler() -> None:
    assert [file for file, _ in _templates() if _INLINE.search(_text(file))] == []


def test_every_template_compiles() -> None:
    names = [name for _, name in _templates()]
    assert [Engine.get_default().get_template(name).name for name in names] == names


def _routes(
    patterns: list[URLPattern | URLResolver], space: str | None
) -> Iterator[tuple[str, str | None, str | None]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, pattern.namespace or space)
        else:
            yield str(pattern.pattern), space, pattern.name


def test_every_address_is_named_within_its_app() -> None:
    nameless = {
        route
        for route, space, name in _routes(get_resolver().url_patterns, None)
        if space != "admin" and (space is None or not name)
    }
    assert nameless == {"healthz", "i18n/set", "admin/login/", "admin/password_change/"}


def test_no_file_names_a_registry_or_a_folder_of_a_machine() -> None:
    texts = [(file, _text(file)) for file in _files() if file.suffix not in _BINARY]
    named = [file for file, text in texts if any(host in text for host in _FOREIGN_HOSTS)]
    assert named + [file for file, text in texts if _MACHINE_FOLDER.search(text)] == []


def test_catalogues_hold_every_text_and_are_compiled() -> None:
    assert behind() == []


@pytest.mark.parametrize("catalogue", [pytest.param(ROOT / "locale/zh_Hans/LC_MESSAGES/django.po", id="zh_Hans")])
def test_translation_is_complete(catalogue: Path) -> None:
    with catalogue.open("rb") as source:
        messages: list[Message] = [message for message in read_po(source) if message.id]
    open_ones = [message.id for message in messages if message.fuzzy or not all(_forms(message))]
    assert open_ones == []


def _forms(message: Message) -> list[str]:
    """Return the texts of a translation; a plural has several."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ("",))
