"""Number plates: one spelling for looking them up, and whether a text is one."""

import re
import unicodedata

_PLATE = re.compile("[一-龥][A-Z][A-Z0-9]{4,6}[挂学警港澳领]?")
_BETWEEN = re.compile(r"[\s·.\-]")


def plate_key(text: str) -> str:
    """Return the form under which two ways of writing one plate are the same: width, case, dots and blanks aside."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).replace("・", "·")).upper()


def is_plate(text: str) -> bool:
    return _PLATE.fullmatch(plate_key(text)) is not None
