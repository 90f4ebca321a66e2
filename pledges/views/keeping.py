"""Showing how a pledge is kept: notes, their files, and mending both before the appraisal."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organization.models import Officer
from organization.views.access import officer_of, right_required
from organization.views.files import private_attachment, private_picture
from pledges.actions.evidence import add_evidence, limits_for
from pledges.actions.keeping import add_progress, correct_progress, withdraw_progress
from pledges.forms.keeping import CorrectionForm, ProgressForm
from pledges.forms.refusals import REFUSED, refusal
from pledges.models import Evidence, Progress

READ = "pledges.view_pledges"
WRITE = "pledges.write_pledge"
PDF = "application/pdf"


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(WRITE)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an own note to correct it, to add files or to withdraw it."""
    officer, now, note = officer_of(request), timezone.now(), _own(request, pk)
    form = CorrectionForm(note, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            correct_progress(note, form.told(), drop=form.dropped(), reason=reason, by=officer, at=now)
        except REFUSED as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _("Corrected. The reason stands beside it."))
            return redirect("pledges:detail", note.item.pledge_id)
    context = {"note": note, "form": form, "limits": limits_for(note.item.pledge, now)}
    return render(request, "pledges/progress.html", context, status=422 if form.errors else 200)


@require_POST
@right_required(WRITE)
def progress_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    note = _own(request, pk)
    try:
        withdraw_progress(note, reason=request.POST.get("reason", "")[:200], by=officer_of(request), at=timezone.now())
    except REFUSED as error:
        messages.error(request, refusal(error))
        return redirect("pledges:progress", pk)
    messages.success(request, _("Withdrawn. Its files are removed."))
    return redirect("pledges:detail", note.item.pledge_id)


@require_POST
@right_required(WRITE)
def evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    note = _own(request, pk)
    refused = keep_evidence(request, note, by=officer_of(request), at=timezone.now())
    return redirect("pledges:progress", pk) if refused else redirect("pledges:detail", note.item.pledge_id)


@require_safe
@right_required(READ)
def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    kept = _readable(request, pk)
    if kept.kind == Evidence.Kind.PDF:
        return private_attachment(kept.file, PDF, kept.name)
    return private_picture(kept.file)


@require_safe
@right_required(READ)
def evidence_thumbnail(request: HttpRequest, pk: int) -> HttpResponseBase:
    kept = _readable(request, pk)
    if not kept.thumbnail:
        raise Http404
    return private_picture(kept.thumbnail)


def note_progress(request: HttpRequest, form: ProgressForm, *, by: Officer, at: dt.datetime) -> bool:
    """Store a note with the files that are good; what is refused is named, and the note stands either way."""
    told = form.cleaned_data
    try:
        note = add_progress(told["item"], form.told(), client_id=told["client_id"], by=by, at=at)
    except REFUSED as error:
        form.add_error(None, refusal(error))
        return False
    keep_evidence(request, note, by=by, at=at)
    return True


def keep_evidence(request: HttpRequest, note: Progress, *, by: Officer, at: dt.datetime) -> int:
    """Add every file that was sent, name those that are refused, and return how many those are."""
    refused = 0
    for upload in request.FILES.getlist("files"):
        try:
            add_evidence(note, upload, by=by, at=at)
        except REFUSED as error:
            refused += 1
            told = {"name": upload.name, "reason": refusal(error)}
            messages.warning(request, _("“%(name)s” was not kept. %(reason)s") % told)
    return refused


def _own(request: HttpRequest, pk: int) -> Progress:
    own = Progress.objects.standing().filter(item__pledge__author=officer_of(request))
    return get_object_or_404(own.select_related("item__pledge__cycle").prefetch_related("evidence_files"), pk=pk)


def _readable(request: HttpRequest, pk: int) -> Evidence:
    return get_object_or_404(Evidence.objects.visible_to(officer_of(request)), pk=pk)
