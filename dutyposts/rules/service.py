"""Where somebody served (RULES.md, Figures of promises)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from organization.calendar import Month


@dataclass(frozen=True, slots=True)
class Stay:
    """Service at a post, both ends included."""

    post: int
    started_on: dt.date
    ended_on: dt.date | None = None


def post_of_month(stays: Iterable[Stay], month: Month) -> int | None:
    """Return the post of the most days of a month, of equal ones the one taken up last; None without a day."""
    days, taken_up = Counter[int](), dict[int, dt.date]()
    for stay in stays:
        first, last = max(stay.started_on, month.first), min(stay.ended_on or month.last, month.last)
        if first <= last:
            days[stay.post] += (last - first).days + 1
            taken_up[stay.post] = max(stay.started_on, taken_up.get(stay.post, dt.date.min))
    return max(days, key=lambda post: (days[post], taken_up[post], post), default=None)
