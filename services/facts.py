"""What the services ask of somebody and count, as plain data; the roof puts it into words."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Value
from django.urls import reverse

from organization.calendar import Month
from organization.models import Officer, Unit
from organization.paging import query_of
from services.queries.deadlines import LATE_CASES, Kind, told_to
from services.queries.leniency import WAIVED, Wanted, figure_of

__all__ = ["LATE_CASES", "Kind", "RegisterFigure", "Waiting", "leniency_figure", "waiting_for"]
MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class RegisterFigure:
    """How many fines were waived, and where the register shows the same entries."""

    count: int
    url: str


def leniency_figure(brigade: Unit, unit: Unit | None, first: dt.date, last: dt.date) -> RegisterFigure:
    """Return the register's figure of the report: W1 and W2 with an enterprise, in any state; one query."""
    wanted = Wanted(rule=WAIVED, unit=unit.code if unit else "", first=first, last=last, of_enterprises=True)
    url = f"{reverse('services:leniency_list')}?{wanted.address(brigade)}"
    return RegisterFigure(figure_of(brigade, unit, first, last), url)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: how much of a kind, the first day due, and where it stands."""

    what: str
    count: int
    due_on: dt.date
    url: str


def waiting_for(officer: Officer, today: dt.date) -> list[Waiting]:
    """Return what the officer is told of: what is near, the own and what the officer answers for, and what is past.

    A leader is told of the own unit's accident cases as its officers are, of those below once they are late; of
    releases some days after the officer. One query.
    """
    found: dict[str, list[dt.date]] = {}
    told = [
        rows.order_by().annotate(what=Value(kind)).values_list("what", "day")
        for kind, rows in told_to(officer, today).items()
    ]
    for what, day in told[0].union(*told[1:], all=True).order_by("day")[:MOST_TOLD]:
        found.setdefault(what, []).append(day)
    return [Waiting(what, len(days), days[0], _address(what, today)) for what, days in found.items()]


def _address(what: str, today: dt.date) -> str:
    """Return where exactly what was counted stands."""
    if what == Kind.CALLS:
        return reverse("services:rating_month", args=[Month.of(today)])
    view, filters = {
        Kind.RELEASES: ("leniency_list", {"rule": "W3", "state": "overdue"}),
        Kind.ACCIDENTS: ("accident_list", {}),
        Kind.CASES: ("case_list", {"state": "due", "mine": "on"}),
        LATE_CASES: ("case_list", {"state": "late"}),
        Kind.TEAMS: ("booking_list", {"state": "booked"}),
        Kind.RESULTS: ("booking_list", {"state": "due"}),
    }[what]
    return f"{reverse(f'services:{view}')}{'?' if filters else ''}{query_of(**filters)}"
