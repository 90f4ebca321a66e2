"""What the visits of a period add up to: the figures of the yearly report, and how many records stand behind each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum, Value

from organization.calendar import Month
from organization.models import Unit
from outreach.models import Place, Visit, VisitSum
from outreach.models.visits import VisitQuerySet
from outreach.rules.categories import PLACES, Category

Period = tuple[dt.date, dt.date]
"""The first and the last day, both included."""

_DAY = dt.timedelta(days=1)
_SUMS, _PLACES = 0, 1


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `count` persons, places or events, made up of so many `records`."""

    count: int = 0
    records: int = 0


Figures = Mapping[Category, Figure]


def figures_of(brigade: Unit, *periods: Period, unit: Unit | None = None) -> list[Figures]:
    """Add up the done visits of each period by category, every category present; one query for all.

    They are those of a brigade, or those in which one of its units took part. Of places the different ones count,
    whenever they were visited; of the rest the quantities are added. Whole months are read from their sums, the days
    before and after from the visits. The places are counted in the brigade's list, which knows each that a visit names:
    ten years have many visits and few places.
    """
    parts = [part for at, period in enumerate(periods) for part in _parts(brigade, at, period, unit)]
    found: dict[tuple[int, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for at, kind, category, records, total in parts[0].union(*parts[1:], all=True):
        sums = found[at, kind, category]
        sums[0] += records
        sums[1] += total
    return [{category: _figure(found, at, category) for category in Category} for at in range(len(periods))]


def period_figures(brigade: Unit, first: dt.date, last: dt.date, unit: Unit | None = None) -> Figures:
    """Return the figures of one period, both days included; one query."""
    return figures_of(brigade, (first, last), unit=unit)[0]


def _parts(brigade: Unit, at: int, period: Period, unit: Unit | None) -> Iterator[QuerySet[Any]]:
    """Yield what the figures of a period consist of: rows with its place, what they tell, category, records, total.

    That the categories are named lets an index on them be used.
    """
    (begun, ended), edges = _split(*period)
    kept = {"brigade": brigade, "unit": unit, "category__in": Category, "month__gte": begun, "month__lte": ended}
    sums = VisitSum.objects.filter(**kept)
    yield _grouped(sums, at, _SUMS).annotate(count=Sum("records"), sum=Sum("total"))
    if edges:
        done = _done(brigade, unit, *edges, category__in=Category)
        yield _grouped(done, at, _SUMS).annotate(count=Count("pk"), sum=Sum("quantity"))
    same = {"category": OuterRef("category"), "target_key": OuterRef("key")} | ({"units__unit": unit} if unit else {})
    seen, places = _done(brigade, None, period, **same), Place.objects.filter(brigade=brigade)
    yield _grouped(places, at, _PLACES).annotate(count=Value(0), sum=Count("pk", filter=Exists(seen)))


def _grouped(rows: QuerySet[Any], at: int, kind: int) -> QuerySet[Any]:
    return rows.order_by().values_list(Value(at), Value(kind), "category")


def _done(brigade: Unit, unit: Unit | None, *periods: Period, **more: object) -> VisitQuerySet:
    """Return the done visits of some days; of a unit by its own part in them."""
    part, whose = ("units__", {"units__unit": unit}) if unit else ("", {})
    day = f"{part}happened_on"
    days = (Q((f"{day}__gte", first), (f"{day}__lte", last)) for first, last in periods)
    kept = Q(*days, _connector=Q.OR)
    return Visit.objects.filter(kept, state=Visit.State.DONE, **{f"{part}brigade": brigade}, **whose, **more)


def _split(first: dt.date, last: dt.date) -> tuple[tuple[Month, Month], list[Period]]:
    """Return the first and the last whole month of a period, and the days around them; the last may be the earlier."""
    begun, ended = Month.of(first), Month.of(last)
    begun, ended = begun if first == begun.first else begun.shift(1), ended if last == ended.last else ended.shift(-1)
    if begun > ended:
        return (begun, ended), [(first, last)]
    edges = (first, begun.first - _DAY), (ended.last + _DAY, last)
    return (begun, ended), [edge for edge in edges if edge[0] <= edge[1]]


def _figure(found: Mapping[tuple[int, int, str], list[int]], at: int, category: Category) -> Figure:
    records, total = found[at, _SUMS, category]
    return Figure(found[at, _PLACES, category][1] if category in PLACES else total, records)
