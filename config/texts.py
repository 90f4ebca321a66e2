"""Finds the texts that the portal says, in its Python files and templates, without gettext."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.conf import settings
from django.utils.translation.template import templatize

_KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def _sources() -> Iterator[Path]:
    """Yield every file that may speak to a visitor: those of our packages and the shared templates, not the tests."""
    for folder in sorted(Path(settings.BASE_DIR).iterdir()):
        if folder.name == "templates" or ((folder / "__init__.py").exists() and folder.name != "tests"):
            yield from sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".html", ".txt"})


def _python(source: Path) -> str:
    text = source.read_text(encoding="utf-8")
    if source.suffix == ".py":
        return text
    # What Django makes of a template is Python but for its indentation.
    return "\n".join(line.strip() for line in templatize(text, origin=str(source)).splitlines())


def spoken() -> Catalog:
    """Return a catalogue of every text in the sources, untranslated."""
    found = Catalog()
    for source in _sources():
        for _line, text, _comments, context in extract("python", BytesIO(_python(source).encode()), _KEYWORDS):
            found.add(text, context=context)
    return found
