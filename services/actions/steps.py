"""The steps of the one-stop course; the acceptance is a slip of its own."""

import datetime as dt
from collections import Counter

from django.db import transaction

from audit.actions import record
from organization.calendar import beijing_date
from organization.models import Officer
from services.actions.cases import CaseError, held_case, set_limits
from services.actions.ratings import invite
from services.actions.slips import WaitsForViolationsError, accept_case
from services.models import Case, CaseStep
from services.rules.steps import Step, has_attempt_left, learner_holds, next_steps, next_subject


class StepNotDueError(CaseError):
    """Another step comes first."""


class AttemptsUsedError(CaseError):
    """The five attempts under the learner's certificate are used up."""


class LearnerMissingError(CaseError):
    """The subjects after the first are examined with a learner's certificate that holds."""


class LearnerNotDueError(CaseError):
    """A learner's certificate follows the first subject, once."""


class ReasonMissingError(CaseError):
    """What is not passed says why."""


def take_step(
    case: Case, step: Step, *, by: Officer, at: dt.datetime, is_passed: bool = True, reason: str = ""
) -> CaseStep:
    """Note a step as passed, or as failed with the reason; of the examinations, the subject that is next.

    Acceptance has its own conditions and slip. Issue ends the case. Passing the last subject sets the limits.
    """
    if not is_passed and not reason:
        raise ReasonMissingError
    with transaction.atomic():
        case = held_case(case, by, Case.State.INTAKE, Case.State.ACCEPTED)
        if step not in next_steps(case.course, passed_steps(case)):
            raise StepNotDueError
        subject = _subject(case, beijing_date(at)) if step == Step.EXAM else 0
        if step == Step.ACCEPTANCE and is_passed:
            accept_case(case, by=by, at=at)
        if step == Step.ISSUE and case.blocks.filter(ended_at=None).exists():
            raise WaitsForViolationsError
        taken = CaseStep.objects.create(
            case=case, kind=step, subject=subject, is_passed=is_passed, reason=reason, window=case.window, at=at, by=by
        )
        _go_on(case, taken, at)
        after = {"step": step, "subject": subject, "passed": is_passed, "reason": reason}
        record("services.step_taken", on=case, by=by, scope=case.unit.path, after=after)
    return taken


def note_learner(case: Case, *, number: str, issued_on: dt.date, by: Officer) -> Case:
    """Note the learner's certificate that the first subject brings."""
    with transaction.atomic():
        case = held_case(case, by, Case.State.ACCEPTED)
        first = case.steps.filter(kind=Step.EXAM, subject=1, is_passed=True).first()
        if first is None or case.learner_number or issued_on < beijing_date(first.at):
            raise LearnerNotDueError
        case.learner_number, case.learner_issued_on = number, issued_on
        case.full_clean()
        case.save(update_fields=["learner_number", "learner_issued_on"])
        after = {"issued_on": issued_on}
        personal = {"learner_number": number}
        record("services.learner_noted", on=case, by=by, scope=case.unit.path, after=after, personal=personal)
    return case


def passed_steps(case: Case) -> set[Step]:
    """Return the steps of the course that are behind the case; the examinations when all subjects are."""
    rows = [step for step in case.steps.all() if step.is_passed]
    passed = {Step(step.kind) for step in rows if step.kind != Step.EXAM}
    if case.accepted_on is not None:
        passed.add(Step.ACCEPTANCE)
    if next_subject({step.subject for step in rows if step.kind == Step.EXAM}) is None:
        passed.add(Step.EXAM)
    return passed


def _subject(case: Case, today: dt.date) -> int:
    """Return the subject that is examined next; refuse one without certificate or attempt left."""
    rows = case.steps.filter(kind=Step.EXAM)
    subject = next_subject({row.subject for row in rows if row.is_passed})
    if subject is None:
        raise StepNotDueError
    if not has_attempt_left(subject, Counter(row.subject for row in rows)):
        raise AttemptsUsedError
    issued_on = case.learner_issued_on
    if subject > 1 and (issued_on is None or not learner_holds(issued_on, today)):
        raise LearnerMissingError
    return subject


def _go_on(case: Case, taken: CaseStep, at: dt.datetime) -> None:
    if not taken.is_passed:
        return
    if taken.kind == Step.EXAM and Step.EXAM in passed_steps(case):
        set_limits(case, beijing_date(at))
        case.save(update_fields=["due_on", "promised_on"])
    elif taken.kind == Step.ISSUE:
        Case.objects.filter(pk=case.pk).update(state=Case.State.DONE, finished_at=at)
        invite(case, at=at)
