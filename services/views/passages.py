import datetime as dt
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import record
from organization import exports
from organization.views.access import brigade_of, officer_of, right_required
from services.actions import passages as actions
from services.actions.passages import GRANT
from services.exports.passages import header, rows_of
from services.forms.passages import (
    REFUSED,
    FindForm,
    PassageFilterForm,
    PassageForm,
    PassageStepForm,
    PermitForm,
    RevokeForm,
)
from services.models import PassagePermit
from services.models.bookings import works_at
from services.models.passages import StandingName
from services.queries import passages as pages
from services.rules.passages import Standing
from services.views.guessing import is_stopped, note_wrong, stopped

_VIEW, _RECORD = "services.view_passages", "services.record_leniency"
_POSTING = ["GET", "HEAD", "POST"]


@require_safe
@right_required(_VIEW)
def passage_list(request: HttpRequest) -> HttpResponse:
    officer, brigade, now = officer_of(request), brigade_of(request), timezone.now()
    form = PassageFilterForm(request.GET)
    wanted = form.wanted(brigade)
    permits = pages.narrowed(PassagePermit.objects.visible_to(officer), wanted, now)
    page = pages.page_of(permits, request.GET.get("before", ""))
    context = {
        "brigade": brigade,
        "form": form,
        "rows": [(permit, _standing(permit, now)) for permit in page.rows],
        "address": wanted.address(),
        "may_grant": works_at(officer, brigade, GRANT),
        "older_url": f"?{wanted.address(page.following)}" if page.following else "",
    }
    return render(request, "services/passage_list.html", context)


@require_POST
@right_required(_VIEW)
def passage_export(request: HttpRequest) -> FileResponse:
    """Send the rows that the list shows under the same filter; the audit chain keeps who took how many."""
    officer, brigade, now = officer_of(request), brigade_of(request), timezone.now()
    wanted = PassageFilterForm(request.GET).wanted(brigade)
    permits = pages.narrowed(PassagePermit.objects.visible_to(officer), wanted, now)
    file, count = exports.workbook_of(header(), rows_of(permits, now))
    with transaction.atomic():
        after = {"filter": request.GET.urlencode(), "rows": count}
        record("services.passages_exported", on=brigade, by=officer, scope=brigade.path, after=after)
    return FileResponse(file, as_attachment=True, filename="passages.xlsx", content_type=exports.TYPE)


@require_http_methods(_POSTING)
@right_required(GRANT)
def passage_new(request: HttpRequest) -> HttpResponse:
    officer, brigade = officer_of(request), brigade_of(request)
    if not works_at(officer, brigade, GRANT):
        raise PermissionDenied
    form = PermitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.is_new(brigade):
        told = form.cleaned_data
        sent = (form.told(), told["vehicles"])
        try:
            permit = actions.issue_permit(brigade, *sent, client_id=told["client_id"], by=officer, at=timezone.now())
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("services:passage", permit.number)
    return render(request, "services/passage_new.html", {"form": form, "brigade": brigade})


@never_cache
@require_http_methods(_POSTING)
@right_required(_RECORD)
def passage_find(request: HttpRequest) -> HttpResponse:
    """Lead to the permit that a whole plate or a number names; who tries plates at random is stopped."""
    officer, brigade = officer_of(request), brigade_of(request)
    door = f"passages:{officer.pk}"
    if is_stopped(request, door):
        return stopped(request)
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = pages.found_by(officer, form.cleaned_data["text"], timezone.now())
        permit, vehicle = (found.permit, found.vehicle) if found else (None, None)
        actions.note_search(brigade, permit, is_by_plate=vehicle is not None, by=officer)
        if permit is not None:
            query = urlencode({"vehicle": vehicle.position} if vehicle else {})
            return redirect(f"{reverse('services:passage', args=[permit.number])}?{query}")
        note_wrong(request, door)
        form.add_error("text", _("No permit names this plate, and none has this number. Write it whole."))
    return render(request, "services/passage_find.html", {"form": form, "brigade": brigade})


@require_http_methods(_POSTING)
@right_required(_VIEW)
def passage(request: HttpRequest, number: str) -> HttpResponse:
    """Show a permit; let an officer note a passage under it, and a leader revoke it."""
    found = _permit(request, number)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    forms = _steps(request, found, step)
    if step in forms and forms[step].is_valid() and _taken(request, found, forms[step]):
        messages.success(request, _("Saved."))
        return redirect("services:passage", number)
    return _page(request, found, forms, step=step)


@require_POST
@never_cache
@right_required(GRANT)
def passage_show(request: HttpRequest, number: str) -> HttpResponse:
    """Show the page with whole plates, this once."""
    found = _shown(request, number)
    return _page(request, found, _steps(request, found, ""), is_shown=True)


@require_POST
@never_cache
@right_required(GRANT)
def passage_paper(request: HttpRequest, number: str) -> HttpResponse:
    """Show the paper for the vehicles, with whole plates; each printing leaves an entry."""
    return render(request, "services/passage_paper.html", {"permit": _shown(request, number)})


def _page(
    request: HttpRequest,
    found: PassagePermit,
    forms: dict[str, PassageStepForm],
    *,
    step: str = "",
    is_shown: bool = False,
) -> HttpResponse:
    now = timezone.now()
    context = {
        "permit": found,
        "standing": _standing(found, now),
        "is_hour": found.span.is_hour(timezone.localtime(now).time()),
        "named": request.GET.get("vehicle", ""),
        "passages": pages.passages_of(found),
        "forms": forms,
        "form": forms.get(step),
        "may_grant": works_at(officer_of(request), found.brigade, GRANT),
        "is_shown": is_shown,
    }
    return render(request, "services/passage.html", context)


def _steps(request: HttpRequest, found: PassagePermit, step: str) -> dict[str, PassageStepForm]:
    """Return what the officer may do with the permit now, the step that was sent filled in."""
    officer, now, sent = officer_of(request), timezone.now(), {step: request.POST}
    standing = found.span.standing(now)
    forms: dict[str, PassageStepForm] = {}
    if standing == Standing.VALID and officer.has_right(_RECORD) and officer.unit.brigade_id == found.brigade_id:
        named = request.GET.get("vehicle", "")
        forms["pass"] = PassageForm(sent.get("pass"), permit=found, now=now, position=named)
    if standing in (Standing.VALID, Standing.UPCOMING) and works_at(officer, found.brigade, GRANT):
        forms["revoke"] = RevokeForm(sent.get("revoke"))
    return forms


def _taken(request: HttpRequest, found: PassagePermit, form: PassageStepForm) -> bool:
    officer, now, told = officer_of(request), timezone.now(), form.cleaned_data
    try:
        if isinstance(form, PassageForm):
            actions.record_passage(form.told(), client_id=told["client_id"], by=officer, at=now)
        else:
            actions.revoke_permit(found, reason=told["reason"], by=officer, at=now)
    except REFUSED as error:
        form.refuse(error)
        return False
    return True


def _standing(permit: PassagePermit, at: dt.datetime) -> StandingName:
    return StandingName(permit.span.standing(at).value)


def _shown(request: HttpRequest, number: str) -> PassagePermit:
    found = _permit(request, number)
    try:
        actions.show_plates(found, by=officer_of(request))
    except actions.NotGrantingError as error:
        raise PermissionDenied from error
    return found


def _permit(request: HttpRequest, number: str) -> PassagePermit:
    found = pages.permit_of(officer_of(request), number)
    if found is None:
        raise Http404
    return found
