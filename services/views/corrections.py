from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organization.views.access import officer_of, right_required
from services.actions.corrections import correct_leniency, may_change, strike_leniency
from services.forms.leniency import REFUSED, CorrectionForm, StrikeOutForm
from services.models import Leniency
from services.queries.leniency import entry_of

_RECORD = "services.record_leniency"
_POSTING = ["GET", "HEAD", "POST"]


@require_http_methods(_POSTING)
@right_required(_RECORD)
def leniency_edit(request: HttpRequest, number: str) -> HttpResponse:
    entry, now = _own_entry(request, number), timezone.now()
    form = CorrectionForm(request.POST if request.method == "POST" else None, entry=entry, now=now)
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], officer_of(request)
        try:
            correct_leniency(entry, form.told(), grounds=form.ticked(), reason=reason, by=by, at=now)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("services:leniency", number)
    return render(request, "services/leniency_edit.html", {"form": form, "entry": entry})


@require_http_methods(_POSTING)
@right_required(_RECORD)
def leniency_strike_out(request: HttpRequest, number: str) -> HttpResponse:
    entry, now = _own_entry(request, number), timezone.now()
    form = StrikeOutForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            strike_leniency(entry, reason=form.cleaned_data["reason"], by=officer_of(request), at=now)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Struck out. It stays readable with the reason."))
            return redirect("services:leniency", number)
    return render(request, "services/leniency_strike_out.html", {"form": form, "entry": entry})


def _own_entry(request: HttpRequest, number: str) -> Leniency:
    entry, officer = entry_of(officer_of(request), number), officer_of(request)
    if entry is None:
        raise Http404
    if not may_change(entry, officer, timezone.now()):
        raise PermissionDenied
    return entry
