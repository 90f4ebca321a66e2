"""Every write to an accident case: persons, days, parties; each change of what is fixed says why."""

import datetime as dt
import secrets
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from audit.actions import record
from organization.actions.showing import record_showing
from organization.calendar import Month, beijing_date
from organization.locks import hold_client
from organization.models import CalendarDay, Officer
from organization.queries import settings_of
from organization.rules.settings import Setting
from services.models import AccidentCase, AccidentChange, AccidentDue, AccidentMark, AccidentParty
from services.rules.accidents import (
    AFTER,
    GRANTED,
    Facts,
    Kind,
    Mark,
    due_dates,
    is_known,
    may_be_simple,
    next_due,
    target_of,
)

LEAD = "services.lead_accidents"
_PERSONAL = ("name", "phone")


class AccidentError(ValueError):
    """A step that the rules refuse."""


class NotSimpleError(AccidentError):
    """The simple procedure is for damage and slight injuries without a test and with everybody there."""


class SecondMissingError(AccidentError):
    """The ordinary procedure takes two officers."""


class StrangerToBrigadeError(AccidentError):
    """Officers of the case's own brigade handle it; the argument is the police number of another."""


class PriorityReasonError(AccidentError):
    """Priority needs a reason."""


class AccidentDayError(AccidentError):
    """A day or moment lies in the future, or before what it follows on."""


class MarkOrderError(AccidentError):
    """Something else has to happen first; the argument is what."""


class ReasonMissingError(AccidentError):
    """A change of a person or a day, and what is granted, needs a reason."""


class NotGranterError(AccidentError):
    """Only those who lead the unit stop the clock or grant a longer test."""


class NotAtWorkOnCaseError(AccidentError):
    """Both officers of a case work on it, and those who lead the unit."""


class CaseClosedError(AccidentError):
    """A case that is closed is what it was."""


