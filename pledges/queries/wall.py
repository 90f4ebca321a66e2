"""The pledge wall: what is posted, as it was signed, and who may look at it."""

import datetime as dt
import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from audit.models import Entry
from organization.calendar import Month, beijing_date
from organization.models import Officer, Portrait, Unit
from organization.queries import settings_of
from organization.rules.settings import Setting
from pledges.models import Cycle, ItemReview, Pledge, PledgeItem
from pledges.models.pledges import PledgeQuerySet
from pledges.rules.criteria import Owner
from pledges.rules.digests import pledge_digest
from pledges.rules.reviews import Decision, Level

_logger = logging.getLogger(__name__)
_REMEMBERED = 1000
_DIGESTS = 10_000
_ORDER = ("owner_kind", "sort_key", "owner_name", "id")  # the branch, then groups, then members: so are their letters
_WORDS = ("kind", "criterion", "text", "shown_by", "due_on", "measure", "target")
Words = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class UnitCount:
    code: str
    name: str
    pledges: int
    promises: int


@dataclass(frozen=True, slots=True)
class Place:
    """One posted pledge without its words."""

    pk: int
    owner_name: str
    unit: tuple[str, str, str]
    """The unit's path, code and name."""
    promises: int


@dataclass(frozen=True, slots=True)
class Wall:
    """The pledges that are what was signed and posted, in their order, and those that are left out as they are not."""

    hung: list[Place]
    altered: list[Place]

    def chosen(self, unit: str, name: str) -> list[int]:
        """Return the keys of the pledges of a unit and with a name; empty asks for all."""
        wanted = name.casefold()
        return [
            place.pk
            for place in self.hung
            if (not unit or place.unit[1] == unit) and wanted in place.owner_name.casefold()
        ]

    def counts(self) -> list[UnitCount]:
        """Return how many pledges with how many promises each unit has on the wall."""
        promises: dict[tuple[str, str, str], list[int]] = {}
        for place in self.hung:
            promises.setdefault(place.unit, []).append(place.promises)
        return [
            UnitCount(code, name, len(found), sum(found)) for (_path, code, name), found in sorted(promises.items())
        ]


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


def wall_of(brigade: Unit) -> Wall:
    """Compare all that is posted with what was signed; two queries for any number of pledges.

    What is counted, found and paged is what agrees: that shows only in Python, so the wall is not narrowed in SQL.
    """
    words = _words_at(brigade)
    wall = Wall([], [])
    rows = _standing(brigade).annotate(told=_posting()).order_by(*_ORDER)
    columns = ("owner_kind", "owner_name", "cycle__name", "version", "digest", "told")
    for pk, path, code, name, *signed, digest, told in rows.values_list(
        "pk", "unit__path", "unit__code", "unit__name", *columns
    ):
        promises = tuple(words.get(pk, ()))
        now = _digest_of(*signed, promises)
        if not now == digest == told:
            _report(pk, signed[-1], digest, now)
        place = Place(pk, signed[1], (path, code, name), len(promises))
        (wall.hung if now == digest == told else wall.altered).append(place)
    return wall


def cards_of(brigade: Unit, keys: Iterable[int]) -> list[Pledge]:
    """Return posted pledges with all that a card shows, once more without those that are not what was signed."""
    passed = ItemReview.objects.filter(
        review__pledge=OuterRef("pk"), review__level=Level.BRANCH, decision=Decision.PASS
    )
    agreed = Portrait.objects.current().filter(officer=OuterRef("author"))
    found = (
        _standing(brigade)
        .filter(pk__in=list(keys))
        .annotate(is_passed_by_branch=Exists(passed), told=_posting(), portrait=Subquery(agreed.values("digest")[:1]))
        .select_related("cycle", "unit")
        .order_by(*_ORDER)
        .with_items()
    )
    return [pledge for pledge in found if pledge.is_as_signed and pledge.told == pledge.digest]  # type: ignore[attr-defined]  # annotated


def cards_of_members(brigade: Unit, officers: Collection[int]) -> list[Pledge]:
    """Return the cards of those of these officers whose pledge hangs on the wall; four queries."""
    own = _standing(brigade).filter(owner_kind=Owner.MEMBER, author__in=officers)
    return cards_of(brigade, own.values_list("pk", flat=True))


def portrait_on(brigade: Unit, digest: str) -> Portrait | None:
    """Return a portrait that a card of this wall shows; the member agrees to it, and the pledge is as posted."""
    found = Portrait.objects.current().filter(digest=digest)
    shown = _standing(brigade).filter(owner_kind=Owner.MEMBER, author__in=found.values("officer"))
    authors = {card.author_id for card in cards_of(brigade, shown.values_list("pk", flat=True))}
    return found.filter(officer__in=authors).first()


def _words_at(brigade: Unit) -> dict[int, list[Words]]:
    """Return what each posted pledge promises, in its order, as stored."""
    items = PledgeItem.objects.filter(pledge__in=_standing(brigade)).order_by("pledge_id", "position")
    found: dict[int, list[Words]] = {}
    for pk, *words in items.values_list("pledge_id", *_WORDS):
        found.setdefault(pk, []).append(tuple(words))
    return found


@lru_cache(maxsize=_DIGESTS)
def _digest_of(owner: str, owner_name: str, cycle: str, version: int, promises: tuple[Words, ...]) -> str:
    """Return the digest of what is stored; the same words are hashed once, and never another's digest is given."""
    items = [PledgeItem(**dict(zip(_WORDS, words, strict=True))) for words in promises]
    return pledge_digest(Owner(owner), owner_name, cycle, version, [item.promise for item in items])


def _posting() -> Subquery:
    """Return the digest that the chain tells of the posting of the outer query's pledge."""
    key = Cast(OuterRef("pk"), CharField())
    told = Entry.objects.filter(action="pledges.pledge_posted", object_type="pledges.pledge", object_id=key)
    return Subquery(told.annotate(signed=KT("after__digest")).values("signed")[:1])


@lru_cache(maxsize=_REMEMBERED)
def _report(number: int, version: int, signed: str, now: str) -> None:
    """Write one error for an alteration, not one for every visitor who comes by."""
    _logger.error("Pledge %s, version %s, is not what was posted: signed %s, now %s", number, version, signed, now)


def _standing(brigade: Unit) -> PledgeQuerySet:
    """Return the posted pledges of the cycles that are not over."""
    return Pledge.objects.posted().filter(cycle__brigade=brigade).exclude(cycle__state=Cycle.State.CONCLUDED)


def _reaches(visitor: Officer, brigade: Unit) -> bool:
    is_within = brigade.pk == visitor.unit.brigade_id or any(brigade.path.startswith(path) for path in visitor.scope)
    return is_within and visitor.has_right("pledges.view_pledges")
