"""What outreach asks of somebody, as plain data; the roof puts it into words."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Min

from organization.calendar import Month
from organization.models import Officer, Unit
from outreach.models import Opinion, ShortfallWarning, Visit, Visitor, VisitUnit
from outreach.queries.minimum import Standing, services_in, standings_of
from outreach.rules.minimum import warning_due


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Services that the officer's squadron still has to plan, and until when."""

    unit: str
    month: Month
    missing: int


def shortfall_of(officer: Officer, today: dt.date) -> Shortfall | None:
    """Return what the officer's squadron was warned of this month, as far as it is not planned by now; two queries."""
    if officer.unit.kind != Unit.Kind.SQUADRON or warning_due(today) is None:
        return None
    month = Month.of(today)
    warning = ShortfallWarning.objects.filter(unit=officer.unit, month=month).order_by("-stage").first()
    if warning is None:
        return None
    planned = VisitUnit.objects.filter(
        services_in(month, today), visit__brigade=officer.unit.brigade_id, unit=officer.unit
    ).count()
    missing = warning.required - planned
    return Shortfall(officer.unit.name, month, missing) if missing > 0 else None


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
class OpenOpinions:
    """What the officer's unit still has to answer, and until when the first of it."""

    count: int
    due_on: dt.date


def opinions_of(officer: Officer) -> OpenOpinions | None:
    """Return what waits for the section or squadron that the officer leads, None where nothing does; one query.

    What waits for the brigade itself stands on the page of opinions.
    """
    if officer.unit.kind == Unit.Kind.BRIGADE or not officer.has_right("outreach.manage_visits", officer.unit):
        return None
    waiting = Opinion.objects.filter(owner=officer.unit, state=Opinion.State.RAISED)
    found = waiting.aggregate(count=Count("pk"), due_on=Min("due_on"))
    return OpenOpinions(found["count"], found["due_on"]) if found["count"] else None
