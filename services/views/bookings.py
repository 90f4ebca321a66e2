from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import record
from organization import exports
from organization.calendar import beijing_date
from organization.paging import query_of
from organization.views.access import brigade_of, officer_of, right_required
from services.actions import bookings as actions
from services.exports.bookings import header, rows_of
from services.forms.bookings import (
    REFUSED,
    BookingFilterForm,
    BookingForm,
    BookingStepForm,
    CancelForm,
    ResultsForm,
    SlotChoiceForm,
    SlotsForm,
    TeamForm,
)
from services.models import Booking
from services.models.cases import LEAD, WORK
from services.queries import bookings as pages

_POSTING = ["GET", "HEAD", "POST"]


@require_safe
@right_required(WORK)
def booking_list(request: HttpRequest) -> HttpResponse:
    brigade = brigade_of(request)
    form = BookingFilterForm(request.GET)
    wanted, bookings = form.wanted(brigade), Booking.objects.visible_to(officer_of(request))
    page = pages.page_of(pages.narrowed(bookings, wanted, beijing_date(timezone.now())), request.GET.get("before", ""))
    older_url = f"?{wanted.address(page.following)}" if page.following else ""
    context = {"brigade": brigade, "form": form, "page": page, "older_url": older_url, "address": wanted.address()}
    return render(request, "services/booking_list.html", context)


@require_POST
@right_required(WORK)
def booking_export(request: HttpRequest) -> FileResponse:
    """Send the rows that the list shows under the same filter; the audit chain keeps who took how many."""
    officer, brigade = officer_of(request), brigade_of(request)
    wanted, today = BookingFilterForm(request.GET).wanted(brigade), beijing_date(timezone.now())
    bookings = pages.narrowed(Booking.objects.visible_to(officer), wanted, today)
    file, count = exports.workbook_of(header(), rows_of(bookings))
    with transaction.atomic():
        after = {"filter": request.GET.urlencode(), "rows": count}
        record("services.bookings_exported", on=brigade, by=officer, scope=brigade.path, after=after)
    return FileResponse(file, as_attachment=True, filename="appointments.xlsx", content_type=exports.TYPE)


@require_http_methods(_POSTING)
@right_required(WORK)
def booking_new(request: HttpRequest) -> HttpResponse:
    officer, brigade, now = officer_of(request), brigade_of(request), timezone.now()
    data = request.POST if request.method == "POST" else None
    form = BookingForm(data, brigade=brigade, today=beijing_date(now))
    if data is not None and form.is_valid():
        told = form.cleaned_data
        try:
            booking = actions.book(told["slot"], form.told(), client_id=told["client_id"], by=officer, at=now)
        except REFUSED as error:
            form.refuse(error)
        else:
            return redirect("services:booking", booking.number)
    return render(request, "services/booking_new.html", {"form": form, "brigade": brigade})


@require_http_methods(_POSTING)
@right_required(LEAD)
def slot_list(request: HttpRequest) -> HttpResponse:
    """Show the times to come, and make more."""
    officer, brigade, today = officer_of(request), brigade_of(request), beijing_date(timezone.now())
    data = request.POST if request.method == "POST" else None
    form = SlotsForm(data)
    if data is not None and form.is_valid():
        told = form.cleaned_data
        days = (told["first"], told["last"], told["times"], told["capacity"])
        try:
            count = actions.open_slots(brigade, *days, by=officer, today=today)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, ngettext("%d new time", "%d new times", count) % count)
            return redirect(f"{request.path}?brigade={brigade.code}")
    context = {"form": form, "brigade": brigade, "slots": pages.slots_from(brigade, today)}
    return render(request, "services/slot_list.html", context)


@require_http_methods(_POSTING)
@right_required(WORK)
def booking(request: HttpRequest, number: str) -> HttpResponse:
    """Show an appointment, and take the next step from who works on it."""
    found = _booking(request, number)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    forms = _forms(request, found, step)
    if step in forms and forms[step].is_valid() and _taken(request, found, step, forms[step]):
        messages.success(request, _("Saved."))
        return redirect("services:booking", number)
    return _page(request, found, forms, step=step)


@require_POST
@never_cache
@right_required(WORK)
def booking_show(request: HttpRequest, number: str) -> HttpResponse:
    """Show the page with who the applicant is, this once."""
    found = _booking(request, number)
    try:
        actions.show_booker(found, by=officer_of(request))
    except actions.NotAtAppointmentsError as error:
        raise PermissionDenied from error
    return _page(request, found, _forms(request, found, ""), is_shown=True)


@require_safe
@right_required(WORK)
def booking_paper(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the applicant takes home: day, place, code and checklist."""
    found = _booking(request, number)
    lookup_url = request.build_absolute_uri(f"{reverse('services:lookup')}?{query_of(code=found.code)}")
    return render(request, "services/booking_paper.html", {"booking": found, "lookup_url": lookup_url})


def _page(
    request: HttpRequest, found: Booking, forms: dict[str, BookingStepForm], *, step: str = "", is_shown: bool = False
) -> HttpResponse:
    context = {"booking": found, "forms": forms, "form": forms.get(step), "is_shown": is_shown}
    return render(request, "services/booking.html", context)


def _forms(request: HttpRequest, found: Booking, step: str) -> dict[str, BookingStepForm]:
    """Return the steps that may be taken now, the one that was sent with what was sent."""
    if not found.is_open:
        return {}
    today = beijing_date(timezone.now())
    sent = {step: request.POST}
    forms: dict[str, BookingStepForm] = {
        "team": TeamForm(sent.get("team"), booking=found),
        "move": SlotChoiceForm(sent.get("move"), brigade=found.brigade, today=today),
        "cancel": CancelForm(sent.get("cancel")),
    }
    if found.state == Booking.State.TEAM and found.slot.day <= today:
        forms["results"] = ResultsForm(sent.get("results"), count=found.vehicle_count)
    return forms


def _taken(request: HttpRequest, found: Booking, step: str, form: BookingStepForm) -> bool:
    officer, now, data = officer_of(request), timezone.now(), form.cleaned_data
    try:
        if step == "team":
            actions.name_team(found, [data["first_officer"], data["second_officer"]], by=officer)
        elif step == "move":
            actions.move_booking(found, data["slot"], by=officer, at=now)
        elif step == "cancel":
            actions.cancel_booking(found, by=officer, at=now, reason=data["reason"])
        elif isinstance(form, ResultsForm):
            actions.hold_booking(found, form.told(), by=officer, at=now)
    except REFUSED as error:
        form.refuse(error)
        return False
    return True


def _booking(request: HttpRequest, number: str) -> Booking:
    found = pages.booking_of(officer_of(request), number)
    if found is None:
        raise Http404
    return found
