import datetime as dt

from django.db import transaction

from audit.actions import record
from dutyposts.actions.computing import MonthClosedError, compute_month
from dutyposts.actions.inspections import SCORE_FIELDS
from dutyposts.actions.scoring import maxima_of, score_inspection
from dutyposts.locks import hold_months
from dutyposts.models import Assignment, Finding, Inspection, Objection, Ranking
from organization.calendar import add_working_days, beijing_date
from organization.models import CalendarDay, Officer
from organization.queries import settings_of
from organization.rules.settings import Setting


class ObjectionError(ValueError):
    """An objection or answer that the rules refuse."""


class NoticeOverError(ObjectionError):
    """The month's notice has ended."""


class NotConcernedError(ObjectionError):
    """Only the post's leader and the people named object."""


class AlreadyObjectedError(ObjectionError):
    """An objection to the finding is open already."""


class AlreadyDecidedError(ObjectionError):
    """The objection has its answer."""


class DecidedByInspectorError(ObjectionError):
    """Whoever inspected or objected does not decide."""


class CountRaisedError(ObjectionError):
    """An upheld objection lowers the finding; it never raises or keeps it."""


def may_object(finding: Finding, officer: Officer, on: dt.date) -> bool:
    """Tell whether `officer` leads the post on that day or is named in the finding."""
    leads = Assignment.objects.on(on).filter(post=finding.inspection.post_id, officer=officer, is_leader=True)
    return leads.exists() or finding.people.filter(officer=officer).exists()


def takes_objections(inspection: Inspection, today: dt.date) -> bool:
    """Tell whether the month of the inspection can still be objected to."""
    try:
        _check_open(inspection, today)
    except (MonthClosedError, NoticeOverError):
        return False
    return inspection.status == Inspection.Status.SUBMITTED


def file_objection(finding: Finding, *, claim: str, by: Officer, at: dt.datetime) -> Objection:
    """Object to a finding of a submitted inspection until the month's notice ends; due in the set working days."""
    inspection, today = finding.inspection, beijing_date(at)
    with transaction.atomic():
        hold_months([inspection.brigade_id], inspection.month)
        if not may_object(finding, by, today):
            raise NotConcernedError
        _check_open(inspection, today)
        if finding.is_struck or inspection.status != Inspection.Status.SUBMITTED:
            raise AlreadyDecidedError
        if finding.objections.open().exists():
            raise AlreadyObjectedError
        days = int(
            settings_of([inspection.brigade_id], inspection.month)[inspection.brigade_id][Setting.OBJECTION_DAYS]
        )
        objection = Objection.objects.create(
            finding=finding,
            brigade_id=inspection.brigade_id,
            month=inspection.month,
            filed_by=by,
            filed_at=at,
            claim=claim,
            due_on=add_working_days(today, days, CalendarDay.objects.as_overrides()),
        )
        record(
            "dutyposts.objection_filed",
            on=objection,
            by=by,
            scope=inspection.unit.path,
            after={"inspection": inspection.number, "code": finding.code, "claim": claim},
        )
    return objection


def reject_objection(objection: Objection, *, answer: str, by: Officer, at: dt.datetime) -> Objection:
    """Answer that the finding stands."""
    return _decide(objection, None, answer=answer, by=by, at=at)


def uphold_objection(objection: Objection, *, new_count: int, answer: str, by: Officer, at: dt.datetime) -> Objection:
    """Lower the finding to `new_count` (0 strikes it out), score the inspection anew and compute the month again."""
    return _decide(objection, new_count, answer=answer, by=by, at=at)


def _decide(objection: Objection, new_count: int | None, *, answer: str, by: Officer, at: dt.datetime) -> Objection:
    with transaction.atomic():
        hold_months([objection.brigade_id], objection.month)
        objection = Objection.objects.select_for_update().get(pk=objection.pk)
        finding = Finding.objects.select_related("inspection__unit", "inspection__standard").get(
            pk=objection.finding_id
        )
        inspection = finding.inspection
        if objection.state != Objection.State.OPEN:
            raise AlreadyDecidedError
        if by.pk in {inspection.inspector_id, inspection.second_inspector_id, objection.filed_by_id}:
            raise DecidedByInspectorError
        before = {"count": finding.count, "score": inspection.score}
        objection.state = Objection.State.REJECTED if new_count is None else Objection.State.UPHELD
        objection.new_count, objection.answer = new_count, answer
        objection.decided_by, objection.decided_at = by, at
        objection.save(update_fields=["state", "new_count", "answer", "decided_by", "decided_at"])
        if new_count is not None:
            _lower(finding, new_count)
        record(
            "dutyposts.objection_decided",
            on=objection,
            by=by,
            scope=inspection.unit.path,
            before=before,
            after={"state": objection.state, "count": finding.count, "score": inspection.score, "answer": answer},
        )
        if (
            new_count is not None
            and Ranking.objects.latest_versions()
            .filter(brigade=objection.brigade_id, month=objection.month)
            .exclude(state=Ranking.State.PUBLISHED)
            .exists()
        ):
            compute_month(objection.brigade, objection.month, by=by, at=at)
    return objection


def _lower(finding: Finding, new_count: int) -> None:
    inspection = finding.inspection
    if not 0 <= new_count < finding.count:
        raise CountRaisedError
    finding.count = new_count
    finding.save(update_fields=["count"])
    score_inspection(inspection, maxima_of(inspection.standard), inspection.findings.all())
    inspection.save(update_fields=list(SCORE_FIELDS))


def _check_open(inspection: Inspection, today: dt.date) -> None:
    ranking = Ranking.objects.latest_versions().filter(brigade=inspection.brigade_id, month=inspection.month).first()
    if ranking is None:
        return
    if ranking.state == Ranking.State.PUBLISHED:
        raise MonthClosedError(str(inspection.month))
    if ranking.notice_ends_on is not None and today > ranking.notice_ends_on:
        raise NoticeOverError
