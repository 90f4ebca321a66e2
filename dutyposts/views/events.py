from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dutyposts.actions.events import approve_bonus, record_event, void_event
from dutyposts.forms.events import REFUSALS, EventFilterForm, EventForm, EventVoidForm
from dutyposts.models import DutyPost, Event, Item
from dutyposts.models.events import EventQuerySet
from dutyposts.queries import event_pages as pages
from dutyposts.queries.inspection_pages import CursorFormatError
from organization.calendar import Month, MonthFormatError, beijing_date
from organization.models import Officer
from organization.views.access import officer_of, right_required

REFUSED = tuple(REFUSALS)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(pages.PROPOSE)
def event_new(request: HttpRequest) -> HttpResponse:
    officer, posts = officer_of(request), pages.posts_to_report(officer_of(request))
    code = request.GET.get("post")
    if not code:
        return render(request, "dutyposts/event_new.html", {"posts": posts})
    post = get_object_or_404(posts, code=code)
    form = EventForm(request.POST if request.method == "POST" else None, post=post, today=beijing_date(timezone.now()))
    if request.method == "POST" and form.is_valid() and _recorded(form, post, officer):
        messages.success(request, _("Saved. It is in the list below."))
        return redirect("dutyposts:event_list")
    return render(request, "dutyposts/event_new.html", {"form": form, "post": post, "posts": posts})


def _recorded(form: EventForm, post: DutyPost, by: Officer) -> bool:
    try:
        record_event(post, by=by, at=timezone.now(), **form.cleaned_data)
    except REFUSED as error:
        form.refuse(error)
        return False
    return True


@require_safe
@right_required("dutyposts.view_posts")
def event_list(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    form = EventFilterForm(request.GET)
    form.is_valid()
    events = _narrowed(Event.objects.visible_to(officer), form.cleaned_data)
    try:
        rows, following = pages.page_of(events, officer, request.GET.get("before", ""))
    except CursorFormatError:
        return redirect("dutyposts:event_list")
    query = request.GET.copy()
    query["before"] = following
    context = {
        "form": form,
        "rows": rows,
        "following": query.urlencode() if following else "",
        "proposes": officer.has_right(pages.PROPOSE),
    }
    return render(request, "dutyposts/event_list.html", context)


@require_POST
@right_required(pages.APPROVE)
def event_approve(request: HttpRequest, number: str) -> HttpResponse:
    event, officer = _event(request, number), officer_of(request)
    if not officer.has_right(pages.APPROVE, event.unit):
        raise PermissionDenied
    try:
        approve_bonus(event, by=officer)
    except REFUSED as error:
        messages.error(request, REFUSALS[type(error)][1])
    else:
        messages.success(request, _("Approved. The bonus counts for the month."))
    return redirect("dutyposts:event_list")


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(pages.VOID)
def event_void(request: HttpRequest, number: str) -> HttpResponse:
    event, officer = _event(request, number), officer_of(request)
    if not officer.has_right(pages.VOID, event.unit):
        raise PermissionDenied
    form = EventVoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            void_event(event, reason=form.cleaned_data["reason"], by=officer, at=timezone.now())
        except REFUSED as error:
            form.add_error(None, REFUSALS[type(error)][1])
        else:
            messages.success(request, _("Voided. The record stays readable with the reason."))
            return redirect("dutyposts:event_list")
    return render(request, "dutyposts/event_void.html", {"form": form, "event": event})


def _event(request: HttpRequest, number: str) -> Event:
    visible = Event.objects.visible_to(officer_of(request)).select_related("unit", "post", "proposed_by")
    return get_object_or_404(visible, number=number)


def _narrowed(events: EventQuerySet, wanted: dict[str, Any]) -> EventQuerySet:
    """Apply what the filter form understood."""
    try:
        month = Month.parse(wanted.get("month", ""))
    except MonthFormatError:
        month = None
    conditions = {"month": month, "post__code": wanted.get("post"), "kind": wanted.get("kind")}
    events = events.filter(**{name: value for name, value in conditions.items() if value})
    if wanted.get("state") == "waiting":
        return events.filter(kind=Item.Kind.BONUS, approved_by=None, voided_at=None)
    return events.exclude(voided_at=None) if wanted.get("state") == "voided" else events
