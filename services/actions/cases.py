"""Cases from the first question to what is handed out; every step is somebody's, at a moment."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from audit.actions import record
from organization.actions.showing import record_showing
from organization.calendar import add_working_days, beijing_date
from organization.codes import code_of, next_number
from organization.locks import hold_client
from organization.models import CalendarDay, Officer, Unit
from services.models import Case, CaseBlock, CaseMaterial, Matter, MatterRule, Window
from services.models.cases import LEAD, WORK
from services.queries.matters import rule_of
from services.rules.days import Basis, add_calendar_days, add_days
from services.rules.notices import NOTICE_DAYS, RETURN_DAYS

_CODE_LENGTH = 8
_PERSONAL = ("applicant_name", "applicant_phone")


class CaseError(ValueError):
    """A step that the rules refuse."""


class NotAClerkError(CaseError):
    """Cases are worked on by the clerks of the window's unit, who leads it and supervisors."""


class MatterNotHandledError(CaseError):
    """The brigade's version of the rules has no such matter."""


class StrangeConditionError(CaseError):
    """What applies to the applicant is one of the matter's own conditions."""


class ReturnWithoutReasonError(CaseError):
    """Who was here for the same matter within thirty days says why again; the argument is the earlier case."""


class CaseClosedError(CaseError):
    """The case is at its end and changes no more."""


class CaseStateError(CaseError):
    """The case is not at the state that this step begins from."""


class NoSuchMaterialError(CaseError):
    """The case does not ask for this material."""


class FaultMissingError(CaseError):
    """What is not in order says what is wrong and how to mend it."""


class NotGrantedError(CaseError):
    """Leaders and supervisors open the green channel."""


class WaitsAlreadyError(CaseError):
    """The case waits for violations already, or does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseInput:
    """Who comes for what, and which of the matter's conditions apply."""

    matter: Matter
    applicant_name: str
    applicant_phone: str
    conditions: Collection[str] = ()
    return_reason: str = ""


def open_case(window: Window, told: CaseInput, *, client_id: UUID, by: Officer, at: dt.datetime) -> Case:
    """Take in an application at a window with the list of what it needs; the same `client_id` again returns it.

    A case of the same telephone and matter within thirty days is linked, and the reason why the applicant comes again
    is asked for.
    """
    with transaction.atomic():
        hold_client(client_id)
        stored = Case.objects.filter(client_id=client_id).first()
        if stored is not None:
            return stored
        if not by.has_right(WORK, window.unit):
            raise NotAClerkError
        today = beijing_date(at)
        rule = rule_of(window.brigade, told.matter, today)
        if rule is None:
            raise MatterNotHandledError
        if set(told.conditions) - {material.condition for material in rule.materials.all() if material.condition}:
            raise StrangeConditionError
        previous = earlier_case(window.brigade, told.matter, told.applicant_phone, today)
        if previous is not None and not told.return_reason:
            raise ReturnWithoutReasonError(previous.number)
        case = Case(
            client_id=client_id,
            number=next_number(window.brigade, today, Case.objects.filter(brigade=window.brigade, received_on=today)),
            code=code_of(_CODE_LENGTH).upper(),
            brigade=window.brigade,
            unit=window.unit,
            window=window,
            rule=rule,
            matter=told.matter,
            applicant_name=told.applicant_name,
            applicant_phone=told.applicant_phone,
            conditions=sorted(told.conditions),
            received_on=today,
            received_at=at,
            notice_due_on=add_days(today, NOTICE_DAYS, Basis.LICENSING, CalendarDay.objects.as_overrides()),
            previous=previous,
            return_reason=told.return_reason if previous else "",
            entered_by=by,
        )
        case.full_clean()
        case.save(force_insert=True)
        CaseMaterial.objects.bulk_create(_materials(case, rule, told.conditions))
        after = {"matter": told.matter.code, "version": rule.version.name, "window": window.number}
        after |= {"previous": previous.number, "return_reason": told.return_reason} if previous else {}
        personal = {name: getattr(told, name) for name in _PERSONAL}
        record("services.case_opened", on=case, by=by, scope=case.unit.path, after=after, personal=personal)
    return case


