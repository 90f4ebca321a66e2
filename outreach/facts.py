"""What outreach asks of somebody, as plain data; the roof puts it into words."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import CharField, Count, DateField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from organization.calendar import Month
from organization.models import Officer, Unit
from outreach.models import (
    Contest,
    Entry,
    EventOfficer,
    Household,
    Lesson,
    Opinion,
    PublicityEvent,
    ShortfallWarning,
    Visit,
    Visitor,
    VisitUnit,
)
from outreach.models.pairs import LEAD
from outreach.queries.minimum import Standing, services_in, standings_of
from outreach.rules.minimum import warning_due


@dataclass(frozen=True, slots=True)
class Span:
    """Whose services are asked for; both days count."""

    officer_id: int
    first: dt.date
    last: dt.date


def services_by(spans: Collection[Span]) -> dict[Span, int]:
    """Return in how many grassroots services somebody took part; one query for any number of spans."""
    if not spans:
        return {}
    rows = Visitor.objects.filter(
        officer__in={span.officer_id for span in spans},
        visit__state=Visit.State.DONE,
        visit__is_grassroots=True,
        visit__happened_on__gte=min(span.first for span in spans),
        visit__happened_on__lte=max(span.last for span in spans),
    )
    went = list(rows.values_list("officer", "visit__happened_on"))
    return {
        span: sum(officer == span.officer_id and span.first <= day <= span.last for officer, day in went)
        for span in spans
    }


def services_of(brigade: Unit, units: Sequence[Unit], least: int, today: dt.date) -> dict[str, Standing]:
    """Return how this month will end for those of `units` that owe services, by code; `least` is owed by a whole month.

    Two queries.
    """
    return {row.squadron.code: row for row in standings_of(brigade, units, least, Month.of(today), today)}


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Households in care on any day of a period, and what the period brought them; numbers only."""

    households: int
    visits: int
    value: Decimal


def pairs_in(brigade: Unit, first: dt.date, last: dt.date, unit: Unit | None = None) -> PairFigures:
    """Return what the pairs of a brigade, or of one of its units, come to from `first` to `last`; one query."""
    cared = Q(ended_on=None) | Q(ended_on__gte=first)
    visited = Q(visits__reason="", visits__happened_on__gte=first, visits__happened_on__lte=last)
    found = Household.objects.filter(**({"unit": unit} if unit else {"brigade": brigade})).aggregate(
        households=Count("pk", filter=cared & Q(begun_on__lte=last), distinct=True),
        value=Sum("visits__goods__value", filter=visited, default=Decimal(0)),
        visits=Count("visits", filter=visited, distinct=True),
    )
    return PairFigures(**found)


class Wanted(StrEnum):
    """What waits for somebody."""

    ANSWERS = "answers"
    MARKS = "marks"
    EVENTS = "events"
    LESSONS = "lessons"
    HELPERS = "helpers"
    SERVICES = "services"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things wait and until when the first; `key` is the contest or warning, or one of the other things."""

    wanted: Wanted
    key: int
    title: str
    count: int
    due_on: dt.date | None


def waiting_for(officer: Officer, today: dt.date) -> list[Waiting]:
    """Return what waits for the officer, by the day that it is due; one query.

    Grassroots services that the own squadron still has to plan, once it was warned of them this month; pairs without a
    helper in the unit that the officer leads, due on no day; opinions of the section or squadron that the officer
    leads; works to judge, contest by contest; planned events that the officer entered or goes to, and lessons that the
    officer teaches, whose day is over and which are neither held nor cancelled. The opinions of the brigade itself
    stand on their page.
    """
    works = Entry.objects.to_mark_by(officer).filter(contest__state=Contest.State.JUDGING, contest__judges=officer)
    going = EventOfficer.objects.filter(event=OuterRef("pk"), officer=officer)
    planned = PublicityEvent.objects.filter(
        Exists(going) | Q(entered_by=officer), state=PublicityEvent.State.PLANNED, happened_on__lt=today
    )
    lessons = Lesson.objects.filter(teachers=officer, state=Lesson.State.AGREED, happens_on__lt=today)
    parts = [
        _counted(Wanted.MARKS, works, "contest", "contest__judged_until", title=F("contest__title")),
        _counted(Wanted.EVENTS, planned, "state", "happened_on"),
        _counted(Wanted.LESSONS, lessons, "state", "happens_on"),
    ]
    if officer.unit.kind != Unit.Kind.BRIGADE and officer.has_right("outreach.manage_visits", officer.unit):
        raised = Opinion.objects.filter(owner=officer.unit, state=Opinion.State.RAISED)
        parts.append(_counted(Wanted.ANSWERS, raised, "owner", "due_on"))
    if officer.has_right(LEAD, officer.unit):
        unhelped = Household.objects.visible_to(officer).unhelped().filter(unit=officer.unit)
        parts.append(_counted(Wanted.HELPERS, unhelped, "unit", None))
    if officer.unit.kind == Unit.Kind.SQUADRON and warning_due(today) is not None:
        parts.append(_services(officer.unit, today))
    found = parts[0].union(*parts[1:], all=True).order_by("due", "wanted")
    return [Waiting(Wanted(what), key, title, count, due_on) for what, key, title, count, due_on in found if count > 0]


def _services(squadron: Unit, today: dt.date) -> QuerySet[Any]:
    """Return one row for what a squadron was last warned of this month, as far as it is not planned by now."""
    month = Month.of(today)
    planned = VisitUnit.objects.filter(services_in(month, today), visit__brigade=squadron.brigade_id, unit=squadron)
    count = planned.order_by().values("unit").annotate(count=Count("pk")).values("count")
    later = ShortfallWarning.objects.filter(unit=squadron, month=month, stage__gt=OuterRef("stage"))
    rows = ShortfallWarning.objects.filter(~Exists(later), unit=squadron, month=month).order_by()
    told = rows.annotate(
        wanted=Value(Wanted.SERVICES.value, CharField()),
        title_=Value("", CharField()),
        count_=F("required") - Coalesce(Subquery(count), 0),
        due=Value(month.last, DateField()),
    )
    columns: QuerySet[Any] = told.values_list("wanted", "pk", "title_", "count_", "due")
    return columns


def _counted(
    wanted: Wanted, rows: QuerySet[Any], group: str, day: str | None, *, title: F | None = None
) -> QuerySet[Any]:
    """Return one row for each value of `group`, of the same columns for anything that waits."""
    named = rows.order_by().annotate(title_=title or Value("", CharField())).values(group, "title_")
    counted = named.annotate(
        wanted=Value(wanted.value, CharField()),
        key=F(group) if title else Min("pk"),
        count_=Count("pk"),
        due=Min(day) if day else Value(None, DateField()),
    )
    columns: QuerySet[Any] = counted.values_list("wanted", "key", "title_", "count_", "due")
    return columns
