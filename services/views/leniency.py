from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import record
from organization import exports
from organization.calendar import beijing_date
from organization.views.access import brigade_of, officer_of, right_required
from services.actions.corrections import may_change
from services.actions.leniency import (
    CHECK,
    NotAtWorkOnLeniencyError,
    note_check,
    record_leniency,
    settle_leniency,
    show_plate,
    works_on,
)
from services.exports.leniency import header, rows_of
from services.forms.leniency import REFUSED, CheckForm, LeniencyFilterForm, LeniencyForm, LeniencyStepForm, SettleForm
from services.models import Leniency, RuleName
from services.queries import leniency as pages
from services.rules.leniency import ARTICLES, Rule

_VIEW, _RECORD = "services.view_leniency", "services.record_leniency"
_POSTING = ["GET", "HEAD", "POST"]


@require_safe
@right_required(_VIEW)
def leniency_list(request: HttpRequest) -> HttpResponse:
    officer, brigade, today = officer_of(request), brigade_of(request), beijing_date(timezone.now())
    form = LeniencyFilterForm(request.GET, brigade=brigade)
    wanted = form.wanted()
    entries = Leniency.objects.visible_to(officer).filter(brigade=brigade)
    page = pages.page_of(pages.narrowed(entries, wanted, officer, today), request.GET.get("before", ""))
    context = {
        "brigade": brigade,
        "form": form,
        "page": page,
        "today": today,
        "counts": pages.counts_of(brigade, today),
        "address": wanted.address(brigade),
        "older_url": f"?{wanted.address(brigade, page.following)}" if page.following else "",
    }
    return render(request, "services/leniency_list.html", context)


@require_safe
@right_required(_VIEW)
def leniency_officers(request: HttpRequest) -> HttpResponse:
    """Show how the entries of the same filter fall on officers: counts by name, no places."""
    officer, brigade, today = officer_of(request), brigade_of(request), beijing_date(timezone.now())
    form = LeniencyFilterForm(request.GET, brigade=brigade)
    entries = Leniency.objects.visible_to(officer).filter(brigade=brigade)
    rows = pages.distribution_of(pages.narrowed(entries, form.wanted(), officer, today))
    context = {"brigade": brigade, "form": form, "rows": rows, "address": form.wanted().address(brigade)}
    return render(request, "services/leniency_officers.html", context)


@require_POST
@right_required(_VIEW)
def leniency_export(request: HttpRequest) -> FileResponse:
    """Send the rows that the list shows under the same filter; the audit chain keeps who took how many."""
    officer, brigade, today = officer_of(request), brigade_of(request), beijing_date(timezone.now())
    wanted = LeniencyFilterForm(request.GET, brigade=brigade).wanted()
    entries = pages.narrowed(Leniency.objects.visible_to(officer).filter(brigade=brigade), wanted, officer, today)
    file, count = exports.workbook_of(header(), rows_of(entries))
    with transaction.atomic():
        after = {"filter": request.GET.urlencode(), "rows": count}
        record("services.leniency_exported", on=brigade, by=officer, scope=brigade.path, after=after)
    return FileResponse(file, as_attachment=True, filename="warnings.xlsx", content_type=exports.TYPE)


@require_safe
@right_required(_RECORD)
def leniency_choose(request: HttpRequest) -> HttpResponse:
    rules = [(rule, rule.label, ARTICLES[Rule(rule.value)]) for rule in RuleName]
    return render(request, "services/leniency_choose.html", {"rules": rules})


@require_http_methods(_POSTING)
@right_required(_RECORD)
def leniency_new(request: HttpRequest, rule: str) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    if officer.unit.brigade_id is None:  # the register belongs to a brigade
        raise PermissionDenied
    if rule not in RuleName:
        raise Http404
    form = LeniencyForm(request.POST if request.method == "POST" else None, rule=Rule(rule), now=now)
    if request.method == "POST" and form.is_valid():
        try:
            client_id = form.cleaned_data["client_id"]
            found = record_leniency(form.told(), grounds=form.ticked(), client_id=client_id, by=officer, at=now)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("services:leniency", found.number)
    context = {"form": form, "rule": RuleName(rule), "article": ARTICLES[Rule(rule)]}
    return render(request, "services/leniency_new.html", context)


@require_http_methods(_POSTING)
@right_required(_VIEW)
def leniency(request: HttpRequest, number: str) -> HttpResponse:
    """Show an entry, and take the next step from whoever may take it."""
    found = _entry(request, number)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    forms = _steps(request, found, step)
    if step in forms and forms[step].is_valid() and _taken(request, found, forms[step]):
        messages.success(request, _("Saved."))
        return redirect("services:leniency", number)
    return _page(request, found, forms, step=step)


@require_POST
@never_cache
@right_required(_VIEW)
def leniency_show(request: HttpRequest, number: str) -> HttpResponse:
    """Show the page with the plate uncovered, this once."""
    found = _entry(request, number)
    try:
        show_plate(found, by=officer_of(request))
    except NotAtWorkOnLeniencyError as error:
        raise PermissionDenied from error
    return _page(request, found, _steps(request, found, ""), is_shown=True)


def _page(
    request: HttpRequest,
    found: Leniency,
    forms: dict[str, LeniencyStepForm],
    *,
    step: str = "",
    is_shown: bool = False,
) -> HttpResponse:
    context = {
        "entry": found,
        "forms": forms,
        "form": forms.get(step),
        "is_shown": is_shown,
        "works_on": works_on(found, officer_of(request)),
        "may_change": may_change(found, officer_of(request), timezone.now()),
        "today": beijing_date(timezone.now()),
    }
    return render(request, "services/leniency.html", context)


def _steps(request: HttpRequest, found: Leniency, step: str) -> dict[str, LeniencyStepForm]:
    """Return the steps that the officer may take next, the one that was sent filled in."""
    officer, sent = officer_of(request), {step: request.POST}
    forms: dict[str, LeniencyStepForm] = {}
    if found.state == Leniency.State.VOIDED:
        return forms
    if found.rule == Rule.W3 and found.state == Leniency.State.OPEN and works_on(found, officer):
        forms["settle"] = SettleForm(sent.get("settle"), initial={"proof": found.patient_proof})
    if found.checked_by_id is None and found.officer_id != officer.pk and officer.has_right(CHECK, found.unit):
        forms["check"] = CheckForm(sent.get("check"))
    return forms


def _taken(request: HttpRequest, found: Leniency, form: LeniencyStepForm) -> bool:
    officer, now, told = officer_of(request), timezone.now(), form.cleaned_data
    try:
        if isinstance(form, SettleForm):
            outcome = Leniency.Outcome(told["outcome"])
            settle_leniency(found, outcome=outcome, proof=told["proof"], by=officer, at=now)
        else:
            note_check(found, note=told["note"], by=officer, at=now)
    except REFUSED as error:
        form.refuse(error)
        return False
    return True


def _entry(request: HttpRequest, number: str) -> Leniency:
    found = pages.entry_of(officer_of(request), number)
    if found is None:
        raise Http404
    return found
