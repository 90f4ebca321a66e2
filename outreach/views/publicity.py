from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import record
from organization import exports
from organization.calendar import beijing_date
from organization.views.access import brigade_of, officer_of, right_required
from outreach.actions.publicity import cancel_event, change_event, enter_as_visit, may_change, record_event
from outreach.exports.events import header, rows_of
from outreach.forms.publicity import REFUSALS, CancelForm, EventFilterForm, EventForm
from outreach.forms.visits import REFUSALS as VISIT_REFUSALS
from outreach.forms.visits import VisitForm
from outreach.models import PublicityEvent
from outreach.queries import publicity as pages
from outreach.queries.places import names_of
from outreach.views.photos import keep_photos
from outreach.views.visits import is_new

_VIEW, _RECORD = "outreach.view_visits", "outreach.record_visit"
REFUSED, VISIT_REFUSED = tuple(REFUSALS), tuple(VISIT_REFUSALS)


@require_safe
@right_required(_VIEW)
def event_list(request: HttpRequest) -> HttpResponse:
    """List the events under a filter, with what those that were held add up to."""
    officer, brigade = officer_of(request), brigade_of(request)
    form = EventFilterForm(request.GET, brigade=brigade)
    wanted = form.wanted()
    events = PublicityEvent.objects.visible_to(officer).filter(brigade=brigade)
    page = pages.page_of(pages.narrowed(events, wanted), request.GET.get("before", ""))
    count, amounts = pages.sums_of(events, wanted, brigade)
    counted = wanted.counted or "audience"
    context = {
        "brigade": brigade,
        "form": form,
        "rows": [(event, pages.amount_in(event, counted)) for event in page.rows],
        "counted": pages.COUNTED[counted],
        "count": count,
        "amounts": amounts,
        "today": beijing_date(timezone.now()),
        "may_record": officer.unit.brigade_id == brigade.pk,
        "address": wanted.address(brigade),
        "older_url": f"?{wanted.address(brigade, page.following)}" if page.following else "",
    }
    return render(request, "outreach/event_list.html", context)


@require_POST
@right_required(_VIEW)
def event_export(request: HttpRequest) -> FileResponse:
    """Send the rows that the list shows under the same filter; the audit chain keeps who took how many."""
    officer, brigade = officer_of(request), brigade_of(request)
    wanted = EventFilterForm(request.GET, brigade=brigade).wanted()
    events = pages.narrowed(PublicityEvent.objects.visible_to(officer).filter(brigade=brigade), wanted)
    file, count = exports.workbook_of(header(), rows_of(events))
    with transaction.atomic():
        after = {"filter": request.GET.urlencode(), "rows": count}
        record("outreach.events_exported", on=brigade, by=officer, scope=brigade.path, after=after)
    return FileResponse(file, as_attachment=True, filename="events.xlsx", content_type=exports.TYPE)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_RECORD)
def event_new(request: HttpRequest) -> HttpResponse:
    officer, today = officer_of(request), beijing_date(timezone.now())
    if officer.unit.brigade_id is None:  # events belong to brigades
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = EventForm(data, unit=officer.unit, by=officer, today=today, campaign=request.GET.get("campaign", ""))
    if data is not None and form.is_valid():
        told, client_id = form.told(), form.cleaned_data["client_id"]
        try:
            event = record_event(told, by=officer, at=timezone.now(), client_id=client_id, is_planned=form.is_planned)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Planned.") if form.is_planned else _("Saved."))
            return redirect("outreach:event", event.pk)
    return render(request, "outreach/event_form.html", {"form": form, "unit": officer.unit})


@require_safe
@right_required(_VIEW)
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found, officer, today = _event(request, pk), officer_of(request), beijing_date(timezone.now())
    is_mine = found.state != PublicityEvent.State.CANCELLED and may_change(found, officer)
    context = {
        "event": found,
        "numbers": [
            (label, amount) for name, label in pages.COUNTED.items() if (amount := pages.amount_in(found, name))
        ],
        "today": today,
        "may_change": is_mine,
        "may_enter": is_mine and found.state == PublicityEvent.State.HELD and found.category and not found.is_entered,
    }
    return render(request, "outreach/event.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_RECORD)
def event_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found, officer, today = _own_event(request, pk), officer_of(request), beijing_date(timezone.now())
    data = request.POST if request.method == "POST" else None
    form = EventForm(data, unit=found.unit, by=officer, today=today, event=found)
    if data is not None and form.is_valid():
        try:
            change_event(found, form.told(), by=officer, at=timezone.now(), is_planned=form.is_planned)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:event", pk)
    return render(request, "outreach/event_form.html", {"form": form, "unit": found.unit, "event": found})


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_RECORD)
def event_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own_event(request, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_event(found, reason=form.cleaned_data["reason"], by=officer_of(request))
        except REFUSED as error:
            form.add_error(None, REFUSALS[type(error)][1])
        else:
            messages.success(request, _("Cancelled. It stays readable with the reason."))
            return redirect("outreach:event", pk)
    return render(request, "outreach/event_cancel.html", {"form": form, "event": found})


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_RECORD)
def event_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the event in the visit log too, on a form that holds what is known of it."""
    found, officer, today = _own_event(request, pk), officer_of(request), beijing_date(timezone.now())
    if found.visit is not None and found.is_entered:
        return redirect("outreach:visit_detail", found.visit.number)
    data = request.POST if request.method == "POST" else None
    form = VisitForm(data, unit=found.unit, by=officer, today=today, event=found)
    if data is not None and form.is_valid() and is_new(form):
        client_id = form.cleaned_data["client_id"]
        try:
            visit = enter_as_visit(found, form.told(), by=officer, at=timezone.now(), client_id=client_id)
        except REFUSED as error:
            form.add_error(None, REFUSALS[type(error)][1])
        except VISIT_REFUSED as error:
            form.refuse(error)
        else:
            keep_photos(request, visit)
            messages.success(request, _("Saved."))
            return redirect("outreach:visit_detail", visit.number)
    context = {"form": form, "unit": found.unit, "event": found, "places": names_of(found.brigade)}
    return render(request, "outreach/visit_new.html", context)


def _event(request: HttpRequest, pk: int) -> PublicityEvent:
    found = pages.event_of(officer_of(request), pk)
    if found is None:
        raise Http404
    return found


def _own_event(request: HttpRequest, pk: int) -> PublicityEvent:
    found = _event(request, pk)
    if not may_change(found, officer_of(request)):
        raise PermissionDenied
    return found
