"""What pledges tell the rest of the house, as plain data; the roof puts it into words."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q

from organization.calendar import BEIJING, beijing_date
from organization.models import Officer, Unit
from pledges.models import ItemReview, Pledge, PledgeItem, Review
from pledges.models.cycles import Cycle
from pledges.models.kinds import ItemKind
from pledges.queries.fulfilment import fulfilment_by_member, fulfilment_by_unit, together
from pledges.queries.keeping_pages import overdue_items, quiet
from pledges.queries.review_pages import open_reviews
from pledges.queries.wall import cards_of_members
from pledges.rules.appraisal import Fulfilment
from pledges.rules.reviews import Decision

MOST_REVIEWS = 20
TOLD_FOR = dt.timedelta(days=14)


class Wanted(StrEnum):
    REVIEW = "review"
    AMEND = "amend"
    TAKEN_DOWN = "taken_down"
    OVERDUE = "overdue"
    PROGRESS = "progress"


@dataclass(frozen=True, slots=True)
class CycleFulfilment:
    """How the promises of a concluded cycle were kept: by all, by unit code, by member (the officer's key)."""

    cycle: Cycle
    branch: Fulfilment
    units: dict[str, Fulfilment]
    members: dict[int, Fulfilment]

    @property
    def kept_all(self) -> int:
        """How many members kept everything that counted."""
        return sum(0 < one.counted == one.fulfilled for one in self.members.values())


def promise_lines(brigade: Unit, officers: Collection[int]) -> dict[int, str]:
    """Return the first promise for the post of each of these members, as signed and posted, by the officer's key."""
    promises = {card.author_id: list(card.items.all()) for card in cards_of_members(brigade, officers)}
    return {
        author: next((item for item in items if item.kind == ItemKind.POST), items[0]).wording
        for author, items in promises.items()
        if items
    }


def newest_fulfilment(brigade: Unit) -> CycleFulfilment | None:
    """Return the figures of the brigade's newest concluded cycle, None before there is one; three queries."""
    concluded = Cycle.objects.filter(brigade=brigade, state=Cycle.State.CONCLUDED)
    cycle = concluded.order_by("-starts_on", "-pk").first()
    if cycle is None:
        return None
    units = fulfilment_by_unit(cycle)
    by_code = {unit.code: unit.fulfilment for unit in units}
    return CycleFulfilment(cycle, together(units), by_code, fulfilment_by_member(cycle))


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeTask:
    """One thing to do: which kind, at which address, with what its title names."""

    wanted: Wanted
    view: str
    key: int | None = None
    query: str = ""
    name: str = ""
    numbers: tuple[int, ...] = ()
    level: str = ""
    reason: str = ""
    round: int = 0
    due_on: dt.date | None = None


def tasks_for(officer: Officer, on: dt.date) -> list[PledgeTask]:
    """Return the reviews that wait for the officer, what came back or was taken down, what is overdue and quiet."""
    if officer.party_standing == Officer.PartyStanding.NONE:
        return _reviews(officer)
    return [*_reviews(officer), *_returned(officer), *_kept(officer, on)]


def _reviews(officer: Officer) -> list[PledgeTask]:
    return [
        PledgeTask(
            wanted=Wanted.REVIEW,
            view="pledges:review",
            key=review.pk,
            name=review.pledge.owner_name,
            level=review.get_level_display(),
            round=review.round,
            due_on=review.due_on,
        )
        for review in open_reviews(officer)[:MOST_REVIEWS]
    ]


def _returned(officer: Officer) -> list[PledgeTask]:
    """Return each own draft of which the last review sent something back."""
    drafts = Pledge.objects.filter(author=officer, state=Pledge.State.DRAFT, cycle__state=Cycle.State.OPEN)
    last = drafts.annotate(last=Max("reviews__id")).exclude(last=None).values_list("last", flat=True)
    words = ItemReview.objects.filter(review__in=last, review__outcome=Review.Outcome.RETURNED)
    numbers: dict[Review, list[int]] = {}
    for word in words.exclude(decision=Decision.PASS).select_related("review__pledge__cycle").order_by("position"):
        numbers.setdefault(word.review, []).append(word.position)
    return [
        PledgeTask(
            wanted=Wanted.AMEND,
            view="pledges:mine",
            name=review.pledge.owner_name,
            numbers=tuple(found),
            query=f"?cycle={review.pledge.cycle_id}&of={review.pledge.owner_kind}",
            due_on=_due(review),
        )
        for review, found in numbers.items()
    ]


def _due(review: Review) -> dt.date | None:
    """Return until when the author amends; what came back after the last day of handing in has no day of its own."""
    last = review.pledge.cycle.submit_by
    return last if review.closed_at is None or beijing_date(review.closed_at) <= last else None


def _kept(officer: Officer, on: dt.date) -> list[PledgeTask]:
    """Return what the own pledges on the wall ask for: those with overdue promises, then the others; one query.

    The others were taken off the wall lately and not written anew, or nothing was noted for them this quarter.
    """
    since = dt.datetime.combine(on, dt.time(), tzinfo=BEIJING) - TOLD_FOR
    down = {"state": Pledge.State.WITHDRAWN, "is_latest": True, "withdrawn_at__gte": since, "posted_at__isnull": False}
    items: Any = PledgeItem.objects.filter(pledge__author=officer).annotate(
        is_late=Exists(overdue_items(on).filter(pk=OuterRef("pk"))),
        is_quiet=Exists(quiet(on).filter(pk=OuterRef("pledge"))),
        is_down=Q(**{f"pledge__{name}": value for name, value in down.items()}),
    )
    asking = items.filter(Q(is_late=True) | Q(is_quiet=True) | Q(is_down=True)).select_related("pledge")
    found: dict[Pledge, list[Any]] = {}
    for item in asking.order_by("pledge__state", "pledge__cycle", "pledge", "position"):
        found.setdefault(item.pledge, []).append(item)
    late = {pledge: [item for item in rows if item.is_late] for pledge, rows in found.items()}
    told = [_overdue(pledge, rows) for pledge, rows in late.items() if rows]
    return [*told, *(_down_or_quiet(pledge) for pledge, rows in found.items() if rows[0].is_down or rows[0].is_quiet)]


def _overdue(pledge: Pledge, items: Sequence[PledgeItem]) -> PledgeTask:
    """Name the overdue promises, due when the first of them was."""
    return PledgeTask(
        wanted=Wanted.OVERDUE,
        view="pledges:detail",
        key=pledge.pk,
        name=pledge.owner_name,
        numbers=tuple(item.position for item in items),
        due_on=min(item.due_on for item in items if item.due_on),
    )


def _down_or_quiet(pledge: Pledge) -> PledgeTask:
    if pledge.state != Pledge.State.WITHDRAWN:
        return PledgeTask(wanted=Wanted.PROGRESS, view="pledges:detail", key=pledge.pk, name=pledge.owner_name)
    return PledgeTask(
        wanted=Wanted.TAKEN_DOWN,
        view="pledges:mine",
        name=pledge.owner_name,
        reason=pledge.withdrawal_reason,
        query=f"?cycle={pledge.cycle_id}&of={pledge.owner_kind}",
    )
