"""How promises were kept, unit by unit and member by member (RULES.md, Pledges)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from pledges.models import Cycle, Pledge, PledgeItem
from pledges.models.kinds import ConclusionName, OwnerKind
from pledges.rules.appraisal import Fulfilment

# In the order of `Fulfilment`.
_COUNTS = {
    "fulfilled": Count("pk", filter=Q(conclusion=ConclusionName.FULFILLED)),
    "due": Count("pk"),
    "excused": Count("pk", filter=Q(conclusion=ConclusionName.EXCUSED)),
}


@dataclass(frozen=True, slots=True)
class UnitFulfilment:
    code: str
    name: str
    fulfilment: Fulfilment


def fulfilment_by_unit(cycle: Cycle) -> list[UnitFulfilment]:
    """Return the units with concluded pledges in their order; one query.

    What groups and the branch promised counts for the unit of the branch.
    """
    rows = _judged(cycle).order_by("pledge__unit__path").values_list("pledge__unit__code", "pledge__unit__name")
    return [UnitFulfilment(code, name, Fulfilment(*counts)) for code, name, *counts in rows.annotate(**_COUNTS)]


def fulfilment_by_member(cycle: Cycle) -> dict[int, Fulfilment]:
    """Return what became of the promises of each member with a concluded pledge, by officer; one query."""
    rows = _judged(cycle).filter(pledge__owner_kind=OwnerKind.MEMBER).order_by().values_list("pledge__author")
    return {officer: Fulfilment(*counts) for officer, *counts in rows.annotate(**_COUNTS)}


def together(units: Sequence[UnitFulfilment]) -> Fulfilment:
    return sum((unit.fulfilment for unit in units), Fulfilment())


def _judged(cycle: Cycle) -> QuerySet[PledgeItem]:
    return PledgeItem.objects.filter(pledge__cycle=cycle, pledge__state=Pledge.State.CONCLUDED)
