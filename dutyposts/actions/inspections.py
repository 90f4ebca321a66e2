import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from audit.actions import record
from dutyposts.actions.computing import MonthClosedError, NoStandardInForceError
from dutyposts.actions.scoring import maxima_of, score_inspection
from dutyposts.locks import share_month
from dutyposts.models import DutyPost, Finding, FindingPerson, Inspection, Item, Standard
from dutyposts.models.months import is_closed
from organization.calendar import Month, beijing_date
from organization.locks import hold_client
from organization.models import Officer, Unit

SCORE_FIELDS = ("score", "enforcement", "presence", "appearance", "style")


class InspectionError(ValueError):
    """An inspection that the rules refuse."""


class OwnUnitError(InspectionError):
    """Nobody inspects a post of the own unit."""


class SameInspectorError(InspectionError):
    """The second inspector is the first."""


class NotYetHappenedError(InspectionError):
    """The moment lies in the future."""


class PostNotInServiceError(InspectionError):
    """The post was not in service on that day."""


class WrongItemError(InspectionError):
    """The item is no deduction of the standard in force, or is named twice."""


class WrongPersonError(InspectionError):
    """The item does not apply to this kind of person."""


class AlreadyVoidedError(InspectionError):
    """The inspection is voided and changes no more."""


class CorrectionTooLateError(InspectionError):
    """The minutes in which an inspection can be corrected are over."""


class NotOwnInspectionError(InspectionError):
    """Only the inspector corrects an inspection."""


@dataclass(frozen=True, slots=True)
class FindingInput:
    """An item that was broken `count` times, and by whom where that is known."""

    item: Item
    count: int = 1
    people: Sequence[Officer] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What an inspector tells of one visit to one post."""

    post: DutyPost
    by: Officer
    inspected_at: dt.datetime
    kind: Inspection.Kind
    findings: Collection[FindingInput]
    second_inspector: Officer | None = None
    note: str = ""
    client_id: UUID | None = None


def record_inspection(
    post: DutyPost,
    *,
    by: Officer,
    inspected_at: dt.datetime,
    kind: Inspection.Kind,
    findings: Collection[FindingInput],
    at: dt.datetime,
    second_inspector: Officer | None = None,
    note: str = "",
    client_id: UUID | None = None,
) -> Inspection:
    """Store a submitted inspection with its score; the same `client_id` again returns what is stored, unchanged.

    Raises an InspectionError, MonthClosedError or NoStandardInForceError and stores nothing.
    """
    visit = Visit(
        post=post,
        by=by,
        inspected_at=inspected_at,
        kind=kind,
        findings=findings,
        second_inspector=second_inspector,
        note=note,
        client_id=client_id,
    )
    return store_visit(visit, status=Inspection.Status.SUBMITTED, at=at)


def store_visit(visit: Visit, *, status: Inspection.Status, at: dt.datetime) -> Inspection:
    """Store a visit as a draft or submitted, in the place of the draft with its `client_id` where there is one.

    What was submitted under that `client_id` is returned unchanged. Raises what `record_inspection` raises.
    """
    month = Month.of_moment(visit.inspected_at)
    with transaction.atomic():
        share_month(visit.post.brigade_id, month)
        stored = _stored(visit)
        if stored is not None and stored.status != Inspection.Status.DRAFT:
            return stored
        _check_month(visit.post.brigade, month)
        check_visit(visit, at=at)
        standard = standard_in_force(month)
        check_findings(visit.findings, standard)
        number = _next_number(visit.post, at) if stored is None else stored.number
        inspection = unsaved_inspection(visit, standard, number=number, status=status, at=at)
        if stored is not None:
            inspection.pk = stored.pk
            stored.findings.all().delete()
        rows = finding_rows(visit.findings)
        score_inspection(inspection, maxima_of(standard), rows)
        inspection.save(force_insert=stored is None, force_update=stored is not None)
        store_findings(inspection, rows, visit.findings)
        Standard.objects.filter(pk=standard.pk, is_used=False).update(is_used=True)
        is_draft = status == Inspection.Status.DRAFT
        record(
            "dutyposts.inspection_drafted" if is_draft else "dutyposts.inspection_recorded",
            on=inspection,
            by=visit.by,
            scope=visit.post.unit.path,
            after=inspection_content(inspection, rows),
        )
    return inspection


def correct_inspection(
    inspection: Inspection, *, by: Officer, findings: Collection[FindingInput], note: str, minutes: int, at: dt.datetime
) -> Inspection:
    """Let the inspector put other findings in the place of the first ones, within `minutes` of entering them."""
    with transaction.atomic():
        inspection = _hold(inspection)
        if inspection.inspector_id != by.pk:
            raise NotOwnInspectionError
        if at >= inspection.entered_at + dt.timedelta(minutes=minutes):
            raise CorrectionTooLateError
        check_findings(findings, inspection.standard)
        before = inspection_content(inspection, list(inspection.findings.all()))
        inspection.findings.all().delete()
        rows = finding_rows(findings)
        inspection.note = note
        score_inspection(inspection, maxima_of(inspection.standard), rows)
        inspection.save(update_fields=["note", *SCORE_FIELDS])
        store_findings(inspection, rows, findings)
        record(
            "dutyposts.inspection_corrected",
            on=inspection,
            by=by,
            scope=inspection.unit.path,
            before=before,
            after=inspection_content(inspection, rows),
        )
    return inspection


def void_inspection(inspection: Inspection, *, by: Officer, reason: str, at: dt.datetime) -> Inspection:
    """Take a submitted inspection out of the month; it stays visible with the reason."""
    with transaction.atomic():
        inspection = _hold(inspection)
        inspection.status = Inspection.Status.VOIDED
        inspection.voided_at, inspection.voided_by, inspection.void_reason = at, by, reason
        inspection.save(update_fields=["status", "voided_at", "voided_by", "void_reason"])
        record(
            "dutyposts.inspection_voided",
            on=inspection,
            by=by,
            scope=inspection.unit.path,
            before={"status": Inspection.Status.SUBMITTED},
            after={"status": inspection.status, "reason": reason},
        )
    return inspection


def unsaved_inspection(
    visit: Visit, standard: Standard, *, number: str, status: Inspection.Status, at: dt.datetime
) -> Inspection:
    """Return the row of a visit, not scored yet, with the names as they are now."""
    post, month = visit.post, Month.of_moment(visit.inspected_at)
    return Inspection(
        number=number,
        client_id=visit.client_id,
        post_id=post.pk,
        post_name=post.name,
        brigade_id=post.brigade_id,
        unit_id=post.unit_id,
        unit_name=post.unit.name,
        month=month,
        inspected_at=visit.inspected_at,
        entered_at=at,
        is_late=at >= month.ends_at,
        kind=visit.kind,
        inspector_id=visit.by.pk,
        second_inspector_id=visit.second_inspector.pk if visit.second_inspector else None,
        standard_id=standard.pk,
        status=status,
        note=visit.note,
    )


def check_visit(visit: Visit, *, at: dt.datetime) -> None:
    """Refuse a moment to come, an inspector of the post's own unit or twice the same one, a post not in service."""
    post, second = visit.post, visit.second_inspector
    if visit.inspected_at > at:
        raise NotYetHappenedError
    if second is not None and second.pk == visit.by.pk:
        raise SameInspectorError
    if post.unit_id in {visit.by.unit_id, second.unit_id if second else None}:
        raise OwnUnitError
    day = beijing_date(visit.inspected_at)
    if day < post.opened_on or (post.closed_on is not None and day > post.closed_on):
        raise PostNotInServiceError


