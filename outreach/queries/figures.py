"""What the visits of a period add up to: the figures of the yearly report, and how many records stand behind each."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, Exists, OuterRef, Q, Sum, Value

from organization.models import Unit
from outreach.models import Place, Visit
from outreach.models.visits import VisitQuerySet
from outreach.rules.categories import PLACES, Category


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `count` persons, places or events, made up of so many `records`."""

    count: int = 0
    records: int = 0


Figures = Mapping[Category, Figure]


def figures_of(brigade: Unit, visits: VisitQuerySet, *parts: Q) -> list[Figures]:
    """Add up a brigade's done visits by category, every category present: of all, then of each part; one query.

    Of places the different ones count, whenever they were visited; of the rest the quantities are added. The places are
    counted in the brigade's list, which knows each that a visit names: ten years have many visits and few places. That
    the categories are named lets an index on them be used.
    """
    done = visits.done().order_by()
    same = done.filter(category=OuterRef("category"), target_key=OuterRef("key"))
    sums: dict[str, Aggregate] = {}
    seen: dict[str, Aggregate | Value] = {}
    for at, part in enumerate((Q(), *parts)):
        sums |= {
            f"records_{at}": Count(Value(1), filter=part),
            f"total_{at}": Sum("quantity", filter=part, default=0),
        }
        seen |= {f"records_{at}": Value(0), f"total_{at}": Count("pk", filter=Exists(same.filter(part)))}
    added = done.filter(category__in=Category).values_list("category", Value(0)).annotate(**sums)
    places = Place.objects.filter(brigade=brigade).order_by().values_list("category", Value(1)).annotate(**seen)
    rows = {(category, of_places): told for category, of_places, *told in added.union(places, all=True)}
    return [{kind: _figure(kind, rows, 2 * at) for kind in Category} for at in range(len(parts) + 1)]


def period_figures(brigade: Unit, first: dt.date, last: dt.date, unit: Unit | None = None) -> Figures:
    """Return the figures of a brigade, or of those visits in which one of its units took part; both days included."""
    if unit is None:
        return figures_of(brigade, Visit.objects.filter(brigade=brigade).between(first, last))[0]
    parts = {"brigade": brigade, "unit": unit, "happened_on__gte": first, "happened_on__lte": last}
    visits = Visit.objects.done().filter(**{f"units__{name}": value for name, value in parts.items()}).order_by()
    sums = {"records": Count("pk"), "total": Sum("quantity"), "places": Count("target_key", distinct=True)}
    found: dict[str, Any] = {row["category"]: row for row in visits.values("category").annotate(**sums)}
    return {kind: _unit_figure(kind, found.get(kind)) for kind in Category}


def _unit_figure(category: Category, row: Mapping[str, int] | None) -> Figure:
    return Figure(row["places" if category in PLACES else "total"], row["records"]) if row else Figure()


def _figure(category: Category, rows: Mapping[tuple[str, int], list[int]], at: int) -> Figure:
    """Return the figure of the part whose numbers begin at `at`: records, then what they come to."""
    nothing = [0] * (at + 2)
    records = rows.get((category, 0), nothing)[at]
    return Figure(rows.get((category, int(category in PLACES)), nothing)[at + 1], records)
