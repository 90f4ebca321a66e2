"""The one-stop course of a case: which step may come next (RULES.md, Windows and cases)."""

import datetime as dt
from collections.abc import Collection, Mapping
from enum import StrEnum

SUBJECTS = (1, 2, 3)
# Driving Licence Provisions: attempts at subjects 2 and 3 under one learner's certificate, and its years.
MOST_ATTEMPTS = 5
LEARNER_YEARS = 3


class Step(StrEnum):
    PHOTO = "photo"
    MEDICAL = "medical"
    FORM = "form"
    ACCEPTANCE = "acceptance"
    EXAM = "exam"
    ISSUE = "issue"


LICENCE = tuple(Step)
PLAIN = (Step.ACCEPTANCE, Step.ISSUE)
# These two come in any order.
_FIRST = frozenset({Step.PHOTO, Step.MEDICAL})


def course_of(*, has_exams: bool) -> tuple[Step, ...]:
    return LICENCE if has_exams else PLAIN


def next_steps(course: Collection[Step], passed: Collection[Step]) -> tuple[Step, ...]:
    """Return the steps that may be taken now, in the order of the course; none when all are passed."""
    left = [step for step in course if step not in passed]
    first = tuple(step for step in left if step in _FIRST)
    return first or tuple(left[:1])


def next_subject(passed: Collection[int]) -> int | None:
    """Return the subject to be examined next, None when all are passed."""
    return next((subject for subject in SUBJECTS if subject not in passed), None)


def learner_holds(issued_on: dt.date, day: dt.date) -> bool:
    """Tell whether a learner's certificate still holds on `day`; the last day is that of issue three years later."""
    return (day.year - LEARNER_YEARS, day.month, day.day) <= (issued_on.year, issued_on.month, issued_on.day)


def has_attempt_left(subject: int, attempts: Mapping[int, int]) -> bool:
    """Tell whether `subject` may be tried once more; the first may be tried as often as one likes."""
    return subject == 1 or attempts.get(subject, 0) < MOST_ATTEMPTS
