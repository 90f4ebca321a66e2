"""Pledges that are taken back by whoever wrote them, or off the wall by the branch."""

import datetime as dt

from django.db import transaction

from audit.actions import record
from organization.models import Officer
from pledges.actions.errors import (
    CycleClosedError,
    NotADraftError,
    NotEntitledError,
    NotOnTheWallError,
    NotTheAuthorError,
    ReasonMissingError,
    ReviewClosedError,
)
from pledges.models import Cycle, Pledge, Review


def take_back(pledge: Pledge, *, by: Officer, at: dt.datetime) -> Pledge:
    """Let the author make a draft again of what is under review; a pass keeps counting while the words stay."""
    with transaction.atomic():
        pledge = _held_own(pledge, by)
        if pledge.state != Pledge.State.REVIEW:
            raise ReviewClosedError
        level = pledge.level
        pledge.reviews.open().update(outcome=Review.Outcome.TAKEN_BACK, closed_at=at, closed_by=by)
        pledge.state, pledge.level, pledge.changed_at = Pledge.State.DRAFT, "", at
        pledge.save(update_fields=["state", "level", "changed_at"])
        after = {"level": level, "round": pledge.round}
        record("pledges.pledge_taken_back", on=pledge, by=by, scope=pledge.unit.path, after=after)
    return pledge


def withdraw_draft(pledge: Pledge, *, by: Officer, at: dt.datetime) -> Pledge:
    """Let the author give up a draft; a version on the wall is the latest again."""
    with transaction.atomic():
        pledge = _held_own(pledge, by)
        if pledge.state != Pledge.State.DRAFT:
            raise NotADraftError
        on_the_wall = Pledge.objects.of_owner(pledge).filter(state=Pledge.State.POSTED).update(is_latest=True)
        pledge.is_latest = not on_the_wall
        _withdraw(pledge, "", at)
        after = {"version": pledge.version}
        record("pledges.draft_withdrawn", on=pledge, by=by, scope=pledge.unit.path, after=after)
    return pledge


def take_down(pledge: Pledge, *, reason: str, by: Officer, at: dt.datetime) -> Pledge:
    """Take a pledge off the wall for a reason that its author reads; nobody does so with the own one.

    Its author may write it anew, through the same reviews. It has no verdict; a concluded pledge keeps its own.
    """
    if not reason.strip():
        raise ReasonMissingError
    with transaction.atomic():
        pledge = Pledge.objects.select_for_update().select_related("cycle", "unit", "branch__unit").get(pk=pledge.pk)
        if pledge.author_id == by.pk or not by.has_right("pledges.take_down", pledge.branch.unit):
            raise NotEntitledError
        if pledge.state != Pledge.State.POSTED or pledge.cycle.state == Cycle.State.CONCLUDED:
            raise NotOnTheWallError
        _withdraw(pledge, reason.strip(), at)
        after = {"version": pledge.version, "reason": reason.strip()}
        record("pledges.pledge_taken_down", on=pledge, by=by, scope=pledge.unit.path, after=after)
    return pledge


def _held_own(pledge: Pledge, by: Officer) -> Pledge:
    pledge = Pledge.objects.select_for_update().select_related("cycle", "unit").get(pk=pledge.pk)
    if pledge.author_id != by.pk:
        raise NotTheAuthorError
    if pledge.cycle.state != Cycle.State.OPEN:
        raise CycleClosedError
    return pledge


def _withdraw(pledge: Pledge, reason: str, at: dt.datetime) -> None:
    pledge.state, pledge.withdrawn_at, pledge.withdrawal_reason = Pledge.State.WITHDRAWN, at, reason
    pledge.changed_at = at
    pledge.save(update_fields=["state", "is_latest", "withdrawn_at", "withdrawal_reason", "changed_at"])
