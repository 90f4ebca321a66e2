from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organization.views.access import officer_of, right_required
from outreach.actions.minimum import ask_excuse, decide_excuse
from outreach.forms.excuses import REFUSALS, ExcuseForm
from outreach.models import Excuse
from outreach.queries.minimum import excuses_of

_DECIDE = "outreach.decide_excuse"


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("outreach.ask_excuse")
def excuse_list(request: HttpRequest) -> HttpResponse:
    """List the excuses within reach, the newest first, and take new ones."""
    officer = officer_of(request)
    form = ExcuseForm(request.POST if request.method == "POST" else None, by=officer)
    if request.method == "POST" and form.is_valid():
        ask_excuse(**form.cleaned_data, by=officer, at=timezone.now())
        messages.success(request, _("Asked for. Somebody else decides."))
        return redirect("outreach:excuse_list")
    rows = [(excuse, _may_decide(request, excuse)) for excuse in excuses_of(officer)]
    return render(request, "outreach/excuse_list.html", {"form": form, "rows": rows})


@require_POST
@right_required(_DECIDE)
def excuse_decide(request: HttpRequest, pk: int) -> HttpResponse:
    excuse = get_object_or_404(Excuse.objects.visible_to(officer_of(request)).select_related("unit"), pk=pk)
    if not officer_of(request).has_right(_DECIDE, excuse.unit):
        raise PermissionDenied
    is_granted = request.POST.get("decision") == "grant"
    try:
        decide_excuse(excuse, is_granted=is_granted, by=officer_of(request), at=timezone.now())
    except tuple(REFUSALS) as error:
        messages.error(request, REFUSALS[type(error)])
    else:
        messages.success(request, _("Granted.") if is_granted else _("Refused."))
    return redirect("outreach:excuse_list")


def _may_decide(request: HttpRequest, excuse: Excuse) -> bool:
    officer = officer_of(request)
    is_open = excuse.state == Excuse.State.ASKED and excuse.asked_by_id != officer.pk
    return is_open and officer.has_right(_DECIDE, excuse.unit)
