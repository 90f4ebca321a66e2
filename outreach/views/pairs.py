from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organization.calendar import beijing_date
from organization.models import Officer
from organization.views.access import brigade_of, officer_of, right_required
from outreach.actions.pairs import (
    NotOfThePairError,
    begin_pair,
    change_household,
    end_pair,
    leads,
    may_read,
    name_helper,
    show_household,
    strike_out_visit,
    visit_household,
)
from outreach.forms.pairs import (
    REFUSALS,
    REFUSED,
    EndForm,
    HelperForm,
    HouseholdForm,
    HouseholdVisitForm,
    NewHouseholdForm,
    PairFilterForm,
    RefusingForm,
)
from outreach.forms.visits import StrikeOutForm
from outreach.models import Household, HouseholdVisit
from outreach.models.pairs import LEAD, STAND_IN, led_by
from outreach.queries import pairs as pages

_VIEW, _RECORD = "outreach.view_visits", "outreach.record_visit"
_MOST_VISITS = 100


@require_safe
@right_required(_VIEW)
def pair_list(request: HttpRequest) -> HttpResponse:
    officer, brigade = officer_of(request), brigade_of(request)
    form = PairFilterForm(request.GET, brigade=brigade)
    wanted = form.wanted()
    visible = Household.objects.visible_to(officer).filter(brigade=brigade)
    page = pages.page_of(officer, pages.narrowed(officer, visible, wanted), request.GET.get("before", ""))
    context = {
        "brigade": brigade,
        "form": form,
        "page": page,
        "address": wanted.address(brigade),
        "may_begin": officer.unit.brigade_id == brigade.pk and _may_begin(officer),
        "without": pages.without_pair(brigade, beijing_date(timezone.now())),
        "older_url": f"?{wanted.address(brigade, page.following)}" if page.following else "",
    }
    return render(request, "outreach/pair_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_RECORD)
def pair_new(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    if not _may_begin(officer):
        raise PermissionDenied
    units, today = led_by(officer).filter(closed_on=None).order_by("path"), beijing_date(now)
    data = request.POST if request.method == "POST" else None
    form = NewHouseholdForm(data, units=units, own=officer.unit_id, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            told = form.cleaned_data
            household = begin_pair(
                told["unit"], form.told(), told["helper"], client_id=told["client_id"], by=officer, at=now
            )
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:pair", household.number)
    return render(request, "outreach/pair_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@right_required(_VIEW)
def pair(request: HttpRequest, number: str) -> HttpResponse:
    """Show a pair with its sums; the household itself after the button is pressed, each time with an entry."""
    household, officer = _household(request, number), officer_of(request)
    is_opened = may_read(household, officer)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step and not is_opened:
        raise PermissionDenied
    forms = _forms(request, household, step) if is_opened and household.ended_on is None else {}
    if step in forms and forms[step].is_valid() and _taken(request, household, step, forms[step]):
        messages.success(request, _("Saved."))
        return redirect("outreach:pair", number)
    return _page(request, household, forms, step)


@require_POST
@never_cache
@right_required(_VIEW)
def pair_show(request: HttpRequest, number: str) -> HttpResponse:
    household = _household(request, number)
    try:
        show_household(household, by=officer_of(request))
    except NotOfThePairError as error:
        raise PermissionDenied from error
    household.refresh_from_db()
    forms = _forms(request, household, "") if household.ended_on is None else {}
    if forms:
        forms["change"] = HouseholdForm(initial=model_to_dict(household))
    return _page(request, household, forms, "", shows=True)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_RECORD)
def pair_visit_strike_out(request: HttpRequest, pk: int) -> HttpResponse:
    officer = officer_of(request)
    visible = HouseholdVisit.objects.filter(household__in=Household.objects.visible_to(officer), reason="")
    visit = get_object_or_404(visible.select_related("household__unit"), pk=pk)
    if not may_read(visit.household, officer):
        raise PermissionDenied
    form = StrikeOutForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            strike_out_visit(visit, reason=form.cleaned_data["reason"], by=officer)
        except REFUSED as error:
            form.add_error(None, REFUSALS[type(error)][1])
        else:
            messages.success(request, _("Struck out. It stays readable with the reason."))
            return redirect("outreach:pair", visit.household.number)
    return render(request, "outreach/pair_strike_out.html", {"form": form, "visit": visit})


def _page(
    request: HttpRequest, household: Household, forms: dict[str, RefusingForm], step: str, *, shows: bool = False
) -> HttpResponse:
    officer = officer_of(request)
    is_opened = may_read(household, officer)
    visits = household.visits.select_related("entered_by").prefetch_related("goods") if is_opened else ()
    context = {
        "household": household,
        "line": pages.line_of(household, pages.names_for(officer, [household])),
        "is_opened": is_opened,
        "shows": shows,
        "helpers": household.helpers.select_related("officer").order_by("started_on", "pk"),
        "visits": visits[:_MOST_VISITS],
        "forms": forms,
        "form": forms.get(step),
    }
    return render(request, "outreach/pair.html", context)


def _forms(request: HttpRequest, household: Household, step: str) -> dict[str, RefusingForm]:
    """Return what the reader may enter next, the form that was sent filled in."""
    officer, today = officer_of(request), beijing_date(timezone.now())
    sent = {step: request.POST}
    forms: dict[str, RefusingForm] = {"visit": HouseholdVisitForm(sent.get("visit"), today=today)}
    if step == "change":
        forms["change"] = HouseholdForm(request.POST)
    if leads(household.unit, officer):
        forms["helper"] = HelperForm(sent.get("helper"), today=today)
        forms["end"] = EndForm(sent.get("end"), today=today)
    return forms


def _taken(request: HttpRequest, household: Household, step: str, form: RefusingForm) -> bool:
    officer, now, told = officer_of(request), timezone.now(), form.cleaned_data
    try:
        if step == "visit":
            names = ("happened_on", "done", "result", "goods", "is_signed", "client_id")
            visit_household(household, **{name: told[name] for name in names}, by=officer, at=now)
        elif isinstance(form, HouseholdForm):
            change_household(household, form.told(), by=officer)
        elif step == "helper":
            name_helper(household, told["helper"], on=told["on"], by=officer, at=now)
        else:
            end_pair(household, on=told["on"], conclusion=told["conclusion"], by=officer, at=now)
    except REFUSED as error:
        form.refuse(error)
        return False
    return True


def _may_begin(officer: Officer) -> bool:
    """Tell whether there is a unit whose pairs the officer begins; leaders of units are told without a question."""
    return officer.has_right(LEAD, officer.unit) or (officer.has_right(STAND_IN) and led_by(officer).exists())


def _household(request: HttpRequest, number: str) -> Household:
    found = pages.household_of(officer_of(request), number)
    if found is None:
        raise Http404
    return found
