"""Keeps the message catalogues in step with the sources, without gettext.

`python -m config.catalogues` takes new texts up, drops those that are gone and compiles; `--check` only tells.
"""

import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

from config.texts import spoken


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


def update() -> None:
    """Take new texts up, untranslated, and drop those that nobody says any more."""
    texts = spoken()
    for catalogue in catalogues():
        with catalogue.open("rb") as source:
            known = read_po(source)
        known.update(texts, no_fuzzy_matching=True, update_creation_date=False)
        with catalogue.open("wb") as target:
            write_po(target, known, width=120, sort_output=True, ignore_obsolete=True)
        catalogue.with_suffix(".mo").write_bytes(compiled(catalogue))


def behind() -> list[str]:
    """Return what is missing: a text without an entry, an entry without a text, a compiled file of another content."""
    texts = {(text.context, text.id) for text in spoken() if text.id}
    found = []
    for catalogue in catalogues():
        with catalogue.open("rb") as source:
            entries = {(entry.context, entry.id) for entry in read_po(source) if entry.id}
        found += [f"{catalogue}: {text}" for _context, text in sorted(texts ^ entries, key=str)]
        target = catalogue.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != compiled(catalogue):
            found.append(str(target))
    return found


def main(arguments: list[str]) -> int:
    if arguments != ["--check"]:
        update()
        return 0
    found = behind()
    for name in found:
        print(f"{name} is behind: make messages", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv[1:]))
