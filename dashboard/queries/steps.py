"""What the months of a brigade wait for before their flags are awarded."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, DateField, Min, QuerySet, Value

from dutyposts.models import Event, Item, MonthRun, Ranking
from organization.calendar import Month
from organization.models import Officer, Unit

_MOST = 20


@dataclass(frozen=True, slots=True)
class Step:
    """What a month waits for: a ranking by its state, a run that failed with its outcome, or bonuses, counted."""

    what: str
    month: Month
    told: str
    ends_on: dt.date | None
    count: int


def steps_of(officer: Officer, brigade: Unit) -> list[Step]:
    """Return what the months of a brigade wait for, the earliest first; one query.

    That is each month not published, and for whoever publishes it the runs that failed and the bonuses of others.
    """
    months = Ranking.objects.latest_versions().filter(brigade=brigade).exclude(state=Ranking.State.PUBLISHED)
    parts: list[QuerySet[Any, Any]] = [
        months.values_list("state", "month", Value("", CharField()), "notice_ends_on", Value(1))
    ]
    if officer.has_right("dutyposts.publish_month", brigade):
        nothing = Value(None, DateField())
        runs = MonthRun.objects.filter(brigade=brigade, state=MonthRun.State.FAILED)
        parts.append(runs.values_list("state", "month", "outcome", nothing, Value(1)))
        bonuses = Event.objects.filter(brigade=brigade, kind=Item.Kind.BONUS, approved_by=None, voided_at=None)
        counted = bonuses.exclude(proposed_by=officer).order_by().values("kind").annotate(count=Count("pk"))
        parts.append(counted.values_list("kind", Min("month"), Value("", CharField()), nothing, "count"))
    rows = parts[0].order_by().union(*(part.order_by() for part in parts[1:]), all=True)
    return [Step(*row) for row in rows.order_by("month")[:_MOST]]