def earlier_case(brigade: Unit, matter: Matter, phone: str, today: dt.date) -> Case | None:
    """Return the newest case of the same telephone and matter of the last thirty days."""
    since = today - dt.timedelta(days=RETURN_DAYS)
    found = Case.objects.filter(brigade=brigade, matter=matter, applicant_phone=phone, received_on__gte=since)
    return found.order_by("-received_on", "-id").first()


def check_materials(case: Case, told: Mapping[str, tuple[str, str]], *, by: Officer, at: dt.datetime) -> Case:
    """Note for materials, by code, their state and what is wrong with them; what is not named stays as it was.

    What is handed in while a notice waits closes the notice, and the law's five days begin anew.
    """
    with transaction.atomic():
        case = held_case(case, by, Case.State.INTAKE)
        materials = {material.code: material for material in case.materials.all()}
        waits = case.slips.filter(is_open=True).exists()
        changed: dict[str, list[str]] = {}
        for code, (state, fault) in told.items():
            if code not in materials:
                raise NoSuchMaterialError(code)
            if state == CaseMaterial.State.WRONG and not fault:
                raise FaultMissingError(materials[code].name)
            if _note(materials[code], state, fault, at, is_again=waits):
                changed[code] = [state, fault]
        if changed:
            if waits and any(state != CaseMaterial.State.MISSING for state, _fault in changed.values()):
                _take_in_again(case, at)
            record("services.materials_checked", on=case, by=by, scope=case.unit.path, after={"materials": changed})
    return case


def grant_green_channel(case: Case, *, reason: str, by: Officer) -> Case:
    """Let an applicant pass first, with the reason and who granted it."""
    with transaction.atomic():
        case = held_case(case, by, Case.State.INTAKE, Case.State.ACCEPTED)
        if not by.has_right(LEAD, case.unit):
            raise NotGrantedError
        case.green_reason, case.green_granted_by = reason, by
        case.save(update_fields=["green_reason", "green_granted_by"])
        record("services.green_channel_granted", on=case, by=by, scope=case.unit.path, after={"reason": reason})
    return case


def send_to_violations(case: Case, *, violations: int, by: Officer, at: dt.datetime) -> CaseBlock:
    """Note open violations; the case waits until they are settled at their window."""
    with transaction.atomic():
        case = held_case(case, by, Case.State.INTAKE, Case.State.ACCEPTED)
        if case.blocks.filter(ended_at=None).exists():
            raise WaitsAlreadyError
        block = CaseBlock.objects.create(case=case, violations=violations, began_at=at, noted_by=by)
        after = {"violations": violations}
        record("services.case_sent_to_violations", on=case, by=by, scope=case.unit.path, after=after)
    return block


def take_back_from_violations(case: Case, *, by: Officer, at: dt.datetime) -> CaseBlock:
    """Note that the violations are settled; the time it took stands with the case."""
    with transaction.atomic():
        block = end_block(held_case(case, by, Case.State.INTAKE, Case.State.ACCEPTED), by=by, at=at)
        if block is None:
            raise WaitsAlreadyError
    return block


