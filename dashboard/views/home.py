from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard.queries.home import card_of
from dashboard.queries.overview import overview_of
from dashboard.queries.tasks import tasks_of
from dutyposts.models import Ranking
from organization.calendar import beijing_date
from organization.models import Officer, Unit
from organization.queries import brigade_for
from organization.views.access import SIGNED_IN, officer_of, right_required

NOON, EVENING = 12, 18


@require_safe
@right_required(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.localtime()
    today = beijing_date(now)
    tasks = tasks_of(officer, officer.unit.brigade, now) if officer.has_right("dutyposts.view_posts") else []
    card = card_of(officer, now)
    is_shown = bool(card and card.last and card.last.ranking.state != Ranking.State.COMPUTED)
    context = {
        "greeting": _greeting(officer, now.hour),
        "today": today,
        "tasks": [(task, task.urgency(today), task.due_on is not None and task.due_on <= today) for task in tasks],
        "card": card,
        "is_shown": is_shown,
        "history_label": _("Scores of the last six months"),
    }
    return render(request, "dashboard/home.html", context)


@require_safe
@right_required("dashboard.view_overview")
def overview(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.localtime()
    try:
        brigade: Unit = brigade_for(officer, request.GET.get("brigade"))
    except Unit.DoesNotExist:
        raise Http404 from None
    today = beijing_date(now)
    tasks = tasks_of(officer, brigade, now)
    context = {
        "brigade": brigade,
        "now": now,
        "tasks": [(task, task.urgency(today), task.due_on is not None and task.due_on <= today) for task in tasks[:8]],
        "count": len(tasks),
        "overview": overview_of(officer, brigade, now),
    }
    return render(request, "dashboard/overview.html", context)


def _greeting(officer: Officer, hour: int) -> str:
    names = {"name": officer.name}
    if hour < NOON:
        return _("Good morning, %(name)s") % names
    return _("Good afternoon, %(name)s") % names if hour < EVENING else _("Good evening, %(name)s") % names
