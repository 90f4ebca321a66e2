from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from organization.views.access import officer_of, right_required
from pledges.actions import withdrawing
from pledges.forms.refusals import REFUSED, refusal
from pledges.models import Pledge

WRITE = "pledges.write_pledge"
TAKE_DOWN = "pledges.take_down"
LONGEST_REASON = 300


@require_POST
@right_required(WRITE)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    pledge = _own(request, pk)
    try:
        withdrawing.take_back(pledge, by=officer_of(request), at=timezone.now())
    except REFUSED as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("Taken back. It is a draft again; hand it in when it is ready."))
    return redirect(_own_address(pledge))


@require_POST
@right_required(WRITE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    pledge = _own(request, pk)
    try:
        withdrawing.withdraw_draft(pledge, by=officer_of(request), at=timezone.now())
    except REFUSED as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("The draft is withdrawn."))
    return redirect(_own_address(pledge))


@require_POST
@right_required(TAKE_DOWN)
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    officer = officer_of(request)
    pledge = get_object_or_404(Pledge.objects.visible_to(officer).select_related("branch__unit"), pk=pk)
    if not officer.has_right(TAKE_DOWN, pledge.branch.unit):
        raise PermissionDenied
    reason = request.POST.get("reason", "")[:LONGEST_REASON]
    try:
        withdrawing.take_down(pledge, reason=reason, by=officer, at=timezone.now())
    except REFUSED as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("Taken off the wall. Its author reads the reason at home and can write it anew."))
    return redirect("pledges:detail", pk)


def _own(request: HttpRequest, pk: int) -> Pledge:
    officer = officer_of(request)
    return get_object_or_404(Pledge.objects.visible_to(officer).filter(author=officer), pk=pk)


def _own_address(pledge: Pledge) -> str:
    return f"{reverse('pledges:mine')}?cycle={pledge.cycle_id}&of={pledge.owner_kind}"
