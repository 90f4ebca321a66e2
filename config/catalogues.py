"""Compiles the message catalogues, so that nobody needs gettext to run the portal: `python -m config.catalogues`."""

import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings


def catalogues() -> Iterator[Path]:
    for folder in settings.LOCALE_PATHS:
        yield from sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))


def compiled(catalogue: Path) -> bytes:
    """Return the .mo that belongs to a .po; doubtful (fuzzy) translations are left out of it."""
    target = BytesIO()
    with catalogue.open("rb") as source:
        write_mo(target, read_po(source))
    return target.getvalue()


def compile_outdated() -> None:
    for catalogue in catalogues():
        target = catalogue.with_suffix(".mo")
        is_current = target.exists() and target.stat().st_mtime >= catalogue.stat().st_mtime
        if not is_current:
            target.write_bytes(compiled(catalogue))


def behind() -> list[str]:
    """Return the catalogues whose compiled file says something else."""
    return [
        str(catalogue)
        for catalogue in catalogues()
        if not catalogue.with_suffix(".mo").exists() or catalogue.with_suffix(".mo").read_bytes() != compiled(catalogue)
    ]


def main(arguments: list[str]) -> int:
    """Compile every catalogue; with `--check`, only tell which ones are behind."""
    if arguments == ["--check"]:
        outdated = behind()
        for name in outdated:
            print(f"{name} is newer than its compiled file: make messages", file=sys.stderr)
        return 1 if outdated else 0
    for catalogue in catalogues():
        catalogue.with_suffix(".mo").write_bytes(compiled(catalogue))
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv[1:]))
