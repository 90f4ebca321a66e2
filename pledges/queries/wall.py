"""The pledge wall: what is posted, as it was signed, and who may look at it."""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import CharField, Count, Exists, OuterRef, Subquery
from django.db.models.functions import Cast

from audit.models import Entry
from organization.calendar import Month, beijing_date
from organization.models import Officer, Unit
from organization.queries import settings_of
from organization.rules.settings import Setting
from pledges.models import Cycle, ItemReview, Pledge
from pledges.models.pledges import PledgeQuerySet
from pledges.rules.reviews import Decision, Level

_logger = logging.getLogger(__name__)
_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class UnitCount:
    code: str
    name: str
    pledges: int
    promises: int


def open_walls(visitor: Officer | None, at: dt.datetime, code: str | None = None) -> list[Unit]:
    """Return the brigades whose wall the visitor may look at: public ones, the own one and those within reach."""
    brigades = Unit.objects.brigades().existing(beijing_date(at))
    found = list(brigades if code is None else brigades.filter(code=code))
    settings = settings_of([brigade.pk for brigade in found], Month.of_moment(at))
    return [
        brigade
        for brigade in found
        if settings[brigade.pk][Setting.WALL_IS_PUBLIC] or (visitor is not None and _reaches(visitor, brigade))
    ]


def posted_by(brigade: Unit) -> PledgeQuerySet:
    """Return what stands on the wall; the branch comes first, then the groups, then members.

    Each has with it what the audit entry of its posting says.
    """
    entry = Entry.objects.filter(
        action="pledges.pledge_posted", object_type="pledges.pledge", object_id=Cast(OuterRef("pk"), CharField())
    )
    passed = ItemReview.objects.filter(
        review__pledge=OuterRef("pk"), review__level=Level.BRANCH, decision=Decision.PASS
    )
    return (
        _standing(brigade)
        .annotate(is_passed_by_branch=Exists(passed), posted_as=Subquery(entry.values("after")[:1]))
        .select_related("cycle", "unit")
        .order_by("owner_kind", "sort_key", "owner_name", "id")  # the letters of the kinds are in this order
        .with_items()
    )


def counts_of(brigade: Unit) -> list[UnitCount]:
    """Return how many pledges with how many promises each unit has on the wall."""
    units = _standing(brigade).order_by("unit__path").values("unit")
    counted = units.annotate(pledges=Count("pk", distinct=True), promises=Count("items"))
    return [UnitCount(*row) for row in counted.values_list("unit__code", "unit__name", "pledges", "promises")]


def as_signed(pledges: Iterable[Pledge]) -> list[Pledge]:
    """Return those of `posted_by` whose words are still what was signed and posted; the log tells of the others."""
    shown = []
    for pledge in pledges:
        told = pledge.posted_as or {}  # type: ignore[attr-defined]  # annotated by posted_by
        if pledge.is_as_signed and told.get("digest") == pledge.digest:
            shown.append(pledge)
        else:
            _report(pledge.pk, pledge.version, pledge.digest, pledge.digest_now())
    return shown


def altered(brigade: Unit) -> list[Pledge]:
    """Return the posted pledges that the wall leaves out because they are not what was signed."""
    posted = list(posted_by(brigade))
    kept = {pledge.pk for pledge in as_signed(posted)}
    return [pledge for pledge in posted if pledge.pk not in kept]


@lru_cache(maxsize=_REMEMBERED)
def _report(number: int, version: int, signed: str, now: str) -> None:
    """Write one error for an alteration, not one for every visitor who comes by."""
    _logger.error("Pledge %s, version %s, is not what was posted: signed %s, now %s", number, version, signed, now)


def _standing(brigade: Unit) -> PledgeQuerySet:
    """Return the posted pledges of the cycles that are not over."""
    running = [Cycle.State.OPEN, Cycle.State.APPRAISING]
    return Pledge.objects.posted().filter(cycle__brigade=brigade, cycle__state__in=running)


def _reaches(visitor: Officer, brigade: Unit) -> bool:
    is_within = brigade.pk == visitor.unit.brigade_id or any(brigade.path.startswith(path) for path in visitor.scope)
    return is_within and visitor.has_right("pledges.view_pledges")
