"""How an applicant follows a case: by its code and the last digits of the telephone, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from services.actions.steps import passed_steps
from services.forms.following import FollowForm
from services.models import CaseMaterial
from services.queries import cases as pages
from services.views.guessing import is_stopped, note_wrong, stopped

_DOOR = "follow"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Show how far a case is to who knows its code and digits; an unknown code and wrong digits get the same answer."""
    if is_stopped(request, _DOOR):
        return stopped(request)
    told = {"code": request.GET.get("code", "")}
    form = FollowForm(request.POST if request.method == "POST" else None, initial=told)
    if request.method != "POST" or not form.is_valid():
        return render(request, "services/follow.html", {"form": form})
    case = pages.followed(form.cleaned_data["code"], form.cleaned_data["digits"])
    if case is None:
        note_wrong(request, _DOOR)
        form.refuse()
        return render(request, "services/follow.html", {"form": form})
    notice = next((slip for slip in case.slips.all() if slip.is_open), None)
    lines = notice.content["lines"] if notice else []
    context = {
        "case": case,
        "brigade_name": case.brigade.name,
        "course": pages.course_of(case, passed_steps(case)),
        "lacking": [line for line in lines if line["state"] != CaseMaterial.State.BROUGHT],
        "is_waiting": any(block.ended_at is None for block in case.blocks.all()),
    }
    return render(request, "services/follow_case.html", context)
