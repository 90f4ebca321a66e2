"""The pledges of a cycle as a list: where each stands, never what a draft says."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from organization.models import Officer, Unit
from organization.models.units import within
from pledges.models import Cycle, Pledge, Review
from pledges.models.pledges import PledgeQuerySet

MANAGE = "pledges.manage_cycles"
PAGE_SIZE = 50
_PLACE = re.compile(r"(.*)\.([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty means all."""

    unit: str = ""
    state: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Pledge]
    following: str


def cycles_of(officer: Officer) -> list[Cycle]:
    """Return the cycles within reach, the newest first."""
    return list(Cycle.objects.visible_to(officer).select_related("brigade").order_by("-starts_on", "name"))


def current_cycle(cycles: list[Cycle], wanted: str) -> Cycle | None:
    """Return the cycle named by its key, else the newest; None where there is none or the key names no other."""
    if wanted:
        return next((cycle for cycle in cycles if str(cycle.pk) == wanted), None)
    return cycles[0] if cycles else None


def listed(cycle: Cycle, officer: Officer) -> PledgeQuerySet:
    """Return the latest pledges: all of them to whoever manages cycles, to others what they may read."""
    pledges = Pledge.objects.filter(cycle=cycle, is_latest=True)
    if officer.has_right(MANAGE, cycle.brigade):
        return pledges
    return pledges.filter(pk__in=Pledge.objects.visible_to(officer).values("pk"))


def narrowed(pledges: PledgeQuerySet, wanted: Wanted) -> PledgeQuerySet:
    if wanted.unit:
        pledges = pledges.filter(unit__code=wanted.unit)
    if wanted.state:
        pledges = pledges.filter(state=wanted.state)
    if wanted.name:
        pledges = pledges.filter(owner_name__icontains=wanted.name)
    return pledges


def in_order(pledges: PledgeQuerySet) -> QuerySet[Any]:
    """Return the pledges in the order of names, each with who reviews it now and until when."""
    turn = Review.objects.open().filter(pledge=OuterRef("pk"))
    return (
        pledges.order_by("sort_key", "pk")
        .select_related("unit", "appraisal")
        .annotate(
            reviewer_name=Subquery(turn.values("reviewer__name")[:1]), review_due_on=Subquery(turn.values("due_on")[:1])
        )
    )


def page_of(pledges: PledgeQuerySet, after: str) -> Page:
    """Return one page in the order of names from the place `after` on; three queries for any number of rows."""
    place = _PLACE.fullmatch(after)
    if place:
        pledges = pledges.filter(Q(sort_key__gt=place[1]) | Q(sort_key=place[1], pk__gt=int(place[2])))
    rows = list(in_order(pledges)[: PAGE_SIZE + 1])
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    return Page(rows[:PAGE_SIZE], f"{last.sort_key}.{last.pk}" if last else "")


def counts_of(pledges: PledgeQuerySet) -> dict[str, int]:
    """Return how many pledges are in each state, those without any left out."""
    counts = pledges.order_by().values_list("state").annotate(count=Count("pk"))
    return {str(Pledge.State(state).label): count for state, count in counts}


def units_of(cycle: Cycle) -> QuerySet[Unit]:
    return Unit.objects.filter(within([cycle.brigade.path]))


def overdue(pledge: Any, on: dt.date) -> bool:
    """Tell whether the review that a listed pledge waits for is late."""
    return pledge.review_due_on is not None and pledge.review_due_on < on


def address(wanted: Wanted, cycle: Cycle, following: str) -> str:
    told = {"cycle": str(cycle.pk), "unit": wanted.unit, "state": wanted.state, "q": wanted.name, "after": following}
    return urlencode({name: value for name, value in told.items() if value})
