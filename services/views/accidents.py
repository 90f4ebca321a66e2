import datetime as dt

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
from services.actions import accidents as actions
from services.actions.accidents import NotAtWorkOnCaseError, open_accident, show_parties, works_on
from services.actions.reclassing import change_kind, change_priority
from services.exports.accidents import header, rows_of
from services.forms import accidents as forms
from services.forms.accidents import REFUSED, AccidentFilterForm, AccidentForm, AccidentStepForm
from services.models import AccidentCase
from services.queries import accidents as pages
from services.rules.accidents import Mark

_VIEW, _RECORD = "services.view_accidents", "services.record_accident"
_POSTING = ["GET", "HEAD", "POST"]


@require_safe
@right_required(_VIEW)
def accident_list(request: HttpRequest) -> HttpResponse:
    officer, brigade, clock = officer_of(request), brigade_of(request), pages.Clock.of(_today())
    form = AccidentFilterForm(request.GET, brigade=brigade)
    wanted = form.wanted()
    cases = AccidentCase.objects.visible_to(officer).filter(brigade=brigade)
    page = pages.page_of(pages.narrowed(cases, wanted, officer, clock), request.GET.get("before", ""), clock)
    context = {
        "brigade": brigade,
        "form": form,
        "page": page,
        "counts": pages.counts_of(brigade, clock),
        "address": wanted.address(brigade),
        "older_url": f"?{wanted.address(brigade, page.following)}" if page.following else "",
    }
    return render(request, "services/accident_list.html", context)


@require_safe
@right_required(_VIEW)
def accident_responses(request: HttpRequest) -> HttpResponse:
    """Show for each unit how soon the police were there, under the list's filter."""
    officer, brigade, clock = officer_of(request), brigade_of(request), pages.Clock.of(_today())
    form = AccidentFilterForm(request.GET, brigade=brigade)
    wanted = form.wanted()
    cases = AccidentCase.objects.visible_to(officer).filter(brigade=brigade)
    period = pages.Wanted(first=wanted.first, last=wanted.last)
    context = {
        "brigade": brigade,
        "form": form,
        "rows": pages.responses_of(pages.narrowed(cases, wanted, officer, clock)),
        "address": period.address(brigade),
    }
    return render(request, "services/accident_responses.html", context)


@require_POST
@right_required(_VIEW)
def accident_export(request: HttpRequest) -> FileResponse:
    """Send the rows that the list shows under the same filter; the audit chain keeps who took how many."""
    officer, brigade, clock = officer_of(request), brigade_of(request), pages.Clock.of(_today())
    wanted = AccidentFilterForm(request.GET, brigade=brigade).wanted()
    cases = pages.narrowed(AccidentCase.objects.visible_to(officer).filter(brigade=brigade), wanted, officer, clock)
    file, count = exports.workbook_of(header(), rows_of(cases))
    with transaction.atomic():
        after = {"filter": request.GET.urlencode(), "rows": count}
        record("services.accidents_exported", on=brigade, by=officer, scope=brigade.path, after=after)
    return FileResponse(file, as_attachment=True, filename="accidents.xlsx", content_type=exports.TYPE)


@require_http_methods(_POSTING)
@right_required(_RECORD)
def accident_new(request: HttpRequest) -> HttpResponse:
    officer, now, sent = officer_of(request), timezone.now(), request.POST if request.method == "POST" else None
    brigade = officer.unit.brigade
    if brigade is None:  # cases belong to a brigade
        raise PermissionDenied
    form = AccidentForm(sent, by=officer, brigade=brigade, now=now, today=_today())
    if request.method == "POST" and form.is_valid():
        told, given = form.told(), form.cleaned_data
        try:
            found = open_accident(
                told, is_reported_later=given["is_reported_later"], client_id=given["client_id"], by=officer, at=now
            )
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("services:accident", found.number)
    return render(request, "services/accident_new.html", {"form": form, "unit": officer.unit})


@require_http_methods(_POSTING)
@right_required(_VIEW)
def accident(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case, and take a step from whoever works on it."""
    found = _case(request, number)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    steps = _steps(request, found, step)
    if step in steps and steps[step].is_valid() and _taken(request, found, steps[step]):
        messages.success(request, _("Saved."))
        return redirect("services:accident", number)
    return _page(request, found, steps, step=step)


@require_POST
@never_cache
@right_required(_VIEW)
def accident_show(request: HttpRequest, number: str) -> HttpResponse:
    """Show the page with the parties uncovered, this once."""
    found = _case(request, number)
    try:
        show_parties(found, by=officer_of(request))
    except NotAtWorkOnCaseError as error:
        raise PermissionDenied from error
    return _page(request, found, _steps(request, found, ""), is_shown=True)


def _page(
    request: HttpRequest,
    found: AccidentCase,
    steps: dict[str, AccidentStepForm],
    *,
    step: str = "",
    is_shown: bool = False,
) -> HttpResponse:
    context = {
        "case": found,
        "steps": pages.steps_of(found, pages.Clock.of(_today())),
        "changes": pages.changes_of(found),
        "forms": steps,
        "form": steps.get(step),
        "is_shown": is_shown,
        "works_on": works_on(found, officer_of(request)),
    }
    return render(request, "services/accident.html", context)


def _steps(request: HttpRequest, found: AccidentCase, step: str) -> dict[str, AccidentStepForm]:
    """Return the steps that the officer may take, the one that was sent filled in."""
    if not works_on(found, officer_of(request)):
        return {}
    sent, today = {step: request.POST}, _today()
    marks = {mark.mark for mark in found.marks.all()}
    steps: dict[str, AccidentStepForm] = {
        "mark": forms.MarkForm(sent.get("mark"), case=found, today=today),
        "officers": forms.OfficersForm(
            sent.get("officers"), brigade=found.brigade, today=today, lead=found.lead_id, second=found.second_id
        ),
        "party": forms.PartyForm(sent.get("party")),
    }
    if Mark.CLOSED not in marks:
        steps["kind"] = forms.KindForm(sent.get("kind"), case=found)
        steps["priority"] = forms.PriorityForm(sent.get("priority"), case=found)
    if found.card_given_on is None:
        steps["card"] = forms.CardForm(sent.get("card"), initial={"given_on": today})
    if Mark.CLOSED in marks and Mark.CALLED_BACK not in marks:
        steps["call"] = forms.ReturnCallForm(sent.get("call"), initial={"called_on": today})
    return steps


def _taken(request: HttpRequest, found: AccidentCase, form: AccidentStepForm) -> bool:
    officer, now, told = officer_of(request), timezone.now(), form.cleaned_data
    try:
        match form:
            case forms.MarkForm():
                day, reason = told["happened_on"], told["reason"]
                actions.note_mark(found, Mark(told["mark"]), happened_on=day, reason=reason, by=officer, at=now)
            case forms.OfficersForm():
                actions.change_officers(found, **told, by=officer, at=now)
            case forms.KindForm():
                change_kind(found, form.told(), reason=told["reason"], by=officer, at=now)
            case forms.PriorityForm():
                change_priority(found, **told, by=officer, at=now)
            case forms.ReturnCallForm():
                actions.note_return_call(found, **form.told(), by=officer, at=now)
            case forms.CardForm():
                actions.note_card(found, **told, by=officer, at=now)
            case _:
                actions.add_party(found, **told, by=officer)
    except REFUSED as error:
        form.refuse(error)
        return False
    return True


def _case(request: HttpRequest, number: str) -> AccidentCase:
    found = pages.case_of(officer_of(request), number)
    if found is None:
        raise Http404
    return found


def _today() -> dt.date:
    return beijing_date(timezone.now())
