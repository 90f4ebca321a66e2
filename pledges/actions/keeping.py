"""What happens while a pledge hangs on the wall."""

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from audit.actions import record
from organization.calendar import beijing_date
from organization.models import Officer, Unit
from organization.pictures import drop_file
from pledges.actions.errors import (
    AlreadyWithdrawnError,
    AppraisalBegunError,
    CycleClosedError,
    NotEntitledError,
    NotTheAuthorError,
    ReasonMissingError,
)
from pledges.models import Comment, Cycle, Evidence, Pledge, PledgeItem, Progress


class FutureProgressError(ValueError):
    """What was done lies in the future, or before the cycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressInput:
    """What the author says was done; `is_kept` tells that nothing is left to do for the promise."""

    text: str
    evidence: str
    happened_on: dt.date
    is_kept: bool = False


def add_progress(item: PledgeItem, told: ProgressInput, *, client_id: UUID, by: Officer, at: dt.datetime) -> Progress:
    """Note what was done for a promise; the same `client_id` again returns what is stored."""
    with transaction.atomic():
        pledge = Pledge.objects.select_for_update().select_related("cycle", "unit").get(pk=item.pledge_id)
        stored = Progress.objects.filter(client_id=client_id, entered_by=by).first()
        if stored is not None:
            return stored
        check_may_note(pledge, by)
        _check_day(pledge, told, at)
        progress = Progress.objects.create(item=item, **asdict(told), entered_by=by, entered_at=at, client_id=client_id)
        record(
            "pledges.progress_added",
            on=pledge,
            by=by,
            scope=pledge.unit.path,
            after={"item": item.position} | _words(progress),
        )
    return progress


def correct_progress(
    progress: Progress, told: ProgressInput, *, drop: Collection[int] = (), reason: str, by: Officer, at: dt.datetime
) -> Progress:
    """Change a note before the appraisal, and remove those of its files whose keys are in `drop`; the reason stays."""
    with transaction.atomic():
        progress, pledge = _held(progress, reason, by)
        _check_day(pledge, told, at)
        before = _words(progress)
        for name, value in asdict(told).items():
            setattr(progress, name, value)
        progress.corrected_at, progress.correction_reason = at, reason.strip()
        progress.save()
        dropped = _drop_files(progress.evidence_files.filter(pk__in=drop))
        record(
            "pledges.progress_corrected",
            on=pledge,
            by=by,
            scope=pledge.unit.path,
            before=before | {"files": dropped},
            after={"item": progress.item.position, "reason": reason.strip()} | _words(progress),
        )
    return progress


def withdraw_progress(progress: Progress, *, reason: str, by: Officer, at: dt.datetime) -> Progress:
    """Take a note back before the appraisal; its words stay with the reason, its files are removed for good."""
    with transaction.atomic():
        progress, pledge = _held(progress, reason, by)
        progress.withdrawn_at, progress.withdrawal_reason = at, reason.strip()
        progress.save(update_fields=["withdrawn_at", "withdrawal_reason"])
        dropped = _drop_files(progress.evidence_files.all())
        record(
            "pledges.progress_withdrawn",
            on=pledge,
            by=by,
            scope=pledge.unit.path,
            before=_words(progress) | {"files": dropped},
            after={"item": progress.item.position, "reason": reason.strip()},
        )
    return progress


def check_may_note(pledge: Pledge, by: Officer) -> None:
    """Refuse everybody but the author, and the author unless the pledge stands in a cycle that is not over."""
    if pledge.author_id != by.pk:
        raise NotTheAuthorError
    if pledge.state != Pledge.State.POSTED or pledge.cycle.state == Cycle.State.CONCLUDED:
        raise CycleClosedError


def _check_day(pledge: Pledge, told: ProgressInput, at: dt.datetime) -> None:
    if not pledge.cycle.starts_on <= told.happened_on <= beijing_date(at):
        raise FutureProgressError


def _held(progress: Progress, reason: str, by: Officer) -> tuple[Progress, Pledge]:
    """Lock the pledge and return a note that its author may still change."""
    pledge = Pledge.objects.select_for_update().select_related("cycle", "unit").get(pk=progress.item.pledge_id)
    progress = Progress.objects.select_related("item").get(pk=progress.pk)
    check_may_note(pledge, by)
    if pledge.cycle.state != Cycle.State.OPEN:
        raise AppraisalBegunError
    if progress.withdrawn_at is not None:
        raise AlreadyWithdrawnError
    if not reason.strip():
        raise ReasonMissingError
    return progress, pledge


def _drop_files(files: QuerySet[Evidence]) -> list[str]:
    """Remove files from the note, and from storage once the transaction has gone through; return their fingerprints."""
    found = list(files)
    for row in found:
        drop_file(row.file)
        drop_file(row.thumbnail)
    files.delete()
    return [row.digest for row in found]


def _words(progress: Progress) -> dict[str, Any]:
    told = {"text": progress.text, "evidence": progress.evidence, "on": progress.happened_on}
    return told | {"kept": progress.is_kept}


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
