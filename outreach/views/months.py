from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organization.calendar import Month, beijing_date
from organization.views.access import brigade_of, officer_of, right_required
from outreach.forms.visits import VisitForm
from outreach.queries import months as pages
from outreach.queries.minimum import recorded_at, standings
from outreach.queries.pairs import summary_of

_VIEW = "outreach.view_visits"


@require_safe
@right_required(_VIEW)
def month_current(_request: HttpRequest) -> HttpResponse:
    return redirect("outreach:month", Month.of(beijing_date(timezone.now())))


@require_safe
@right_required(_VIEW)
def month(request: HttpRequest, month: Month) -> HttpResponse:
    """Tell whether every squadron will make its services, what is planned when, and what the year adds up to."""
    officer, brigade, today = officer_of(request), brigade_of(request), beijing_date(timezone.now())
    whose = request.GET.get("whose", "")
    is_own = officer.unit.brigade_id == brigade.pk
    visits = pages.visits_of(
        brigade,
        month,
        unit=officer.unit if whose == "unit" and is_own else None,
        officer=officer if whose == "mine" else None,
    )
    weeks = pages.weeks_of(month, visits, today)
    days = [day for week in weeks for day in week]
    lines, last = pages.lines_of(brigade, month, today)
    context = {
        "brigade": brigade,
        "month": month,
        "earlier": month.shift(-1),
        "later": month.shift(1),
        "today": today,
        "whose": whose,
        "log": f"brigade={brigade.code}" + (f"&unit={officer.unit.code}" if whose == "unit" and is_own else ""),
        "is_own": is_own,
        "squadrons": standings(brigade, month, today),
        "recorded_at": recorded_at(brigade, month),
        "weeks": weeks,
        "done": sum(day.done for day in days),
        "booked": sum(day.count - day.done for day in days),
        "lines": lines,
        "pairs": summary_of(brigade, month),
        "last": last,
        "counted_days": f"first={month.year}-01-01&last={last.isoformat()}",
        "form": VisitForm(None, unit=officer.unit, by=officer, today=today) if is_own else None,
    }
    return render(request, "outreach/month.html", context)
