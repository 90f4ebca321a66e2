"""What a notice of what is missing may name (Administrative Licensing Law 32; RULES.md, Windows and cases)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

NOTICE_DAYS = 5
RETURN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Fault:
    """A material that is missing or wrong; `is_new` says that it was handed in after the last notice."""

    code: str
    is_new: bool


def old_faults(faults: Iterable[Fault], told_before: Collection[str]) -> list[str]:
    """Return what a further notice may not name by itself: faults that could have been told the first time.

    What an earlier notice named and is missing still needs no telling again; what was handed in since and is wrong
    is new.
    """
    return [fault.code for fault in faults if not fault.is_new and fault.code not in told_before]


def rate(done: int, all_of_them: int) -> Decimal | None:
    """Return a share in percent with one place, None of nothing."""
    return None if not all_of_them else (Decimal(100 * done) / all_of_them).quantize(Decimal("0.1"))
