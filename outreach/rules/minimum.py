"""The grassroots services that a squadron owes each month (RULES.md, Outreach)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from organization.calendar import Month

FIRST_WARNING, LAST_WARNING = 20, 25


class Outlook(StrEnum):
    """How a squadron's month stands, or will end as things are planned."""

    REACHED = "reached"
    BOOKED = "booked"
    MISSING = "missing"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from one to another, both included; open where there is no end."""

    first: dt.date
    last: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """A squadron's month: how many services it owes, has done and has booked."""

    required: int
    done: int = 0
    booked: int = 0

    @property
    def missing(self) -> int:
        """How many are neither done nor booked."""
        return max(0, self.required - self.done - self.booked)

    @property
    def short(self) -> int:
        return max(0, self.required - self.done)

    def outlook(self, *, is_over: bool) -> Outlook:
        if self.done >= self.required:
            return Outlook.REACHED
        if is_over:
            return Outlook.SHORT
        return Outlook.MISSING if self.missing else Outlook.BOOKED


def required(least: int, month: Month, service: Span, excused: Sequence[Span] = ()) -> int:
    """Return what a squadron owes in `month`: the share of `least` for the days on which it stood and was not excused.

    A half is rounded up. Days that several excuses cover count once.
    """
    days = _days(month, [service]) - _days(month, excused)
    length = (month.last - month.first).days + 1
    return (2 * least * len(days) + length) // (2 * length)


def warning_due(day: dt.date) -> int | None:
    """Return which of the two warnings the day belongs to, by its day of the month; None before the first."""
    if day.day < FIRST_WARNING:
        return None
    return FIRST_WARNING if day.day < LAST_WARNING else LAST_WARNING


def _days(month: Month, spans: Iterable[Span]) -> set[int]:
    found: set[int] = set()
    for span in spans:
        first = max(month.first, span.first)
        last = month.last if span.last is None else min(month.last, span.last)
        found.update(range(first.day, last.day + 1) if first <= last else ())
    return found
