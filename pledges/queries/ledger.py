"""The pledges of a cycle as a list: where each stands, never what a draft says."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from organization.paging import Page
from pledges.models import Cycle, Pledge, PledgeItem, Review
from pledges.models.pledges import PledgeQuerySet
from pledges.queries.keeping_pages import of_same_owner, overdue_items, quiet

MANAGE = "pledges.manage_cycles"
PAGE_SIZE = 50
_PLACE = re.compile(r"(.*)\.([0-9]{1,18})")


class Late(models.TextChoices):
    """What is late about a pledge."""

    PROMISE = "promise", _("a promise is overdue")
    QUIET = "quiet", _("nothing noted this quarter")
    REVIEW = "review", _("its review is late")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty means all."""

    unit: str = ""
    state: str = ""
    name: str = ""
    late: str = ""


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


def narrowed(pledges: PledgeQuerySet, wanted: Wanted, on: dt.date) -> PledgeQuerySet:
    if wanted.unit:
        pledges = pledges.filter(unit__code=wanted.unit)
    if wanted.state:
        pledges = pledges.filter(state=wanted.state)
    if wanted.name:
        pledges = pledges.filter(owner_name__icontains=wanted.name)
    return pledges.filter(_late(Late(wanted.late), on)) if wanted.late else pledges


def _late(late: Late, on: dt.date) -> Exists:
    """Tell whether a pledge is late; what the version on the wall owes counts while a new one is written."""
    return Exists(
        {
            Late.PROMISE: _owed(on),
            Late.QUIET: quiet(on).filter(**of_same_owner()),
            Late.REVIEW: Review.objects.open().filter(pledge=OuterRef("pk"), due_on__lt=on),
        }[late]
    )


def _owed(on: dt.date) -> QuerySet[PledgeItem]:
    return overdue_items(on).filter(**of_same_owner("pledge__"))


def in_order(pledges: PledgeQuerySet, on: dt.date) -> QuerySet[Any]:
    """Return the pledges in the order of names, with who reviews each, until when, and how many are overdue."""
    owed = _owed(on).order_by().values("pledge__author").annotate(count=Count("pk")).values("count")
    turn = Review.objects.open().filter(pledge=OuterRef("pk"))
    return (
        pledges.order_by("sort_key", "pk")
        .select_related("unit", "appraisal", "author__unit")
        .annotate(
            reviewer_name=Subquery(turn.values("reviewer__name")[:1]),
            review_due_on=Subquery(turn.values("due_on")[:1]),
            overdue=Coalesce(Subquery(owed[:1]), 0),
        )
    )


def page_of(pledges: PledgeQuerySet, after: str, on: dt.date) -> Page[Pledge]:
    """Return one page in the order of names from the place `after` on; three queries for any number of rows."""
    place = _PLACE.fullmatch(after)
    if place:
        pledges = pledges.filter(Q(sort_key__gt=place[1]) | Q(sort_key=place[1], pk__gt=int(place[2])))
    rows = list(in_order(pledges, on)[: PAGE_SIZE + 1])
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    return Page(rows[:PAGE_SIZE], f"{last.sort_key}.{last.pk}" if last else "")


def counts_of(pledges: PledgeQuerySet) -> dict[str, int]:
    """Return how many pledges are in each state, those without any left out."""
    counts = pledges.order_by().values_list("state").annotate(count=Count("pk"))
    return {str(Pledge.State(state).label): count for state, count in counts}


def units_of(cycle: Cycle) -> QuerySet[Unit]:
    return Unit.objects.filter(within([cycle.brigade.path]))


def has_late_review(pledge: Any, on: dt.date) -> bool:
    """Tell whether the review that a listed pledge waits for is late."""
    return pledge.review_due_on is not None and pledge.review_due_on < on


def has_left(pledge: Pledge, cycle: Cycle, on: dt.date) -> bool:
    """Tell whether the author of a pledge on the wall no longer serves in the brigade, for the branch to decide."""
    author = pledge.author
    serves = author.is_active and (author.left_on is None or author.left_on >= on)
    return pledge.state == Pledge.State.POSTED and not (serves and author.unit.is_within(cycle.brigade))


def address(wanted: Wanted, cycle: Cycle, following: str) -> str:
    told = {"cycle": str(cycle.pk), "unit": wanted.unit, "state": wanted.state, "q": wanted.name}
    told |= {"late": wanted.late, "after": following}
    return urlencode({name: value for name, value in told.items() if value})
