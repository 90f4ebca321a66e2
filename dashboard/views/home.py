import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard.queries.home import card_of
from dashboard.queries.overview import overview_of
from dashboard.queries.route import route_of
from dashboard.queries.tasks import Agenda, Task, agenda_of, decisions_of
from dutyposts.models import Ranking
from dutyposts.views.rankings import brigade_query
from organization.calendar import beijing_date
from organization.models import Officer, Unit
from organization.queries import brigade_for
from organization.rules.permissions import Role
from organization.templatetags.components import score
from organization.views.access import SIGNED_IN, officer_of, right_required

NOON, EVENING = 12, 18
SOON = dt.timedelta(days=7)
NOTHING = Agenda([], [], [])


@require_safe
@right_required(SIGNED_IN)
def start(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to where the day of a role begins: decisions, the tools of administrators, cases of a clerk, else home."""
    officer = officer_of(request)
    if officer.has_right("dutyposts.publish_month"):
        return redirect("dashboard:overview")
    if officer.has_right("audit.view_entries"):
        return redirect("audit:entry_list")
    if Role.WINDOW_CLERK in officer.roles:
        return redirect("services:case_list")
    return redirect("admin:index" if officer.is_staff else "dashboard:home")


@require_safe
@right_required(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.localtime()
    today = beijing_date(now)
    brigade = officer.unit.brigade
    agenda = agenda_of(officer, brigade, now) if officer.has_right("dutyposts.view_posts") else NOTHING
    card = card_of(officer, now)
    state = card.last.ranking.state if card and card.last else Ranking.State.COMPUTED
    route = route_of(officer, brigade, now) if brigade else None
    history = _listed(card.history) if card else ""
    context = {
        "greeting": _greeting(officer, now.hour),
        "today": today,
        "route": route,
        "count": len(agenda.tasks) + len(route.stops if route else ()),
        "tasks": _rows(agenda.tasks, today),
        "finished": agenda.finished,
        "soon": sum(date.due_on is not None and date.due_on - today <= SOON for date in agenda.dates),
        "dates": _rows(agenda.dates, today),
        "next": agenda.dates[0] if agenda.dates else None,
        "card": card,
        "is_shown": state != Ranking.State.COMPUTED,
        "is_pending": state == Ranking.State.NOTICED,
        "history_label": _("Scores of the last six months: %(scores)s") % {"scores": history},
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
    address = brigade_query(brigade, officer)
    decisions = decisions_of(officer, brigade, today, address)
    figures = overview_of(officer, brigade, now)
    context = {
        "brigade": brigade,
        "now": now,
        "address": address,
        "tasks": _rows(decisions[:8], today),
        "count": len(decisions),
        "overview": figures,
        "history_label": _("Averages of the last six months: %(scores)s") % {"scores": _listed(figures.history)},
        "sees_runs": officer.has_right("dutyposts.compute_month", brigade),
    }
    return render(request, "dashboard/overview.html", context)


def _rows(tasks: Sequence[Task], today: dt.date) -> list[tuple[Task, str, bool]]:
    """Return tasks with how urgent they are, in words and whether they are due."""
    return [(task, task.urgency(today), task.due_on is not None and task.due_on <= today) for task in tasks]


def _listed(values: Sequence[Decimal | None]) -> str:
    return ", ".join(score(value) for value in values)


def _greeting(officer: Officer, hour: int) -> str:
    names = {"name": officer.name}
    if hour < NOON:
        return _("Good morning, %(name)s") % names
    return _("Good afternoon, %(name)s") % names if hour < EVENING else _("Good evening, %(name)s") % names
