"""Pairs as tables: a brigade's list, and what one household was brought."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from organization.models import Officer
from outreach.models import Household, HouseholdVisit
from outreach.models.pairs import HouseholdQuerySet
from outreach.queries.pairs import Line, line_of, names_for, with_sums

MOST = 5000


def lines_of(officer: Officer, households: HouseholdQuerySet) -> list[Line]:
    """Return the pairs as the officer sees them in the list: names masked, and only where opened; two queries."""
    rows = list(with_sums(households).order_by("-pk")[:MOST])
    names = names_for(officer, rows)
    return [line_of(row, names) for row in rows]


def visits_of(household: Household) -> list[HouseholdVisit]:
    """Return the visits that stand, the first in front; two queries."""
    visits = household.visits.filter(reason="").select_related("entered_by").prefetch_related("goods")
    return list(visits.order_by("happened_on", "pk")[:MOST])


def value_of(visit: HouseholdVisit) -> Decimal:
    return sum((line.value for line in visit.goods.all()), Decimal(0))


def header() -> list[str]:
    return [
        _("Number"),
        _("Name"),
        _("Kind"),
        _("Unit"),
        _("Helper"),
        _("Helped since"),
        _("Helped until"),
        _("Visits"),
        _("Last visited on"),
        _("Goods in yuan"),
    ]


def rows_of(lines: Iterable[Line]) -> Iterator[list[str]]:
    for line in lines:
        yield [
            line.number,
            line.name,
            line.kind,
            line.unit,
            line.helper,
            line.begun_on.isoformat(),
            line.ended_on.isoformat() if line.ended_on else "",
            str(line.visits),
            line.last_on.isoformat() if line.last_on else "",
            f"{line.value:.2f}",
        ]


def visits_header() -> list[str]:
    return [_("Day"), _("What was done"), _("Result"), _("Goods"), _("Goods in yuan"), _("Signed for"), _("Entered by")]


def visit_rows(visits: Sequence[HouseholdVisit]) -> Iterator[list[str]]:
    for visit in visits:
        yield [
            visit.happened_on.isoformat(),
            visit.done,
            visit.result,
            _(", ").join(map(str, visit.goods.all())),
            f"{value_of(visit):.2f}",
            _("yes") if visit.is_signed else _("no"),
            visit.entered_by.name,
        ]
