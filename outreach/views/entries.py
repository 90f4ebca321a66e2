from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organization.calendar import beijing_date
from organization.uploads import PDF_TYPE
from organization.views.access import officer_of, right_required
from organization.views.files import private_attachment, private_picture
from outreach.actions.entries import (
    PupilCoveredError,
    enter_work,
    give_mark,
    judges,
    may_see_pupil,
    show_pupil,
    withdraw_entry,
)
from outreach.forms.contests import REFUSED, EntryForm, MarkForm, WithdrawForm
from outreach.models import Contest, Entry, Pupil
from outreach.queries.contests import entry_of, own_marks, unmarked_by

_VIEW, _RECORD = "outreach.view_visits", "outreach.record_visit"


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_RECORD)
def entry_new(request: HttpRequest, pk: int) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    contest = get_object_or_404(Contest.objects.visible_to(officer).select_related("unit"), pk=pk)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EntryForm(data, files, contest=contest, today=beijing_date(now))
    if data is not None and form.is_valid():
        told = form.cleaned_data
        try:
            entry = enter_work(contest, form.told(), told["work"], client_id=told["client_id"], by=officer, at=now)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Taken in. Write %(code)s on the back of the work.") % {"code": entry.code})
            return redirect("outreach:entry", entry.code)
    return render(request, "outreach/entry_new.html", {"form": form, "contest": contest})


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_VIEW)
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """Show a work under its code; a judge marks it here and goes on to the next."""
    found, officer = _entry(request, code), officer_of(request)
    form = MarkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            give_mark(found, form.cleaned_data["points"], by=officer, at=timezone.now())
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            following = unmarked_by(found.contest, officer).first()
            return (
                redirect("outreach:entry", following.code)
                if following
                else redirect("outreach:contest", found.contest_id)
            )
    return _page(request, found, form)


@require_POST
@never_cache
@right_required(_VIEW)
def entry_show(request: HttpRequest, code: str) -> HttpResponse:
    """Show the page with the pupil uncovered, this once."""
    found = _entry(request, code)
    try:
        pupil = show_pupil(found, by=officer_of(request))
    except PupilCoveredError as error:
        raise PermissionDenied from error
    return _page(request, found, MarkForm(None), pupil)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_VIEW)
def entry_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Ask why a work is withdrawn, and say what of it stays."""
    found, officer = _entry(request, code), officer_of(request)
    if not may_see_pupil(found, officer):
        raise PermissionDenied
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        withdraw_entry(found, reason=form.cleaned_data["reason"], by=officer, at=timezone.now())
        messages.success(request, _("Withdrawn. Name, school, title and file are deleted."))
        return redirect("outreach:entry", code)
    return render(request, "outreach/entry_withdraw.html", {"form": form, "entry": found, "contest": found.contest})


@require_safe
@right_required(_VIEW)
def entry_work(request: HttpRequest, code: str) -> HttpResponseBase:
    found = _entry(request, code)
    if not found.work:
        raise Http404
    return private_picture(found.work) if found.thumbnail else private_attachment(found.work, PDF_TYPE, f"{code}.pdf")


@require_safe
@right_required(_VIEW)
def entry_thumbnail(request: HttpRequest, code: str) -> HttpResponseBase:
    found = _entry(request, code)
    if not found.thumbnail:
        raise Http404
    return private_picture(found.thumbnail)


def _page(request: HttpRequest, found: Entry, form: MarkForm, pupil: Pupil | None = None) -> HttpResponse:
    officer, contest = officer_of(request), found.contest
    is_own, is_judge = found.entered_by_id == officer.pk, judges(contest, officer)
    is_standing = found.state == Entry.State.TAKEN_IN
    may_judge = is_judge and not is_own and contest.state == Contest.State.JUDGING and is_standing
    is_awarded = contest.state == Contest.State.AWARDED
    context = {
        "entry": found,
        "contest": contest,
        "pupil": pupil,
        "form": form if may_judge else None,
        "own_mark": own_marks([found], officer).get(found.pk) if may_judge else None,
        "is_blind": is_judge and not is_own and not is_awarded,
        "is_standing": is_standing,
        "may_show": may_see_pupil(found, officer) and is_standing,
        "marks": found.marks.select_related("judge") if is_awarded else [],
    }
    return render(request, "outreach/entry.html", context)


def _entry(request: HttpRequest, code: str) -> Entry:
    found = entry_of(officer_of(request), code)
    if found is None:
        raise Http404
    return found
