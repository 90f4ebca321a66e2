from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organization.calendar import beijing_date
from organization.views.access import brigade_of, officer_of, right_required
from services.actions import tickets as actions
from services.forms.tickets import (
    REFUSED,
    ByNumberForm,
    DayForm,
    FinishForm,
    HoldForm,
    TakeForm,
    TicketStepForm,
)
from services.models import Ticket, Window
from services.models.cases import WORK
from services.queries import tickets as pages
from services.queries.cases import windows_for

_POSTING = ["GET", "HEAD", "POST"]


@require_http_methods(_POSTING)
@right_required(WORK)
def ticket_home(request: HttpRequest) -> HttpResponse:
    """Give a ticket, and lead to the windows at which the officer works."""
    officer, brigade, now = officer_of(request), brigade_of(request), timezone.now()
    is_sent = request.method == "POST"
    form = TakeForm(request.POST if is_sent else None, case_number=request.GET.get("case", "")[:32])
    if is_sent and form.is_valid():
        try:
            ticket = actions.take_ticket(
                brigade, form.told(), client_id=form.cleaned_data["client_id"], by=officer, at=now
            )
        except REFUSED as error:
            form.refuse(error)
        else:
            return redirect("services:ticket", ticket.pk)
    context = {
        "brigade": brigade,
        "form": form,
        "windows": windows_for(officer, brigade, beijing_date(now)),
        "days": pages.day_of(brigade, beijing_date(now), now),
    }
    return render(request, "services/ticket_home.html", context)


@require_safe
@right_required(WORK)
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a ticket as it is handed to the person who took it."""
    tickets = Ticket.objects.visible_to(officer_of(request)).select_related("brigade", "matter", "window")
    found = get_object_or_404(tickets, pk=pk)
    return render(request, "services/ticket.html", {"ticket": found, "ahead": pages.ahead_of(found)})


@require_safe
@right_required(WORK)
def ticket_day(request: HttpRequest) -> HttpResponse:
    """Show how long people waited on a day, and what came of their tickets."""
    brigade, now, form = brigade_of(request), timezone.now(), DayForm(request.GET)
    day = form.chosen(beijing_date(now))
    context = {"brigade": brigade, "form": form, "day": day, "kinds": pages.day_of(brigade, day, now)}
    return render(request, "services/ticket_day.html", context)


@require_http_methods(_POSTING)
@right_required(WORK)
def ticket_window(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a clerk the window's queue, and take the next step."""
    window = _window(request, pk)
    queue = pages.queue_of(window, beijing_date(timezone.now()))
    step = request.POST.get("step", "")
    form = _form(request, window, queue.current, step) if request.method == "POST" else TicketStepForm()
    if request.method == "POST" and form.is_valid() and _is_taken(request, window, queue.current, step, form):
        return redirect("services:ticket_window", pk)
    context = {
        "window": window,
        "queue": queue,
        "form": form,
        "hold": form if step == "hold" else HoldForm(),
        "finish": form if isinstance(form, FinishForm) else FinishForm(None, kind=window.kind),
    }
    return render(request, "services/ticket_window.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, window: Window, current: Ticket | None, step: str) -> TicketStepForm:
    if step in ("done", "done_next"):
        return FinishForm(request.POST, kind=current.kind if current else window.kind)
    if step == "hold":
        return HoldForm(request.POST)
    if step in ("call", "withdraw"):
        return ByNumberForm(request.POST, window=window, today=beijing_date(timezone.now()))
    return TicketStepForm(request.POST)


def _is_taken(request: HttpRequest, window: Window, current: Ticket | None, step: str, form: TicketStepForm) -> bool:
    """Take a step; the ticket that the page showed is the one meant, so that an old page does not end another's."""
    try:
        if step == "next":
            _call_next(request, window)
        elif step in ("call", "withdraw"):
            _step_by_number(request, window, step, form.cleaned_data["ticket"])
        elif current is None or str(current.pk) != request.POST.get("current"):
            raise actions.TicketStateError
        else:
            _step_at_window(request, window, current, step, form.cleaned_data)
    except REFUSED as error:
        form.refuse(error)
        return False
    return True


def _call_next(request: HttpRequest, window: Window) -> None:
    called = actions.call_next(window, by=officer_of(request), at=timezone.now())
    if called is None:
        messages.info(request, _("Nobody waits for this window."))


def _step_by_number(request: HttpRequest, window: Window, step: str, ticket: Ticket) -> None:
    take = actions.call_ticket if step == "call" else actions.withdraw_ticket
    take(ticket, window, by=officer_of(request), at=timezone.now())


def _step_at_window(request: HttpRequest, window: Window, current: Ticket, step: str, told: dict[str, Any]) -> None:
    officer, now = officer_of(request), timezone.now()
    if step == "again":
        actions.call_again(current, by=officer, at=now)
    elif step == "serve":
        actions.begin_service(current, by=officer)
    elif step == "missed":
        actions.miss_ticket(current, by=officer, at=now)
    elif step == "hold":
        actions.hold_ticket(current, reason=told["reason"], by=officer)
    elif step in ("done", "done_next"):
        actions.finish_ticket(current, told["outcome"], by=officer, at=now)
        if step == "done_next":
            _call_next(request, window)
    else:
        raise actions.TicketStateError


def _window(request: HttpRequest, pk: int) -> Window:
    """Return a window at which the officer works; another one of the brigade does not exist here."""
    officer = officer_of(request)
    windows = Window.objects.visible_to(officer).select_related("unit", "brigade")
    found = get_object_or_404(windows, pk=pk)
    if not officer.has_right(WORK, found.unit):
        raise Http404
    return found
