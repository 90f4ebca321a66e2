"""A month of visits as its page shows it: calendar and categories."""

import datetime as dt
from calendar import Calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Window
from django.db.models.functions import RowNumber

from organization.calendar import Month
from organization.models import Officer, Unit
from outreach.models import Visit
from outreach.models.kinds import COUNTED_IN, CategoryName
from outreach.models.visits import VisitQuerySet
from outreach.queries.figures import figures_of
from outreach.rules.categories import REPORTED

MOST_A_DAY = 4
"""Visits that a day of the calendar names; the log has the rest."""


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of the calendar; days of the neighbouring months have no date."""

    on: dt.date | None
    visits: Sequence[Visit] = ()
    count: int = 0
    done: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.visits)


@dataclass(frozen=True, slots=True)
class Line:
    """A category: what the year has come to so far, and what the month added."""

    category: str
    name: str
    counted_in: str
    year: int
    month: int


def visits_of(
    brigade: Unit, month: Month, *, unit: Unit | None = None, officer: Officer | None = None
) -> VisitQuerySet:
    """Return the month's visits of the brigade, of one of its units, or those on which one officer goes."""
    visits = Visit.objects.standing().filter(brigade=brigade).between(month.first, month.last)
    if unit is not None:
        visits = visits.with_unit(unit)
    if officer is not None:
        visits = visits.filter(visitors__officer=officer)
    return visits


def weeks_of(month: Month, visits: VisitQuerySet) -> list[list[Day]]:
    """Return the weeks of the month from Monday to Sunday, each day with its first visits; one query."""
    numbered = visits.annotate(
        place=Window(RowNumber(), partition_by="happened_on", order_by="pk"),
        that_day=Window(Count("pk"), partition_by="happened_on"),
        done_that_day=Window(Count("pk", filter=Q(state=Visit.State.DONE)), partition_by="happened_on"),
    )
    by_day: dict[dt.date, list[Any]] = defaultdict(list)
    for visit in numbered.filter(place__lte=MOST_A_DAY).order_by("happened_on", "pk").select_related("unit"):
        by_day[visit.happened_on].append(visit)
    weeks = Calendar().monthdatescalendar(month.year, month.number)
    return [[_day(day, by_day[day]) if day in month else Day(None) for day in week] for week in weeks]


def lines_of(brigade: Unit, month: Month, today: dt.date) -> tuple[list[Line], dt.date]:
    """Return the categories with the year so far, and the last day that counts; one query."""
    last = min(month.last, max(today, month.first))
    so_far = Visit.objects.filter(brigade=brigade).between(dt.date(month.year, 1, 1), last)
    year, added = figures_of(brigade, so_far, Q(happened_on__gte=month.first))
    found = []
    for category in REPORTED:
        name = CategoryName(category)
        counted_in = str(COUNTED_IN[name])
        found.append(Line(category, str(name.label), counted_in, year[category].count, added[category].count))
    return found, last


def _day(on: dt.date, visits: Sequence[Any]) -> Day:
    return Day(on, visits, visits[0].that_day, visits[0].done_that_day) if visits else Day(on)
