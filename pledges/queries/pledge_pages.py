"""What the pages of one pledge show: its way so far and ahead, and what was said of each promise."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, Prefetch, Q, QuerySet

from organization.models import CommitteeSeat, Officer, PartyBranch
from pledges.models import Appraisal, Cycle, ItemReview, Pledge, PledgeItem, PledgeTemplate, Review
from pledges.models.kinds import CriterionName
from pledges.models.pledges import PledgeQuerySet
from pledges.queries.reviewers import leaders_of, route_for, seats_of
from pledges.rules.criteria import Owner, criteria_for
from pledges.rules.reviews import Decision


@dataclass(frozen=True, slots=True)
class Step:
    """One point of a pledge's way: `handed_in`, `reviewed`, `to_hand_in`, `wall` or `withdrawn`.

    `state` is how it is drawn.
    """

    name: str
    state: str
    round: int = 0
    review: Review | None = None
    level: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """The latest that a reviewer said of a promise, and what became of the promise since."""

    row: ItemReview
    is_passed: bool
    is_changed: bool

    @property
    def is_returned(self) -> bool:
        return self.row.decision != Decision.PASS


def shown(officer: Officer) -> PledgeQuerySet:
    """Return the pledges that the officer may read, with what their pages name."""
    found = Pledge.objects.visible_to(officer).select_related(
        "cycle__brigade", "author", "group", "branch__unit", "unit"
    )
    return found.with_items()


def own_pledge(cycle: Cycle, owner: Owner, officer: Officer) -> Pledge | None:
    """Return the latest version of what the officer wrote in a cycle as a member, for the group or for the branch."""
    return shown(officer).filter(cycle=cycle, owner_kind=owner, author=officer, is_latest=True).first()


def cycles_to_pledge_in(officer: Officer) -> list[Cycle]:
    """Return the own brigade's cycles, open ones first, the newest first among them."""
    found = (
        Cycle.objects.filter(brigade=officer.unit.brigade_id).select_related("brigade").order_by("-starts_on", "name")
    )
    return sorted(found, key=lambda cycle: cycle.state != Cycle.State.OPEN)


def templates_for(cycle: Cycle, owner: Owner) -> QuerySet[PledgeTemplate]:
    offered = PledgeTemplate.objects.filter(Q(brigade=None) | Q(brigade=cycle.brigade_id), is_offered=True)
    return offered.filter(criterion__in=[name for name in CriterionName if name.value in criteria_for(owner)])


def pledge_before(pledge: Pledge) -> Pledge | None:
    """Return what the same owner had on the wall in the cycle before, with its promises."""
    whose = {Owner.MEMBER: Q(author=pledge.author_id), Owner.GROUP: Q(group=pledge.group_id)}
    earlier = Pledge.objects.posted().filter(
        whose.get(Owner(pledge.owner_kind), Q(branch=pledge.branch_id)),
        owner_kind=pledge.owner_kind,
        cycle__starts_on__lt=pledge.cycle.starts_on,
    )
    return earlier.select_related("cycle").order_by("-cycle__starts_on").with_items().first()


def reviews_of(pledge: Pledge) -> list[Review]:
    """Return every review in its order, with the words on each promise."""
    words = Prefetch("items", ItemReview.objects.order_by("position"))
    return list(pledge.reviews.select_related("reviewer").prefetch_related(words).order_by("id"))


def words_on(items: Sequence[PledgeItem], reviews: Sequence[Review]) -> dict[int, Word]:
    """Return the latest word on each promise: on its present text, else on what stood in its place."""
    by_digest: dict[str, ItemReview] = {}
    by_place: dict[int, ItemReview] = {}
    for review in reviews:
        for row in review.items.all():
            row.review = review
            by_digest[row.digest] = by_place[row.position] = row
    words = {}
    for item in items:
        last = by_digest.get(item.digest, by_place.get(item.position))
        if last is not None:
            is_same = last.digest == item.digest
            words[item.position] = Word(last, is_same and last.decision == Decision.PASS, not is_same)
    return words


def way_of(pledge: Pledge, reviews: Sequence[Review], on: dt.date) -> list[Step]:
    """Return the way of a pledge: what happened, round by round, and what is still ahead."""
    steps = []
    for number in dict.fromkeys(review.round for review in reviews):
        turns = [review for review in reviews if review.round == number]
        steps.append(Step("handed_in", "done", round=number, at=turns[0].opened_at))
        steps += [_turn(review) for review in turns]
    if pledge.posted_at is not None:
        steps.append(Step("wall", "done", at=pledge.posted_at))
    if pledge.withdrawn_at is not None:
        steps.append(Step("withdrawn", "ret", at=pledge.withdrawn_at))
    if pledge.posted_at is not None or pledge.withdrawn_at is not None:
        return steps
    levels = [level.value for level in route_for(pledge, on)]
    if pledge.state == Pledge.State.REVIEW:
        levels = levels[levels.index(pledge.level) + 1 :] if pledge.level in levels else []
    else:
        steps.append(Step("to_hand_in", "now", round=pledge.round + 1))
    return [*steps, *(Step("reviewed", "open", level=level) for level in levels), Step("wall", "open")]


def _turn(review: Review) -> Step:
    states = {Review.Outcome.OPEN: "now", Review.Outcome.RETURNED: "ret", Review.Outcome.TAKEN_BACK: "ret"}
    state = states.get(Review.Outcome(review.outcome), "done")
    return Step("reviewed", state, review.round, review, review.level, review.closed_at)


def owners_open_to(officer: Officer, cycle: Cycle, on: dt.date) -> list[Owner]:
    """Return for whom the officer may pledge in a cycle; nobody who is no Party member of its brigade."""
    is_member = officer.party_standing != Officer.PartyStanding.NONE
    if not is_member or not officer.unit.path.startswith(cycle.brigade.path):
        return []
    owners = [Owner.MEMBER]
    leads_group = Exists(leaders_of(officer.party_group_id).filter(pk=officer.pk))
    branch = PartyBranch.objects.filter(unit=cycle.brigade_id).annotate(leads_group=leads_group).first()
    if branch and branch.leads_group:  # type: ignore[attr-defined]  # annotated
        owners.append(Owner.GROUP)
    secretary = CommitteeSeat.Position.SECRETARY
    if branch and seats_of(branch, on).filter(officer=officer, position=secretary).exists():
        owners.append(Owner.BRANCH)
    return owners


def versions_of(pledge: Pledge, officer: Officer) -> list[Pledge]:
    """Return every version that the officer may read, the newest first."""
    return list(Pledge.objects.visible_to(officer).of_owner(pledge).order_by("-version"))


def verdict_on(pledge: Pledge, officer: Officer) -> Appraisal | None:
    """Return what a concluded pledge came to; before the cycle is over only its author reads it."""
    if pledge.state != Pledge.State.CONCLUDED:
        return None
    is_told = pledge.author_id == officer.pk or pledge.cycle.state == Cycle.State.CONCLUDED
    return Appraisal.objects.filter(pledge=pledge).first() if is_told else None
