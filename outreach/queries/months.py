"""A month of visits as its page shows it: calendar and categories."""

import datetime as dt
from calendar import Calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from django.db.models import Count, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from organization.calendar import Month
from organization.models import Officer, Unit
from outreach.models import Visit
from outreach.models.kinds import COUNTED_IN, CategoryName
from outreach.models.visits import VisitQuerySet
from outreach.queries.figures import figures_of
from outreach.rules.categories import REPORTED

MOST_A_DAY = 4
"""Visits that a day of the calendar names; the log has the rest."""


class Event(TypedDict):
    """A visit as the calendar names it, every part of it written."""

    number: str
    unit: str
    what: str
    look: str
    state: str


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of the calendar; days of the neighbouring months have no date."""

    on: dt.date | None
    visits: Sequence[Event] = ()
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


def weeks_of(month: Month, visits: VisitQuerySet, today: dt.date) -> list[list[Day]]:
    """Return the weeks of the month from Monday to Sunday, each day with its first visits; one query."""
    columns = ("number", "unit__name", "target", "category", "state", "happened_on", "that_day", "done_that_day")
    numbered = visits.annotate(
        place=Window(RowNumber(), partition_by="happened_on", order_by="pk"),
        that_day=Window(Count("pk"), partition_by="happened_on"),
        done_that_day=Window(Count("pk", filter=Q(state=Visit.State.DONE)), partition_by="happened_on"),
    )
    by_day: dict[dt.date, list[Any]] = defaultdict(list)
    shown = numbered.filter(place__lte=MOST_A_DAY).order_by("happened_on", "pk")
    for row in shown.values_list(*columns, named=True):
        by_day[row.happened_on].append(row)
    weeks = Calendar().monthdatescalendar(month.year, month.number)
    return [[_day(day, by_day[day], today) if day in month else Day(None) for day in week] for week in weeks]


def lines_of(brigade: Unit, month: Month, today: dt.date) -> tuple[list[Line], dt.date]:
    """Return the categories with the year so far, and the last day that counts; one query."""
    last = min(month.last, max(today, month.first))
    year, added = figures_of(brigade, (dt.date(month.year, 1, 1), last), (month.first, last))
    found = []
    for category in REPORTED:
        name = CategoryName(category)
        counted_in = str(COUNTED_IN[name])
        found.append(Line(category, str(name.label), counted_in, year[category].count, added[category].count))
    return found, last


def _day(on: dt.date, rows: Sequence[Any], today: dt.date) -> Day:
    events = [_event(row, is_over=on < today) for row in rows]
    return Day(on, events, rows[0].that_day, rows[0].done_that_day) if rows else Day(on)


def _event(row: Any, *, is_over: bool) -> Event:
    state, look = str(Visit.State(row.state).label), "done" if row.state == Visit.State.DONE else "plan"
    if is_over and row.state == Visit.State.BOOKED:
        state, look = _("to be reported"), "due"
    what = row.target or str(CategoryName(row.category).label)
    return Event(number=row.number, unit=row.unit__name, what=what, look=look, state=state)
