"""What the visits of a period add up to: the figures of the yearly report, and how many records stand behind each."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, Q, Sum

from organization.models import Unit
from outreach.models import Visit
from outreach.models.visits import VisitQuerySet
from outreach.rules.categories import PLACES, Category


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `count` persons, places or events, made up of so many `records`."""

    count: int = 0
    records: int = 0


Figures = Mapping[Category, Figure]


def figures_of(visits: VisitQuerySet, *parts: Q) -> list[Figures]:
    """Add up done visits by category, every category present: of all of them, then of each part; one query.

    Of places the different ones count, whenever they were visited; of the rest the quantities are added.
    """
    sums: dict[str, Aggregate] = {}
    for at, part in enumerate((None, *parts)):
        sums[f"records_{at}"] = Count("id", filter=part)
        sums[f"places_{at}"] = Count("target_key", distinct=True, filter=part)
        sums[f"total_{at}"] = Sum("quantity", filter=part, default=0)
    found: Any = visits.done().order_by().values("category").annotate(**sums)
    rows = {row["category"]: row for row in found}
    return [{kind: _figure(kind, rows.get(kind), at) for kind in Category} for at in range(len(parts) + 1)]


def period_figures(brigade: Unit, first: dt.date, last: dt.date, unit: Unit | None = None) -> Figures:
    """Return the figures of a brigade, or of those visits in which one of its units took part; both days included."""
    visits = Visit.objects.filter(brigade=brigade).between(first, last)
    return figures_of(visits if unit is None else visits.with_unit(unit))[0]


def _figure(category: Category, row: Mapping[str, int] | None, at: int) -> Figure:
    if row is None:
        return Figure()
    return Figure(row[f"places_{at}" if category in PLACES else f"total_{at}"], row[f"records_{at}"])
