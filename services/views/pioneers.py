from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organization.calendar import beijing_date
from organization.views.access import brigade_of, officer_of, right_required
from services.actions.pioneers import CHECK, check_pioneer
from services.forms.pioneers import REFUSED, PioneerForm, QuarterForm
from services.models import PioneerCheck
from services.models.cases import LEAD
from services.queries import pioneers as pages
from services.rules.quarters import LAST, Quarter


@require_safe
@right_required(LEAD)
def pioneer_list(request: HttpRequest) -> HttpResponse:
    """Show the pioneer posts of a quarter with their checks."""
    officer, brigade, today = officer_of(request), brigade_of(request), beijing_date(timezone.now())
    form = QuarterForm(request.GET, quarters=pages.quarters_until(today))
    quarter = form.wanted()
    context = {
        "brigade": brigade,
        "form": form,
        "quarter": quarter,
        "posts": pages.posts_of(officer, brigade, quarter),
        "may_check": officer.has_right(CHECK),
    }
    return render(request, "services/pioneer_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(CHECK)
def pioneer_check(request: HttpRequest, pk: int, year: int, quarter: int) -> HttpResponse:
    """Show a post's figures of a quarter as they stand now, and take the verdict."""
    officer, now, duty = officer_of(request), timezone.now(), pages.post_of(officer_of(request), pk)
    if duty is None or quarter not in range(1, LAST + 1) or not 1 < year < beijing_date(now).year + 1:
        raise Http404
    wanted, form = Quarter(year, quarter), PioneerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        verdict, reason = PioneerCheck.Verdict(form.cleaned_data["verdict"]), form.cleaned_data["reason"]
        try:
            check_pioneer(duty, wanted, verdict=verdict, reason=reason, by=officer, at=now)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("services:pioneer_check", pk, year, quarter)
    checks = pages.checks_of(duty)
    stored = next((check for check in checks if check.quarter == wanted), None)
    figures = stored or pages.unsaved_check(duty, wanted, now)
    context = {"duty": duty, "quarter": wanted, "form": form, "stored": stored, "check": figures, "checks": checks}
    return render(request, "services/pioneer_check.html", context)
