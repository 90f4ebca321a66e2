"""Safety lessons on site, from the request to what came of it; who is to be called is covered."""

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from audit.actions import record
from organization.actions.showing import record_showing
from organization.calendar import add_working_days, beijing_date
from organization.locks import hold_client
from organization.models import CalendarDay, Officer, Unit
from outreach.actions.visits import VisitInput, record_visit
from outreach.models import Lesson, Visit
from outreach.models.lessons import MANAGE

ANSWER_DAYS = 5


class LessonError(ValueError):
    """A step that the rules refuse."""


class NotAgreerError(LessonError):
    """Leaders and supervisors of the unit agree to lessons, decline and cancel them."""


class NotAtWorkOnItError(LessonError):
    """Officers of the unit, who teaches, who entered the request and who leads the unit work on a lesson."""


class LessonStepError(LessonError):
    """The lesson is not at the state that this step begins from."""


class AskedLaterError(LessonError):
    """A lesson is asked for today or earlier."""


class LessonDayError(LessonError):
    """An agreed lesson does not come before its request; a held one lies behind."""


class NobodyTeachesError(LessonError):
    """At least one officer teaches."""


class StrangeTeacherError(LessonError):
    """Unit and teachers belong to the brigade; the argument is the police number of another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRequest:
    """What somebody asks for; whom to call is personal."""

    kind: Lesson.Kind
    body: str
    contact_name: str
    contact_phone: str
    topic: str
    place: str
    audience: int
    wished_on: dt.date
    asked_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonReport:
    """What came of a lesson."""

    happens_on: dt.date
    attendance: int
    minutes: int
    taught: str
    material: str = ""
    feedback: str = ""


_PERSONAL = ("contact_name", "contact_phone")


def ask_lesson(unit: Unit, told: LessonRequest, *, client_id: UUID, by: Officer, at: dt.datetime) -> Lesson:
    """Take in a request for `unit`, due in five working days; the same `client_id` again returns what is stored."""
    with transaction.atomic():
        hold_client(client_id)
        stored = Lesson.objects.filter(client_id=client_id).first()
        if stored is not None:
            return stored
        if told.asked_on > beijing_date(at):
            raise AskedLaterError
        lesson = Lesson(**asdict(told), client_id=client_id, unit=unit, entered_by=by, entered_at=at)
        lesson.brigade = unit.brigade or unit
        lesson.due_on = add_working_days(told.asked_on, ANSWER_DAYS, CalendarDay.objects.as_overrides())
        lesson.full_clean()
        lesson.save()
        record(
            "outreach.lesson_asked",
            on=lesson,
            by=by,
            scope=unit.path,
            after={name: value for name, value in asdict(told).items() if name not in _PERSONAL},
            personal={name: getattr(told, name) for name in _PERSONAL},
        )
    return lesson


def agree_lesson(
    lesson: Lesson,
    *,
    unit: Unit,
    teachers: Collection[Officer],
    happens_on: dt.date,
    begins_at: dt.time,
    by: Officer,
) -> Lesson:
    """Agree on day, time, unit and teachers, or on other ones."""
    with transaction.atomic():
        lesson = _held(lesson, Lesson.State.ASKED, Lesson.State.AGREED)
        _check_leads(lesson, by)
        _check_teachers(lesson, unit, teachers)
        if happens_on < lesson.asked_on:
            raise LessonDayError
        lesson.state, lesson.unit = Lesson.State.AGREED, unit
        lesson.happens_on, lesson.begins_at = happens_on, begins_at
        lesson.save(update_fields=["state", "unit", "happens_on", "begins_at"])
        lesson.teachers.set(teachers)
        after = {"unit": unit.code, "happens_on": happens_on, "begins_at": begins_at}
        after |= {"teachers": sorted(teacher.police_number for teacher in teachers)}
        record("outreach.lesson_agreed", on=lesson, by=by, scope=unit.path, after=after)
    return lesson


def drop_lesson(lesson: Lesson, *, reason: str, by: Officer) -> Lesson:
    """Decline a request, or cancel a lesson that was agreed; it stays readable with the reason."""
    with transaction.atomic():
        lesson = _held(lesson, Lesson.State.ASKED, Lesson.State.AGREED)
        _check_leads(lesson, by)
        was = lesson.state
        lesson.state = Lesson.State.DECLINED if was == Lesson.State.ASKED else Lesson.State.CANCELLED
        lesson.reason = reason
        lesson.save(update_fields=["state", "reason"])
        after = {"state": lesson.state, "reason": reason}
        record("outreach.lesson_dropped", on=lesson, by=by, scope=lesson.unit.path, before={"state": was}, after=after)
    return lesson


def report_lesson(lesson: Lesson, told: LessonReport, *, by: Officer, at: dt.datetime) -> Lesson:
    """Note what came of an agreed lesson, or correct what was noted."""
    with transaction.atomic():
        lesson = _held(lesson, Lesson.State.AGREED, Lesson.State.HELD)
        if not works_on(lesson, by):
            raise NotAtWorkOnItError
        if not lesson.asked_on <= told.happens_on <= beijing_date(at):
            raise LessonDayError
        before = {name: getattr(lesson, name) for name in asdict(told)}
        for name, value in asdict(told).items():
            setattr(lesson, name, value)
        lesson.state = Lesson.State.HELD
        lesson.full_clean()
        lesson.save()
        record("outreach.lesson_held", on=lesson, by=by, scope=lesson.unit.path, before=before, after=asdict(told))
    return lesson


def enter_as_visit(lesson: Lesson, told: VisitInput, *, client_id: UUID, by: Officer, at: dt.datetime) -> Visit:
    """Enter a held lesson in the visit log too, once; figures are counted from the log alone."""
    with transaction.atomic():
        lesson = _held(lesson, Lesson.State.HELD)
        if not works_on(lesson, by):
            raise NotAtWorkOnItError
        if lesson.visit is not None:
            return lesson.visit
        lesson.visit = record_visit(told, by=by, at=at, client_id=client_id)
        lesson.save(update_fields=["visit"])
        after = {"visit": lesson.visit.number}
        record("outreach.lesson_entered_as_visit", on=lesson, by=by, scope=lesson.unit.path, after=after)
        return lesson.visit


def show_contact(lesson: Lesson, *, by: Officer) -> None:
    """Note that `by` looks at whom to call."""
    if not works_on(lesson, by):
        raise NotAtWorkOnItError
    record_showing(lesson, fields=_PERSONAL, by=by)


def works_on(lesson: Lesson, officer: Officer) -> bool:
    return (
        officer.pk == lesson.entered_by_id
        or officer.unit_id == lesson.unit_id
        or officer.has_right(MANAGE, lesson.unit)
        or lesson.teachers.filter(pk=officer.pk).exists()
    )


def _held(lesson: Lesson, *states: Lesson.State) -> Lesson:
    # What a step changes is not joined: the row is read anew after waiting for the lock, a joined one is not.
    found = Lesson.objects.select_for_update().get(pk=lesson.pk)
    if found.state not in states:
        raise LessonStepError
    return found


def _check_leads(lesson: Lesson, by: Officer) -> None:
    if not by.has_right(MANAGE, lesson.unit):
        raise NotAgreerError


def _check_teachers(lesson: Lesson, unit: Unit, teachers: Collection[Officer]) -> None:
    if not teachers:
        raise NobodyTeachesError
    if (unit.brigade_id or unit.pk) != lesson.brigade_id:
        raise StrangeTeacherError(unit.code)
    for teacher in teachers:
        if teacher.unit.brigade_id != lesson.brigade_id:
            raise StrangeTeacherError(teacher.police_number)
