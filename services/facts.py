"""What the services ask of somebody and count, as plain data; the roof puts it into words."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Value
from django.urls import reverse

from organization.calendar import Month
from organization.models import Officer, Unit
from organization.paging import query_of
from services.queries.deadlines import Kind, told_to
from services.queries.leniency import WAIVED, Wanted, figure_of

__all__ = ["Kind", "RegisterFigure", "Waiting", "leniency_figure", "waiting_for"]


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

    kind: Kind
    count: int
    due_on: dt.date
    url: str


def waiting_for(officer: Officer, today: dt.date) -> list[Waiting]:
    """Return what the officer is told of, what is due first in front; one query."""
    told = [
        rows.order_by()
        .annotate(what=Value(kind.value))
        .values("what")
        .annotate(count=Count("pk"), first=Min("day"))
        .values_list("what", "count", "first")
        for kind, rows in told_to(officer, today).items()
    ]
    found = told[0].union(*told[1:], all=True).order_by("first")
    return [Waiting(Kind(what), count, first, _address(Kind(what), today)) for what, count, first in found if count]


def _address(kind: Kind, today: dt.date) -> str:
    """Return where exactly what was counted stands."""
    if kind == Kind.CALLS:
        return reverse("services:rating_month", args=[Month.of(today)])
    view, filters = {
        Kind.RELEASES: ("leniency_list", {"told": "on"}),
        Kind.ACCIDENTS: ("accident_list", {"told": "on"}),
        Kind.CASES: ("case_list", {"told": "on"}),
        Kind.TEAMS: ("booking_list", {"state": "booked"}),
        Kind.RESULTS: ("booking_list", {"state": "due"}),
    }[kind]
    return f"{reverse(f'services:{view}')}?{query_of(**filters)}"
