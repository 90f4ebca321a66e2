"""What the services ask of somebody and count, as plain data; the roof puts it into words."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, Value
from django.urls import reverse

from organization.models import Officer, Unit
from organization.models.units import within
from services.models import AccidentCase, Leniency
from services.queries.leniency import WAIVED, Wanted, figure_of


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
    """What waits: how many releases to a hospital, or accident cases, the first day due, and where they stand."""

    what: str
    count: int
    due_on: dt.date
    url: str


RELEASES, ACCIDENTS = "releases", "accidents"


def waiting_for(officer: Officer, today: dt.date) -> list[Waiting]:
    """Return late releases, and accident cases due soon or late: the officer's own, and what the officer answers for.

    A leader is told of the own unit's cases as its officers are, of those below once they are late; of releases some
    days after the officer. One query.
    """
    found: dict[str, list[dt.date]] = {RELEASES: [], ACCIDENTS: []}
    rows = _releases(officer, today).union(_cases(officer, today), all=True)
    for what, day in rows.order_by("day")[:200]:
        found[what].append(day)
    addresses = {
        RELEASES: f"{reverse('services:leniency_list')}?{urlencode({'rule': 'W3', 'state': 'overdue'})}",
        ACCIDENTS: reverse("services:accident_list"),
    }
    return [Waiting(what, len(days), days[0], addresses[what]) for what, days in found.items() if days]


def _releases(officer: Officer, today: dt.date) -> Any:
    led = within(officer.paths_of("services.lead_leniency"), "unit__path")
    late = Leniency.objects.filter(Q(officer=officer) | led & Q(leader_on__lt=today), due_on__lt=today)
    rows = late.filter(state=Leniency.State.OPEN).order_by()
    return rows.annotate(what=Value(RELEASES), day=F("due_on")).values_list("what", "day")


def _cases(officer: Officer, today: dt.date) -> Any:
    paths = officer.paths_of("services.lead_accidents")
    own = Q(lead=officer) | Q(second=officer) | Q(unit__path__in=paths)
    is_late = within(paths, "unit__path") & Q(next_due_on__lt=today)
    rows = AccidentCase.objects.filter(own | is_late, amber_on__lte=today).order_by()
    return rows.annotate(what=Value(ACCIDENTS), day=F("next_due_on")).values_list("what", "day")
