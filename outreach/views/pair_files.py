"""Pairs as files: whoever sees them in the list takes out as much of them, and the audit chain keeps it."""

from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_POST

from audit.actions import record
from organization import exports, word
from organization.views.access import brigade_of, officer_of, right_required
from outreach.actions.pairs import may_read
from outreach.exports import pairs as tables
from outreach.exports import pairs_docx as papers
from outreach.forms.pairs import PairFilterForm
from outreach.models import Household, HouseholdVisit
from outreach.queries import pairs as pages

_VIEW = "outreach.view_visits"


@require_POST
@right_required(_VIEW)
def pair_export(request: HttpRequest) -> FileResponse:
    file, _count = exports.workbook_of(tables.header(), tables.rows_of(_taken_out(request)))
    return FileResponse(file, as_attachment=True, filename="pairs.xlsx", content_type=exports.TYPE)


@require_POST
@right_required(_VIEW)
def pair_list_docx(request: HttpRequest) -> FileResponse:
    file = BytesIO(papers.list_of(brigade_of(request), _taken_out(request), made_at=timezone.now()))
    return FileResponse(file, as_attachment=True, filename="pairs.docx", content_type=word.TYPE)


@require_POST
@right_required(_VIEW)
def pair_xlsx(request: HttpRequest, number: str) -> FileResponse:
    _household, visits = _pair_taken_out(request, number)
    file, _count = exports.workbook_of(tables.visits_header(), tables.visit_rows(visits))
    return FileResponse(file, as_attachment=True, filename="pair.xlsx", content_type=exports.TYPE)


@require_POST
@right_required(_VIEW)
def pair_docx(request: HttpRequest, number: str) -> FileResponse:
    household, visits = _pair_taken_out(request, number)
    line = pages.line_of(household, pages.names_for(officer_of(request), [household]))
    helpers = household.helpers.select_related("officer").order_by("started_on", "pk")
    file = BytesIO(papers.pair_of(line, helpers, visits, made_at=timezone.now()))
    return FileResponse(file, as_attachment=True, filename="pair.docx", content_type=word.TYPE)


def _taken_out(request: HttpRequest) -> list[pages.Line]:
    """Return the rows that the list shows under the same filter, and keep who took how many."""
    officer, brigade = officer_of(request), brigade_of(request)
    wanted = PairFilterForm(request.GET, brigade=brigade).wanted()
    visible = Household.objects.visible_to(officer).filter(brigade=brigade)
    lines = tables.lines_of(officer, pages.narrowed(officer, visible, wanted))
    with transaction.atomic():
        # What was searched for may be a name: the chain keeps that something was.
        after = {"unit": wanted.unit, "state": wanted.state, "has_words": bool(wanted.text), "rows": len(lines)}
        record("outreach.pairs_exported", on=brigade, by=officer, scope=brigade.path, after=after)
    return lines


def _pair_taken_out(request: HttpRequest, number: str) -> tuple[Household, list[HouseholdVisit]]:
    """Return a pair with its visits, for its helper of today and its leaders alone, and keep who took it out."""
    officer = officer_of(request)
    household = pages.household_of(officer, number)
    if household is None:
        raise Http404
    if not may_read(household, officer):
        raise PermissionDenied
    visits = tables.visits_of(household)
    with transaction.atomic():
        after = {"rows": len(visits)}
        record("outreach.pair_exported", on=household, by=officer, scope=household.unit.path, after=after)
    return household, visits
