"""What the visits of a period add up to: the figures of the yearly report, and how many records stand behind each."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Sum

from organization.models import Unit
from outreach.models import Visit
from outreach.models.visits import VisitQuerySet
from outreach.rules.categories import PLACES, Category


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `count` persons, places or events, made up of so many `records`."""

    count: int = 0
    records: int = 0


def figures_of(visits: VisitQuerySet) -> dict[Category, Figure]:
    """Add up done visits by category, every category present; one query.

    Of places the different ones count, whenever they were visited; of the rest the quantities are added.
    """
    rows = (
        visits.done()
        .order_by()
        .values_list("category")
        .annotate(records=Count("id"), places=Count("target_key", distinct=True), total=Sum("quantity"))
    )
    found = {category: Figure() for category in Category}
    for code, records, places, total in rows:
        category = Category(code)
        found[category] = Figure(places if category in PLACES else total, records)
    return found


def period_figures(brigade: Unit, first: dt.date, last: dt.date, unit: Unit | None = None) -> Mapping[Category, Figure]:
    """Return the figures of a brigade, or of those visits in which one of its units took part; both days included."""
    visits = Visit.objects.filter(brigade=brigade).between(first, last)
    return figures_of(visits if unit is None else visits.with_unit(unit))
