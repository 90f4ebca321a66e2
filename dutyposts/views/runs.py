from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dutyposts.models import MonthRun
from dutyposts.queries.due import MOST_ATTEMPTS
from dutyposts.queries.runs import page_of
from organization.views.access import officer_of, right_required


@require_safe
@right_required("dutyposts.compute_month")
def run_list(request: HttpRequest) -> HttpResponse:
    """Show what the month-end job and people computed, and what failed."""
    runs = MonthRun.objects.visible_to(officer_of(request))
    state = request.GET.get("state", "")
    if state in MonthRun.State.values:
        runs = runs.filter(state=state)
    page, following = page_of(runs, request.GET.get("before", ""))
    query = request.GET.copy()
    query["before"] = following
    context = {
        "runs": page,
        "state": state,
        "states": MonthRun.State.choices,
        "older_url": f"?{query.urlencode()}" if following else "",
        "most_attempts": MOST_ATTEMPTS,
    }
    return render(request, "dutyposts/run_list.html", context)