def end_block(case: Case, *, by: Officer, at: dt.datetime) -> CaseBlock | None:
    """End the wait of a case, inside the transaction of whoever settled it; None when it does not wait."""
    block = case.blocks.select_for_update().filter(ended_at=None).first()
    if block is not None:
        block.ended_at, block.ended_by = max(at, block.began_at), by
        block.save(update_fields=["ended_at", "ended_by"])
        after = {"minutes": int((at - block.began_at).total_seconds() // 60)}
        record("services.case_back_from_violations", on=case, by=by, scope=case.unit.path, after=after)
    return block


def deem_accepted(at: dt.datetime) -> int:
    """Accept as of their receipt the cases that got neither acceptance nor notice in five working days; repeatable."""
    count = 0
    for case in Case.objects.unanswered(beijing_date(at)).select_related("unit", "rule", "matter").order_by("pk"):
        with transaction.atomic():
            held = Case.objects.unanswered(beijing_date(at)).select_for_update(of=("self",)).filter(pk=case.pk)
            found = held.select_related("rule", "matter").first()
            if found is None:
                continue
            accept(found, as_of=found.received_on)
            found.is_deemed_accepted = True
            found.save()
            after = {"accepted_on": found.accepted_on}
            record("services.case_deemed_accepted", on=found, by=None, scope=case.unit.path, after=after)
            count += 1
    return count


def accept(case: Case, *, as_of: dt.date) -> None:
    """Set a case accepted as of a day, with its limits unless they run from the last examination; the caller saves."""
    case.state, case.outcome, case.accepted_on, case.notice_due_on = Case.State.ACCEPTED, "accepted", as_of, None
    if not case.matter.has_exams:
        set_limits(case, as_of)


def set_limits(case: Case, day: dt.date) -> None:
    """Set until when the law and the promise want the case done, counted from `day`; the caller saves."""
    overrides = CalendarDay.objects.as_overrides()
    is_working = case.rule.day_kind == MatterRule.DayKind.WORKING
    add = add_working_days if is_working else add_calendar_days
    case.due_on = add(day, case.rule.statutory_days, overrides)
    case.promised_on = add(day, case.rule.promised_days, overrides) if case.rule.promised_days else day


def show_applicant(case: Case, *, by: Officer) -> None:
    """Note that `by` looks at who the applicant is."""
    if not works_on(case, by):
        raise NotAClerkError
    record_showing(case, fields=_PERSONAL, by=by)


def works_on(case: Case, officer: Officer) -> bool:
    return officer.has_right(WORK, case.unit) or officer.has_right(LEAD, case.unit)


def held_case(case: Case, by: Officer, *states: Case.State) -> Case:
    """Return the case locked for a step from one of `states`; refuse whoever does not work on it."""
    found = (
        Case.objects.select_for_update(of=("self",))
        .select_related("unit", "window", "rule__version", "matter", "brigade")
        .get(pk=case.pk)
    )
    if not works_on(found, by):
        raise NotAClerkError
    if not found.is_open:
        raise CaseClosedError
    if found.state not in states:
        raise CaseStateError
    return found


def _take_in_again(case: Case, at: dt.datetime) -> None:
    case.slips.filter(is_open=True).update(is_open=False)
    overrides = CalendarDay.objects.as_overrides()
    case.notice_due_on = add_days(beijing_date(at), NOTICE_DAYS, Basis.LICENSING, overrides)
    case.save(update_fields=["notice_due_on"])


def _materials(case: Case, rule: MatterRule, conditions: Collection[str]) -> list[CaseMaterial]:
    names = ("code", "name", "is_original", "copies", "condition", "position")
    return [
        CaseMaterial(case=case, **{name: getattr(material, name) for name in names})
        for material in rule.materials.all()
        if not material.condition or material.condition in conditions
    ]


def _note(material: CaseMaterial, state: str, fault: str, at: dt.datetime, *, is_again: bool) -> bool:
    """Store the state of a material and tell whether it changed; `is_again`: the applicant came back with it."""
    fault = fault if state == CaseMaterial.State.WRONG else ""
    if (material.state, material.fault) == (state, fault):
        return False
    is_new = is_again or material.state == CaseMaterial.State.MISSING
    material.state, material.fault = state, fault
    if state == CaseMaterial.State.MISSING:
        material.handed_in_at = None
    elif is_new:
        material.handed_in_at = at
    material.save(update_fields=["state", "fault", "handed_in_at"])
    return True
