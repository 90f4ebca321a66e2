"""The newest inspections of a post, with what the reader may do about them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from dutyposts.models import DutyPost, Finding, FindingPerson, Inspection, Objection
from dutyposts.queries.post_pages import MonthPoint
from organization.calendar import Month
from organization.models import Officer


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection: what stands of its findings in words, the points lost by category, what to object to until when.

    `until` is empty while no notice of the month runs.
    """

    inspection: Inspection
    told: str
    lost: Sequence[tuple[str, Decimal]]
    objectable: Sequence[Finding]
    until: dt.date | None


def newest_visits(
    post: DutyPost, officer: Officer, year: Mapping[Month, MonthPoint], today: dt.date, *, leads: bool, limit: int
) -> list[Visit]:
    """Return the newest inspections first, drafts left out; who leads the post may object to any finding. Two queries.

    A month that is not in `year` and not over takes objections still; an older one has its own page for that.
    """
    open_ones = Objection.objects.open().filter(finding=OuterRef("pk"))
    findings = Finding.objects.filter(count__gt=0).annotate(
        is_contested=Exists(open_ones),
        names_reader=Exists(FindingPerson.objects.filter(finding=OuterRef("pk"), officer=officer)),
    )
    rows = Inspection.objects.visible_to(officer).filter(post=post).exclude(status=Inspection.Status.DRAFT)
    newest = (
        rows.annotate(photo_count=Count("photos", distinct=True))
        .select_related("inspector")
        .prefetch_related(Prefetch("findings", findings))
        .order_by("-inspected_at", "-id")[:limit]
    )
    first = min(year)
    return [_visit(row, year.get(row.month), leads=leads, today=today, is_recent=row.month >= first) for row in newest]


def _visit(inspection: Inspection, point: MonthPoint | None, *, leads: bool, today: dt.date, is_recent: bool) -> Visit:
    findings, lost = list(inspection.findings.all()), defaultdict[str, Decimal](Decimal)
    for finding in findings:
        lost[finding.get_category_display()] += finding.points * finding.count
    is_open = is_recent and (point is None or point.takes_objections(today))
    takes = is_open and inspection.status == Inspection.Status.SUBMITTED
    return Visit(
        inspection=inspection,
        told=_("; ").join(_words(row) for row in findings),
        lost=list(lost.items()),
        objectable=[row for row in findings if takes and _may_contest(row, leads=leads)],
        until=point.notice_ends_on if point else None,
    )


def _words(finding: Finding) -> str:
    return f"{finding.text} ×{finding.count}" if finding.count > 1 else finding.text


def _may_contest(finding: Finding, *, leads: bool) -> bool:
    known = vars(finding)
    return not known["is_contested"] and (leads or known["names_reader"])
