"""How tickets are numbered, which is next, and how long people waited (RULES.md, Tickets)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

# The one order in which tickets are called, as columns: who has priority first, then as they came.
CALLING_ORDER = ("-is_priority", "number")


def calling_key(is_priority: bool, number: int) -> tuple[bool, int]:  # noqa: FBT001 - as the columns stand
    """Return what sorts tickets as the columns of CALLING_ORDER do."""
    return not is_priority, number


LETTERS = {"licences": "A", "vehicles": "B", "violations": "C", "general": "D"}


def ticket_code(kind: str, number: int) -> str:
    """Return what is called out: `A012` is the twelfth ticket of the day for driving licences."""
    return f"{LETTERS[kind]}{number:03}"


@dataclass(frozen=True, slots=True)
class Waits:
    """How long people waited until they were first called, and since when the first of those who wait now does."""

    taken: int
    called: int
    waiting: int
    median_minutes: int | None
    longest_minutes: int | None
    now_minutes: int | None


def waits_of(tickets: Sequence[tuple[dt.datetime, dt.datetime | None, bool]], at: dt.datetime) -> Waits:
    """Add up tickets given as taken, first called, still waiting; minutes are rounded down."""
    waited = [_minutes(called - taken) for taken, called, _waiting in tickets if called is not None]
    waiting = [_minutes(at - taken) for taken, _called, is_waiting in tickets if is_waiting]
    return Waits(
        taken=len(tickets),
        called=len(waited),
        waiting=len(waiting),
        median_minutes=int(median(waited)) if waited else None,
        longest_minutes=max(waited, default=None),
        now_minutes=max(waiting, default=None),
    )


def _minutes(span: dt.timedelta) -> int:
    return int(span.total_seconds() // 60)
