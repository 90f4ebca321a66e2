"""Reviews, promise by promise and level by level, up to the wall."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from audit.actions import record
from organization.calendar import Month, add_working_days, beijing_date
from organization.models import CalendarDay, Officer
from organization.queries import settings_of
from organization.rules.settings import Setting
from pledges.actions.errors import (
    NoReviewerError,
    NotADraftError,
    NotEntitledError,
    NotTheReviewerError,
    ReasonMissingError,
    ReviewClosedError,
    UndecidedItemError,
)
from pledges.models import ItemReview, Pledge, PledgeItem, Progress, Review
from pledges.queries.reviewers import reviewers_of, route_for
from pledges.rules.reviews import Decision, Level, next_level, open_items, passes_given


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reviewer's word on one promise; what is not passed needs a reason."""

    decision: Decision
    reason: str = ""


def review_pledge(review: Review, verdicts: Mapping[int, Verdict], *, by: Officer, at: dt.datetime) -> Pledge:
    """Decide every open promise, by its number; all passed lets the pledge go on, else it goes back to its author."""
    with transaction.atomic():
        review, pledge = _held(review)
        if review.reviewer_id != by.pk or pledge.author_id == by.pk:
            raise NotTheReviewerError
        if review.outcome != Review.Outcome.OPEN or pledge.state != Pledge.State.REVIEW:
            raise ReviewClosedError
        if not pledge.is_as_signed:
            raise NotADraftError
        decided = _decided(review, pledge, verdicts)
        ItemReview.objects.bulk_create(decided)
        has_passed = all(row.decision == Decision.PASS for row in decided)
        _close(review, Review.Outcome.PASSED if has_passed else Review.Outcome.RETURNED, by=by, at=at)
        record(
            "pledges.pledge_reviewed",
            on=pledge,
            by=by,
            scope=pledge.unit.path,
            after={
                "level": review.level,
                "round": review.round,
                "items": {str(row.position): [row.decision, row.reason] for row in decided},
            },
        )
        if has_passed:
            go_on(pledge, by=by, at=at)
        else:
            pledge.state, pledge.level, pledge.changed_at = Pledge.State.DRAFT, "", at
            pledge.save(update_fields=["state", "level", "changed_at"])
    return pledge


def hand_over_review(review: Review, *, to: Officer, reason: str, by: Officer, at: dt.datetime) -> Review:
    """Give a stuck review to another member of the level; its reviewer or whoever supervises does, never the author."""
    if not reason.strip():
        raise ReasonMissingError
    with transaction.atomic():
        review, pledge = _held(review)
        may_hand_over = by.pk == review.reviewer_id or by.has_right("pledges.hand_over_review", pledge.branch.unit)
        if by.pk == pledge.author_id or not may_hand_over:
            raise NotEntitledError
        if review.outcome != Review.Outcome.OPEN:
            raise ReviewClosedError
        if to.pk == review.reviewer_id or to not in reviewers_of(pledge, Level(review.level), beijing_date(at)):
            raise NoReviewerError(review.level)
        review.reason = reason
        _close(review, Review.Outcome.HANDED_OVER, by=by, at=at)
        new = _open(pledge, Level(review.level), to, at)
        record(
            "pledges.review_handed_over",
            on=pledge,
            by=by,
            scope=pledge.unit.path,
            before={"reviewer": review.reviewer.police_number},
            after={"reviewer": to.police_number, "level": review.level, "reason": reason},
        )
    return new


def go_on(pledge: Pledge, *, by: Officer, at: dt.datetime) -> None:
    """Hand a signed pledge to the next level, or post it when every level has passed every promise as signed."""
    on = beijing_date(at)
    items = {item.position: item.digest for item in pledge.items.all()}
    level = next_level(route_for(pledge, on), items, passed_digests(pledge))
    if level is None:
        _post(pledge, by=by, at=at)
        return
    reviewers = reviewers_of(pledge, level, on)
    if not reviewers:
        raise NoReviewerError(level.value)
    pledge.state, pledge.level = Pledge.State.REVIEW, level.value
    pledge.save(update_fields=["state", "level"])
    _open(pledge, level, reviewers[0], at)


def passed_digests(pledge: Pledge) -> dict[Level, set[str]]:
    """Return the digests of promises that each level has passed."""
    rows = ItemReview.objects.filter(review__pledge=pledge).order_by("review__closed_at", "id")
    return passes_given(rows.values_list("review__level", "digest", "decision"))


def _post(pledge: Pledge, *, by: Officer, at: dt.datetime) -> None:
    """Put the pledge on the wall in the place of the version before; notes go with promises whose words stay."""
    before = Pledge.objects.of_owner(pledge).filter(state=Pledge.State.POSTED)
    before.update(state=Pledge.State.SUPERSEDED, is_latest=False)
    pledge.state, pledge.level, pledge.posted_at = Pledge.State.POSTED, "", at
    pledge.save(update_fields=["state", "level", "posted_at"])
    _carry_notes(pledge)
    record(
        "pledges.pledge_posted",
        on=pledge,
        by=by,
        scope=pledge.unit.path,
        after={"version": pledge.version, "digest": pledge.digest},
    )


def _carry_notes(pledge: Pledge) -> None:
    earlier = Pledge.objects.of_owner(pledge).filter(posted_at__isnull=False).exclude(pk=pledge.pk)
    items = {item.digest: item for item in pledge.items.all()}
    for old in PledgeItem.objects.filter(pledge__in=earlier):
        if old.digest in items:
            Progress.objects.filter(item=old).update(item=items[old.digest])


def _held(review: Review) -> tuple[Review, Pledge]:
    """Lock the pledge, then read its review as it stands."""
    pledge = Pledge.objects.select_for_update().get(pk=review.pledge_id)
    return Review.objects.select_related("reviewer").get(pk=review.pk), pledge


def _decided(review: Review, pledge: Pledge, verdicts: Mapping[int, Verdict]) -> list[ItemReview]:
    items = {item.position: item for item in pledge.items.all()}
    level = Level(review.level)
    waiting = open_items({number: item.digest for number, item in items.items()}, passed_digests(pledge)[level])
    rows = []
    for number in waiting:
        verdict = verdicts.get(number)
        if verdict is None or (verdict.decision is not Decision.PASS and not verdict.reason.strip()):
            raise UndecidedItemError(str(number))
        item = items[number]
        rows.append(
            ItemReview(
                review=review,
                position=number,
                text=item.text,
                digest=item.digest,
                decision=verdict.decision,
                reason=verdict.reason,
            )
        )
    return rows


def _open(pledge: Pledge, level: Level, reviewer: Officer, at: dt.datetime) -> Review:
    brigade, today = pledge.branch.unit_id, beijing_date(at)
    days = int(settings_of([brigade], Month.of(today))[brigade][Setting.REVIEW_DAYS])
    return Review.objects.create(
        pledge=pledge,
        level=level.value,
        round=pledge.round,
        reviewer=reviewer,
        opened_at=at,
        due_on=add_working_days(today, days, CalendarDay.objects.as_overrides()),
    )


def _close(review: Review, outcome: Review.Outcome, *, by: Officer, at: dt.datetime) -> None:
    review.outcome, review.closed_at, review.closed_by = outcome, at, by
    review.save(update_fields=["outcome", "closed_at", "closed_by", "reason"])
