"""What happens while a pledge hangs on the wall."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from audit.actions import record
from organization.calendar import beijing_date
from organization.models import Officer, Unit
from pledges.actions.errors import CycleClosedError, NotEntitledError, NotTheAuthorError
from pledges.models import Comment, Cycle, Pledge, PledgeItem, Progress


class FutureProgressError(ValueError):
    """What was done lies in the future, or before the cycle."""


def add_progress(
    item: PledgeItem, *, text: str, evidence: str, happened_on: dt.date, client_id: UUID, by: Officer, at: dt.datetime
) -> Progress:
    """Note what was done for a promise; the same `client_id` again returns what is stored."""
    with transaction.atomic():
        pledge = Pledge.objects.select_for_update().select_related("cycle", "unit").get(pk=item.pledge_id)
        stored = Progress.objects.filter(client_id=client_id, entered_by=by).first()
        if stored is not None:
            return stored
        if pledge.author_id != by.pk:
            raise NotTheAuthorError
        if pledge.state != Pledge.State.POSTED or pledge.cycle.state == Cycle.State.CONCLUDED:
            raise CycleClosedError
        if not pledge.cycle.starts_on <= happened_on <= beijing_date(at):
            raise FutureProgressError
        progress = Progress.objects.create(
            item=item,
            happened_on=happened_on,
            text=text,
            evidence=evidence,
            entered_by=by,
            entered_at=at,
            client_id=client_id,
        )
        record(
            "pledges.progress_added",
            on=pledge,
            by=by,
            scope=pledge.unit.path,
            after={"item": item.position, "text": text, "evidence": evidence, "on": happened_on},
        )
    return progress


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentInput:
    form: Comment.Form
    given_on: dt.date
    achievements: str
    problems: str
    advice: str
    due_on: dt.date | None = None


def give_comment(
    cycle: Cycle, subject: Officer | Unit, words: CommentInput, *, by: Officer, at: dt.datetime
) -> Comment:
    """Comment on a member or a unit of those whom `by` leads; nobody comments on themselves or upwards."""
    unit = subject.unit if isinstance(subject, Officer) else subject
    officer = subject if isinstance(subject, Officer) else None
    if officer == by or not by.has_right("pledges.comment", unit):
        raise NotEntitledError
    with transaction.atomic():
        comment = Comment.objects.create(
            cycle=cycle,
            by=by,
            subject=officer,
            unit=unit,
            form=words.form,
            given_on=words.given_on,
            achievements=words.achievements,
            problems=words.problems,
            advice=words.advice,
            due_on=words.due_on,
            entered_at=at,
        )
        record("pledges.comment_given", on=comment, by=by, scope=unit.path, after={"on": str(subject)})
    return comment
