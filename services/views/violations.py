from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record
from organization import exports
from organization.calendar import beijing_date
from organization.views.access import brigade_of, officer_of, right_required
from services.exports.violations import header, rows_of
from services.forms.tickets import PeriodForm
from services.models import Ticket
from services.models.cases import WORK
from services.queries import tickets as pages

_PAGE_SIZE = 50
_MOST_DIGITS = 18


@require_safe
@right_required(WORK)
def violation_list(request: HttpRequest) -> HttpResponse:
    """Show what the violation windows did in a period: counts, waiting time, journeys saved, each ticket."""
    officer, brigade, now = officer_of(request), brigade_of(request), timezone.now()
    form = PeriodForm(request.GET)
    first, last = form.period(beijing_date(now))
    tickets = Ticket.objects.visible_to(officer).of_violations(brigade, first, last)
    place = request.GET.get("before", "")
    before = int(place) if place.isascii() and place.isdigit() and len(place) <= _MOST_DIGITS else None
    rows, following = pages.page_of(tickets, before, _PAGE_SIZE)
    address = f"brigade={brigade.code}&first={first}&last={last}"
    context = {
        "brigade": brigade,
        "form": form,
        "first": first,
        "last": last,
        "sums": pages.violations_of(tickets, now),
        "rows": rows,
        "address": address,
        "older_url": f"?{address}&before={following}" if following else "",
    }
    return render(request, "services/violation_list.html", context)


@require_POST
@right_required(WORK)
def violation_export(request: HttpRequest) -> FileResponse:
    """Send the tickets of the period as a table; the audit chain keeps who took how many."""
    officer, brigade = officer_of(request), brigade_of(request)
    first, last = PeriodForm(request.GET).period(beijing_date(timezone.now()))
    tickets = Ticket.objects.visible_to(officer).of_violations(brigade, first, last)
    file, count = exports.workbook_of(header(), rows_of(tickets))
    with transaction.atomic():
        after = {"filter": request.GET.urlencode(), "rows": count}
        record("services.violations_exported", on=brigade, by=officer, scope=brigade.path, after=after)
    return FileResponse(file, as_attachment=True, filename="violations.xlsx", content_type=exports.TYPE)