class MarkNotKnownError(AccidentError):
    """The version of the rules by which the case is handled knows no such step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccidentInput:
    """What is told of a new case."""

    kind: Kind
    place: str
    called_at: dt.datetime
    lead: Officer
    responsibility: str
    second: Officer | None = None
    arrived_at: dt.datetime | None = None
    is_slight: bool = False
    is_simple: bool = False
    has_test: bool = False
    is_hit_and_run: bool = False
    is_priority: bool = False
    priority_reason: str = ""


def open_accident(
    told: AccidentInput, *, is_reported_later: bool, client_id: UUID, by: Officer, at: dt.datetime
) -> AccidentCase:
    """Open a case in the officer's own unit; the clock starts with the scene, or with a later report's acceptance.

    The same `client_id` again returns what is stored.
    """
    with transaction.atomic():
        hold_client(client_id)
        stored = AccidentCase.objects.filter(client_id=client_id, entered_by=by).first()
        if stored is not None:
            return stored
        _check_case(told, by, at)
        case = AccidentCase(**{name: getattr(told, name) for name in AccidentInput.__dataclass_fields__})
        case.client_id, case.entered_by, case.entered_at, case.unit = client_id, by, at, by.unit
        case.brigade = by.unit.brigade or by.unit
        case.number = f"A{beijing_date(at):%y%m%d}-{secrets.token_hex(4)}"
        day = beijing_date(told.called_at)
        case.rule_version = int(settings_of([case.brigade.pk], Month.of(day))[case.brigade.pk][Setting.RULE_VERSION])
        case.order_on = day
        case.save()
        mark = Mark.REPORTED_LATER if is_reported_later else Mark.SCENE
        AccidentMark.objects.create(case=case, mark=mark, happened_on=beijing_date(told.arrived_at or told.called_at))
        date_case(case)
        after = {name: value for name, value in asdict(told).items() if name not in ("lead", "second")}
        after |= {"lead": told.lead.police_number, "second": told.second.police_number if told.second else ""}
        record("services.accident_opened", on=case, by=by, scope=case.unit.path, after=after)
    return case


def note_mark(
    case: AccidentCase, mark: Mark, *, happened_on: dt.date, reason: str, by: Officer, at: dt.datetime
) -> None:
    """Note what happened on a day, or correct its day with a reason; every due date is computed anew."""
    with transaction.atomic():
        case = hold_case(case, by)
        marks = marks_of(case)
        _check_mark(case, marks, mark, happened_on, at)
        was = marks.get(mark)
        if was == happened_on:
            return
        if mark in GRANTED and not by.has_right(LEAD, case.unit):
            raise NotGranterError
        if not reason and (was is not None or mark in GRANTED):
            raise ReasonMissingError
        AccidentMark.objects.update_or_create(case=case, mark=mark, defaults={"happened_on": happened_on})
        if reason:
            keep_change(case, mark.value, was.isoformat() if was else "", happened_on.isoformat(), reason, by=by, at=at)
        date_case(case)
        before = {"happened_on": was} if was else {}
        after = {"mark": mark.value, "happened_on": happened_on, "reason": reason}
        record("services.accident_marked", on=case, by=by, scope=case.unit.path, before=before, after=after)


def change_officers(
    case: AccidentCase, *, lead: Officer, second: Officer | None, reason: str, by: Officer, at: dt.datetime
) -> None:
    """Hand a case to others; the reason stays with the names of before and after."""
    with transaction.atomic():
        case = hold_case(case, by)
        check_officers(case.is_simple, lead, second, case.brigade_id)
        if not reason:
            raise ReasonMissingError
        new, old = {"lead": lead, "second": second}, {"lead": case.lead, "second": case.second}
        changed = [name for name in new if new[name] != old[name]]
        for name in changed:
            was, now = old[name], new[name]
            keep_change(case, name, was.name if was else "", now.name if now else "", reason, by=by, at=at)
            setattr(case, name, now)
        if not changed:
            return
        case.save(update_fields=changed)
        numbers = [{name: who.police_number for name, who in told.items() if who} for told in (old, new)]
        after = numbers[1] | {"reason": reason}
        record("services.accident_handed_over", on=case, by=by, scope=case.unit.path, before=numbers[0], after=after)


def add_party(case: AccidentCase, *, name: str, phone: str, by: Officer) -> None:
    """Note somebody whom the accident concerns; the same name and telephone again are one."""
    with transaction.atomic():
        case = hold_case(case, by)
        party, is_new = AccidentParty.objects.get_or_create(case=case, name=name, phone=phone)
        if is_new:
            personal = {field: getattr(party, field) for field in _PERSONAL}
            record("services.accident_party_added", on=case, by=by, scope=case.unit.path, personal=personal)


def note_card(case: AccidentCase, *, given_on: dt.date, by: Officer, at: dt.datetime) -> None:
    """Note when the contact card was handed to the parties."""
    with transaction.atomic():
        case = hold_case(case, by)
        if not beijing_date(case.called_at) <= given_on <= beijing_date(at):
            raise AccidentDayError
        case.card_given_on = given_on
        case.save(update_fields=["card_given_on"])
        record("services.accident_card_given", on=case, by=by, scope=case.unit.path, after={"card_given_on": given_on})


def note_return_call(
    case: AccidentCase,
    *,
    called_on: dt.date,
    is_clear: bool,
    is_fair: bool,
    is_paid: bool,
    by: Officer,
    at: dt.datetime,
) -> None:
    """Note what the parties said after the case was closed."""
    with transaction.atomic():
        note_mark(case, Mark.CALLED_BACK, happened_on=called_on, reason="", by=by, at=at)
        case = hold_case(case, by)
        case.is_clear, case.is_fair, case.is_paid = is_clear, is_fair, is_paid
        case.save(update_fields=["is_clear", "is_fair", "is_paid"])
        after = {"is_clear": is_clear, "is_fair": is_fair, "is_paid": is_paid}
        record("services.accident_called_back", on=case, by=by, scope=case.unit.path, after=after)


def show_parties(case: AccidentCase, *, by: Officer) -> None:
    """Note that `by` looks at whom the accident concerns."""
    if not works_on(case, by):
        raise NotAtWorkOnCaseError
    record_showing(case, fields=_PERSONAL, by=by)


def works_on(case: AccidentCase, officer: Officer) -> bool:
    return officer.pk in (case.lead_id, case.second_id) or officer.has_right(LEAD, case.unit)


def marks_of(case: AccidentCase) -> dict[Mark, dt.date]:
    return {Mark(mark): day for mark, day in case.marks.values_list("mark", "happened_on")}


def facts_of(case: AccidentCase, marks: Mapping[Mark, dt.date]) -> Facts:
    """Return what decides the limits of a case; one whose test was ordered needs one."""
    return Facts(case.is_simple, case.has_test or Mark.TEST_ORDERED in marks, case.is_hit_and_run, marks)


def _check_case(told: AccidentInput, by: Officer, at: dt.datetime) -> None:
    if told.called_at > at or (told.arrived_at and not told.called_at <= told.arrived_at <= at):
        raise AccidentDayError
    if told.is_simple and not may_be_simple(
        told.kind, is_slight=told.is_slight, has_test=told.has_test, is_hit_and_run=told.is_hit_and_run
    ):
        raise NotSimpleError
    if told.is_priority and not told.priority_reason:
        raise PriorityReasonError
    check_officers(told.is_simple, told.lead, told.second, by.unit.brigade_id)


def check_officers(is_simple: bool, lead: Officer, second: Officer | None, brigade_id: int | None) -> None:  # noqa: FBT001 - a fact of the case
    if not is_simple and (second is None or second == lead):
        raise SecondMissingError
    for officer in (lead, second):
        if officer is not None and officer.unit.brigade_id != brigade_id:
            raise StrangerToBrigadeError(officer.police_number)


def _check_mark(
    case: AccidentCase, marks: dict[Mark, dt.date], mark: Mark, happened_on: dt.date, at: dt.datetime
) -> None:
    needed = AFTER.get(mark)
    if needed is not None and needed not in marks:
        raise MarkOrderError(needed.value)
    earliest = marks[needed] if needed else beijing_date(case.called_at)
    followed = [day for other, day in marks.items() if AFTER.get(other) == mark]
    if not earliest <= happened_on <= min([beijing_date(at), *followed]):
        raise AccidentDayError
    if not is_known(mark, facts_of(case, marks), case.rule_version):
        raise MarkNotKnownError


def hold_case(case: AccidentCase, by: Officer) -> AccidentCase:
    """Lock a case for somebody who works on it."""
    found = AccidentCase.objects.select_for_update(of=("self",)).select_related("unit", "lead", "second")
    held = found.get(pk=case.pk)
    if not works_on(held, by):
        raise NotAtWorkOnCaseError
    return held


def keep_change(
    case: AccidentCase, what: str, before: str, after: str, reason: str, *, by: Officer, at: dt.datetime
) -> None:
    AccidentChange.objects.create(case=case, what=what, before=before, after=after, reason=reason, by=by, at=at)


def date_case(case: AccidentCase) -> None:
    """Compute every due date anew, and from them the state of the case and its place in the list."""
    marks, overrides = marks_of(case), CalendarDay.objects.as_overrides()
    facts = facts_of(case, marks)
    case.has_test = facts.has_test
    found = due_dates(facts, case.rule_version, overrides)
    case.dues.all().delete()
    AccidentDue.objects.bulk_create(
        AccidentDue(
            case=case,
            step=due.step.value,
            starts_on=due.starts_on,
            due_on=due.due_on,
            done_on=due.done_on,
            article=due.article,
        )
        for due in found
    )
    case.state = _state(marks)
    case.next_due_on = next_due(found, is_closed=Mark.CLOSED in marks)
    case.amber_on = None if case.next_due_on is None else target_of(case.next_due_on, overrides)
    case.order_on = (case.amber_on if case.is_priority else case.next_due_on) or dt.date.max
    case.save(update_fields=["has_test", "state", "next_due_on", "amber_on", "order_on"])


def _state(marks: Collection[Mark]) -> AccidentCase.State:
    if Mark.CLOSED in marks:
        return AccidentCase.State.CLOSED
    if Mark.REVIEW_ASKED in marks and Mark.REVIEW_CONCLUDED not in marks:
        return AccidentCase.State.REVIEW
    is_to_redo = Mark.REDO_ORDERED in marks and Mark.REDONE not in marks
    is_certified = Mark.CERTIFIED in marks and not is_to_redo
    return AccidentCase.State.CERTIFIED if is_certified else AccidentCase.State.OPEN
