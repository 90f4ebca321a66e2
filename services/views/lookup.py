"""How an applicant looks up, moves or cancels an appointment: code and last digits, sent with every step."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organization.calendar import beijing_date
from services.actions.bookings import cancel_booking, move_booking
from services.forms.bookings import REFUSED, BookingStepForm, SlotChoiceForm
from services.forms.following import FollowForm
from services.models import Booking
from services.queries import bookings as pages
from services.views.guessing import is_stopped, note_wrong, stopped

_DOOR = "appointments"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Show an appointment to who knows code and digits; an unknown code and wrong digits get the same answer."""
    if is_stopped(request, _DOOR):
        return stopped(request)
    told = {"code": request.GET.get("code", "")}
    form = FollowForm(request.POST if request.method == "POST" else None, initial=told)
    if request.method != "POST" or not form.is_valid():
        return render(request, "services/lookup.html", {"form": form})
    known = (form.cleaned_data["code"], form.cleaned_data["digits"])
    booking = pages.looked_up(*known)
    if booking is None:
        note_wrong(request, _DOOR)
        form.refuse()
        return render(request, "services/lookup.html", {"form": form})
    step = request.POST.get("step", "")
    tried = _try(request, booking, step) if step in ("move", "cancel") else None
    booking = pages.looked_up(*known) or booking
    today = beijing_date(timezone.now())
    context = {
        "booking": booking,
        "brigade_name": booking.brigade.name,
        "known": form,
        "form": tried,
        "is_saved": tried is not None and not tried.errors,
        "move": tried if step == "move" and tried and tried.errors else _move_form(None, booking),
        "may_change": booking.is_open and booking.slot.day > today,
    }
    return render(request, "services/lookup_booking.html", context)


def _try(request: HttpRequest, booking: Booking, step: str) -> BookingStepForm:
    """Take the step for the applicant; the form tells what was refused."""
    now = timezone.now()
    form = _move_form(request, booking) if step == "move" else BookingStepForm(request.POST)
    if form.is_valid():
        try:
            if step == "move":
                move_booking(booking, form.cleaned_data["slot"], by=None, at=now)
            else:
                cancel_booking(booking, by=None, at=now)
        except REFUSED as error:
            form.refuse(error)
    return form


def _move_form(request: HttpRequest | None, booking: Booking) -> SlotChoiceForm:
    data = None if request is None else request.POST
    return SlotChoiceForm(data, brigade=booking.brigade, today=beijing_date(timezone.now()))
