from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import record
from organization import exports
from organization.actions.showing import record_showing
from organization.calendar import beijing_date
from organization.rules.masking import masked_name, masked_phone
from organization.views.access import brigade_of, officer_of, right_required
from outreach.actions.visits import change_visit, may_change, record_visit, strike_out
from outreach.exports.log import header, rows_of
from outreach.forms.visits import REFUSALS, LogForm, StrikeOutForm, VisitForm
from outreach.models import Visit
from outreach.queries import log
from outreach.queries.places import names_of
from outreach.views.photos import keep_photos

REFUSED = tuple(REFUSALS)
_VIEW, _RECORD = "outreach.view_visits", "outreach.record_visit"


@require_safe
@right_required(_VIEW)
def visit_list(request: HttpRequest) -> HttpResponse:
    brigade = brigade_of(request)
    form = LogForm(request.GET, brigade=brigade)
    wanted = form.wanted()
    visible, today = Visit.objects.visible_to(officer_of(request)), beijing_date(timezone.now())
    page = log.page_of(visible, brigade, wanted, request.GET.get("before", ""), today)
    context = {
        "brigade": brigade,
        "form": form,
        "page": page,
        "address": wanted.address(brigade),
        "older_url": f"?{wanted.address(brigade, page.following)}" if page.following else "",
    }
    return render(request, "outreach/visit_list.html", context)


@require_POST
@right_required(_VIEW)
def visit_export(request: HttpRequest) -> FileResponse:
    """Send the rows that the list shows under the same filter; the audit chain keeps who took how many."""
    officer, brigade = officer_of(request), brigade_of(request)
    wanted = LogForm(request.GET, brigade=brigade).wanted()
    visits = log.narrowed(Visit.objects.visible_to(officer), brigade, wanted)
    file, count = exports.workbook_of(header(), rows_of(visits))
    with transaction.atomic():
        after = {"filter": request.GET.urlencode(), "rows": count}
        record("outreach.visits_exported", on=brigade, by=officer, scope=brigade.path, after=after)
    return FileResponse(file, as_attachment=True, filename="visits.xlsx", content_type=exports.TYPE)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_RECORD)
def visit_new(request: HttpRequest) -> HttpResponse:
    officer, today = officer_of(request), beijing_date(timezone.now())
    if officer.unit.brigade_id is None:  # the log belongs to brigades
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = VisitForm(data, unit=officer.unit, by=officer, today=today, day=request.GET.get("day", ""))
    if data is not None and form.is_valid() and is_new(form):
        try:
            visit = record_visit(
                form.told(),
                by=officer,
                at=timezone.now(),
                client_id=form.cleaned_data["client_id"],
                is_booked=form.is_booked,
            )
        except REFUSED as error:
            form.refuse(error)
        else:
            keep_photos(request, visit)
            messages.success(request, _("Booked.") if form.is_booked else _("Saved."))
            return redirect("outreach:visit_detail", visit.number)
    context = {"form": form, "unit": officer.unit, "places": names_of(officer.unit.brigade or officer.unit)}
    return render(request, "outreach/visit_new.html", context)


@require_safe
@right_required(_VIEW)
def visit_detail(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "outreach/visit_detail.html", _shown(request, _visit(request, number)))


@require_POST
@never_cache
@right_required(_VIEW)
def visit_contact(request: HttpRequest, number: str) -> HttpResponse:
    """Show whom to reach unmasked, to those who work on the visit; the audit chain keeps each showing."""
    visit = _own_visit(request, number)
    record_showing(visit, fields=("contact_name", "contact_phone"), by=officer_of(request))
    return render(request, "outreach/visit_detail.html", _shown(request, visit) | {"shows_contact": True})


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_RECORD)
def visit_edit(request: HttpRequest, number: str) -> HttpResponse:
    visit, officer, today = _own_visit(request, number), officer_of(request), beijing_date(timezone.now())
    data = request.POST if request.method == "POST" else None
    form = VisitForm(data, unit=visit.unit, by=officer, today=today, visit=visit)
    if data is not None and form.is_valid() and is_new(form, visit):
        try:
            change_visit(visit, form.told(), by=officer, at=timezone.now(), is_booked=form.is_booked)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:visit_detail", visit.number)
    context = {"form": form, "unit": visit.unit, "visit": visit, "places": names_of(visit.brigade)}
    return render(request, "outreach/visit_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_RECORD)
def visit_strike_out(request: HttpRequest, number: str) -> HttpResponse:
    visit = _own_visit(request, number)
    form = StrikeOutForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            strike_out(visit, reason=form.cleaned_data["reason"], by=officer_of(request))
        except REFUSED as error:
            form.add_error(None, REFUSALS[type(error)][1])
        else:
            messages.success(request, _("Struck out. It stays readable with the reason."))
            return redirect("outreach:visit_detail", visit.number)
    return render(request, "outreach/visit_strike_out.html", {"form": form, "visit": visit})


def _shown(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    officer, today = officer_of(request), beijing_date(timezone.now())
    works_on_it = may_change(visit, officer)
    is_standing = visit.state in (Visit.State.BOOKED, Visit.State.DONE)
    return {
        "visit": visit,
        "may_record": officer.has_right(_RECORD),
        "is_overdue": visit.state == Visit.State.BOOKED and visit.happened_on < today,
        "may_change": is_standing and works_on_it,
        "may_see_contact": works_on_it and bool(visit.contact_name or visit.contact_phone),
        "contact_name": masked_name(visit.contact_name),
        "contact_phone": masked_phone(visit.contact_phone),
    }


def is_new(form: VisitForm, visit: Visit | None = None) -> bool:
    """Point out what looks like the same visit, unless whoever enters it has seen that already."""
    told = form.cleaned_data
    if told["is_another"]:
        return True
    form.likes = log.like(form.unit, told["category"], told["happened_on"], told["target"], but=visit)
    if form.likes:
        form.add_error("is_another", _("A visit like this one is in the log already."))
    return not form.likes


def _visit(request: HttpRequest, number: str) -> Visit:
    visit = log.visit_of(officer_of(request), number)
    if visit is None:
        raise Http404
    return visit


def _own_visit(request: HttpRequest, number: str) -> Visit:
    visit = _visit(request, number)
    if not may_change(visit, officer_of(request)):
        raise PermissionDenied
    return visit
