"""How personal data looks where it is not needed whole."""

_HIDDEN = "某"


def masked_name(name: str) -> str:
    """Return a name of which the surname is left: `王小明` gives `王某某`; other scripts keep their first letter."""
    return name[:1] + _HIDDEN * min(len(name) - 1, 2) if name else ""


def masked_phone(number: str) -> str:
    """Return a telephone number without its middle: `13812348000` gives `138****8000`; short ones keep two digits."""
    if len(number) >= 9:  # noqa: PLR2004 - long enough that seven digits do not tell the rest
        return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
    return "*" * (len(number) - 2) + number[-2:]


def masked_plate(plate: str) -> str:
    """Return a number plate without its middle: `湘J12345` gives `湘J***45`."""
    return f"{plate[:2]}***{plate[-2:]}" if plate else ""
