from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organization.calendar import beijing_date
from organization.views.access import officer_of, right_required
from pledges.forms.ledger import LedgerForm
from pledges.models import Cycle
from pledges.queries import ledger as pages
from pledges.queries.fulfilment import fulfilment_by_unit, together


@require_safe
@right_required("pledges.view_pledges")
def ledger(request: HttpRequest) -> HttpResponse:
    """List the pledges of a cycle with where they stand."""
    officer = officer_of(request)
    cycles = pages.cycles_of(officer)
    cycle = pages.current_cycle(cycles, request.GET.get("cycle", ""))
    if cycle is None and cycles:
        raise Http404
    if cycle is None:
        return render(request, "pledges/ledger.html")
    form = LedgerForm(request.GET, cycles=cycles, cycle=cycle)
    wanted, on = form.wanted(), beijing_date(timezone.now())
    pledges = pages.listed(cycle, officer)
    page = pages.page_of(pages.narrowed(pledges, wanted, on), request.GET.get("after", ""), on)
    manages = officer.has_right(pages.MANAGE, cycle.brigade)
    units = fulfilment_by_unit(cycle) if manages and cycle.state != Cycle.State.OPEN else []
    context = {
        "cycle": cycle,
        "form": form,
        "counts": pages.counts_of(pledges),
        "rows": [
            {
                "pledge": pledge,
                "is_late": pages.has_late_review(pledge, on),
                "has_left": pages.has_left(pledge, cycle, on),
            }
            for pledge in page.rows
        ],
        "older_url": f"?{pages.address(wanted, cycle, page.following)}" if page.following else "",
        "manages": manages,
        "units": units,
        "total": together(units),
    }
    return render(request, "pledges/ledger.html", context)