def standard_in_force(month: Month) -> Standard:
    standard = Standard.objects.in_force(month).prefetch_related("categories").first()
    if standard is None:
        raise NoStandardInForceError(str(month))
    return standard


def check_findings(findings: Collection[FindingInput], standard: Standard) -> None:
    """Refuse items of another standard or kind, items named twice, and people to whom an item does not apply."""
    if len({found.item.pk for found in findings}) < len(findings):
        raise WrongItemError
    for found in findings:
        if found.item.standard_id != standard.pk or found.item.kind != Item.Kind.DEDUCTION or found.count < 1:
            raise WrongItemError(found.item.code)
        for person in found.people:
            if found.item.applies_to not in (Item.AppliesTo.BOTH, person.kind):
                raise WrongPersonError(person.police_number)


def finding_rows(findings: Collection[FindingInput]) -> list[Finding]:
    """Return the rows of an inspection that need not be stored yet; their link to it is filled in when they are.

    Links are set by key: handing over the object itself costs an import a third of its time.
    """
    return [
        Finding(
            item_id=found.item.pk,
            code=found.item.code,
            category=found.item.category.code if found.item.category else "",
            text=found.item.text,
            points=found.item.points,
            count=found.count,
            recorded_count=found.count,
        )
        for found in findings
    ]


def store_findings(inspection: Inspection, rows: Sequence[Finding], findings: Collection[FindingInput]) -> None:
    for row in rows:
        row.inspection_id = inspection.pk
    Finding.objects.bulk_create(rows)
    FindingPerson.objects.bulk_create(person_rows(rows, findings))


def person_rows(rows: Sequence[Finding], findings: Collection[FindingInput]) -> list[FindingPerson]:
    return [
        FindingPerson(
            finding_id=row.pk, officer_id=person.pk, name=person.name, kind=person.kind, unit_id=person.unit_id
        )
        for row, found in zip(rows, findings, strict=True)
        for person in found.people
    ]


def inspection_content(inspection: Inspection, rows: Sequence[Finding]) -> dict[str, object]:
    """Return what an audit entry keeps of an inspection."""
    return {
        "status": inspection.status,
        "inspected_at": inspection.inspected_at,
        "score": inspection.score,
        "findings": {row.code: row.count for row in rows},
        "note": inspection.note,
    }


def _hold(inspection: Inspection) -> Inspection:
    """Lock a submitted inspection of an open month for a change."""
    share_month(inspection.brigade_id, inspection.month)
    held = Inspection.objects.select_for_update(of=("self",)).select_related("unit", "brigade", "standard")
    inspection = held.get(pk=inspection.pk)
    _check_month(inspection.brigade, inspection.month)
    if inspection.status != Inspection.Status.SUBMITTED:
        raise AlreadyVoidedError
    return inspection


def _check_month(brigade: Unit, month: Month) -> None:
    if is_closed(brigade, month):
        raise MonthClosedError(str(month))


def _stored(visit: Visit) -> Inspection | None:
    """Return what the visit's `client_id` names already; only one at a time asks for the same one."""
    if visit.client_id is None:
        return None
    hold_client(visit.client_id)
    stored = Inspection.objects.filter(client_id=visit.client_id).first()
    if stored is not None and stored.inspector_id != visit.by.pk:
        raise NotOwnInspectionError
    return stored


def _next_number(post: DutyPost, at: dt.datetime) -> str:
    """Return a number that is unique without a counter to wait for: post, day of entry, eight random digits."""
    return f"{post.code}-{beijing_date(at):%y%m%d}-{secrets.token_hex(4)}"
