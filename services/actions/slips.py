"""The paper that ends an intake: accepted, a notice of what is missing, or why there is nothing to accept."""

import datetime as dt
from typing import Any

from django.db import transaction

from audit.actions import record
from organization.calendar import beijing_date
from organization.models import Officer
from services.actions.cases import CaseError, accept, held_case
from services.models import Case, CaseMaterial, Slip
from services.models.cases import LEAD
from services.models.kinds import OutcomeName
from services.rules.notices import Fault, old_faults


class NothingMissingError(CaseError):
    """A notice names what is missing or wrong; everything is there."""


class StillMissingError(CaseError):
    """An application is accepted when everything is there."""


class NoticeOpenError(CaseError):
    """A notice waits for the applicant already."""


class OldFaultError(CaseError):
    """A second notice names what could have been told before; a leader says why. The argument names the materials."""


class WaitsForViolationsError(CaseError):
    """The case waits for violations to be settled."""


def issue_notice(case: Case, *, by: Officer, at: dt.datetime, reason: str = "") -> Slip:
    """Tell once and in writing all that is missing or wrong; the law's five days then wait for the applicant.

    A further notice names only what was handed in since and is wrong; with anything else a leader gives the reason,
    and the slip keeps both.
    """
    with transaction.atomic():
        case = held_case(case, by, Case.State.INTAKE)
        if case.slips.filter(is_open=True).exists():
            raise NoticeOpenError
        materials = list(case.materials.all())
        faults = [material for material in materials if material.state != CaseMaterial.State.BROUGHT]
        if not faults:
            raise NothingMissingError
        late = _old(case, faults)
        if late and not (reason and by.has_right(LEAD, case.unit)):
            raise OldFaultError("、".join(late))
        slip = _print(case, OutcomeName.SUPPLEMENT, materials, by=by, at=at)
        slip.is_open = True
        if late:
            slip.approved_by, slip.approved_reason = by, reason
        slip.save()
        case.notice_due_on, case.outcome = None, OutcomeName.SUPPLEMENT
        case.save(update_fields=["notice_due_on", "outcome"])
        after = {"slip": slip.position, "missing": [fault.code for fault in faults], "late": late, "reason": reason}
        record("services.notice_issued", on=case, by=by, scope=case.unit.path, after=after)
    return slip


def accept_case(case: Case, *, by: Officer, at: dt.datetime) -> Slip:
    """Accept an application that is whole; its limits run from today."""
    with transaction.atomic():
        case = held_case(case, by, Case.State.INTAKE)
        materials = list(case.materials.all())
        if any(material.state != CaseMaterial.State.BROUGHT for material in materials):
            raise StillMissingError
        if case.blocks.filter(ended_at=None).exists():
            raise WaitsForViolationsError
        accept(case, as_of=beijing_date(at))
        case.save()
        case.slips.filter(is_open=True).update(is_open=False)
        slip = _print(case, OutcomeName.ACCEPTED, materials, by=by, at=at)
        slip.save()
        after = {"slip": slip.position, "due_on": case.due_on}
        record("services.case_accepted", on=case, by=by, scope=case.unit.path, after=after)
    return slip


def end_case(case: Case, outcome: OutcomeName, *, reason: str, by: Officer, at: dt.datetime) -> Slip:
    """End an application that is not accepted: no permission needed, not our business (where to go), or refused.

    The slip tells the reason and, of a refusal, the remedies.
    """
    with transaction.atomic():
        case = held_case(case, by, Case.State.INTAKE, Case.State.ACCEPTED)
        case.state = Case.State.REFUSED if outcome == OutcomeName.REFUSED else Case.State.CLOSED
        case.outcome, case.reason, case.finished_at, case.notice_due_on = outcome, reason, at, None
        if case.state == Case.State.CLOSED:
            case.accepted_on = None
        case.save()
        case.slips.filter(is_open=True).update(is_open=False)
        slip = _print(case, outcome, list(case.materials.all()), by=by, at=at)
        slip.save()
        after = {"slip": slip.position, "outcome": outcome, "reason": reason}
        record("services.case_ended", on=case, by=by, scope=case.unit.path, after=after)
    return slip


def _old(case: Case, faults: list[CaseMaterial]) -> list[str]:
    """Return the names of what an earlier notice should have told."""
    last = case.slips.filter(outcome=OutcomeName.SUPPLEMENT).order_by("-position").first()
    if last is None:
        return []
    earlier = case.slips.filter(outcome=OutcomeName.SUPPLEMENT)
    told = {line["code"] for slip in earlier for line in slip.content["lines"] if line["state"] != "brought"}
    codes = old_faults(
        [
            Fault(fault.code, is_new=fault.handed_in_at is not None and fault.handed_in_at > last.issued_at)
            for fault in faults
        ],
        told,
    )
    return [fault.name for fault in faults if fault.code in codes]


def _print(case: Case, outcome: OutcomeName, materials: list[CaseMaterial], *, by: Officer, at: dt.datetime) -> Slip:
    """Return a slip with all that it says, so that it can be printed again as it was; who applies stands masked."""
    position = case.slips.count() + 1
    lines = [
        {
            "code": material.code,
            "name": material.name,
            "is_original": material.is_original,
            "copies": material.copies,
            "condition": material.condition,
            "state": material.state,
            "fault": material.fault,
        }
        for material in materials
    ]
    content: dict[str, Any] = {
        "number": f"{case.number}-{position}",
        "matter": case.matter.name,
        "matter_code": case.matter.code,
        "applicant": case.masked_name,
        "phone": case.masked_phone,
        "basis": case.rule.basis,
        "version": case.rule.version.name,
        "lines": lines,
        "reason": case.reason,
        "received_on": case.received_on.isoformat(),
        "due_on": case.due_on.isoformat() if case.due_on else "",
        "promised_on": case.promised_on.isoformat() if case.promised_on else "",
        "statutory_days": case.rule.statutory_days,
        "promised_days": case.rule.promised_days,
        "day_kind": case.rule.day_kind,
        "window": str(case.window),
        "place": case.window.place,
        "window_phone": case.window.phone,
        "officer": by.name,
        "officer_number": by.police_number,
        "brigade": case.brigade.name,
        "issued_on": beijing_date(at).isoformat(),
        "code": case.code,
    }
    return Slip(case=case, position=position, outcome=outcome, content=content, issued_at=at, issued_by=by)
