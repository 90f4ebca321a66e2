from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organization.calendar import Month, beijing_date
from organization.paging import query_of
from organization.views.access import brigade_of, officer_of, right_required
from services.actions import cases as actions
from services.actions.slips import end_case, issue_notice
from services.actions.steps import note_learner, passed_steps, take_step
from services.forms.cases import (
    REFUSED,
    BlockForm,
    CaseFilterForm,
    CaseForm,
    CaseStepForm,
    EndForm,
    FailForm,
    GreenForm,
    LearnerForm,
    MaterialsForm,
    NoticeForm,
    PassForm,
)
from services.models import Case, CaseMaterial, Matter
from services.models.cases import LEAD, WORK
from services.models.kinds import OutcomeName
from services.queries import cases as pages
from services.queries.desk import desk_of
from services.queries.matters import rule_of, rules_of
from services.rules.steps import Step, next_steps

_POSTING = ["GET", "HEAD", "POST"]


@require_safe
@right_required(WORK)
def case_list(request: HttpRequest) -> HttpResponse:
    brigade, today = brigade_of(request), beijing_date(timezone.now())
    form = CaseFilterForm(request.GET)
    officer, wanted = officer_of(request), form.wanted(brigade)
    cases = Case.objects.visible_to(officer)
    page = pages.page_of(pages.narrowed(cases, wanted, officer, today), request.GET.get("before", ""))
    context = {
        "brigade": brigade,
        "form": form,
        "page": page,
        "today": today,
        "month": Month.of(today),
        "counts": pages.counts_of(cases, brigade, today),
        "desk": desk_of(officer, brigade, today),
        "older_url": f"?{wanted.address(page.following)}" if page.following else "",
    }
    return render(request, "services/case_list.html", context)


@require_safe
@right_required(WORK)
def case_begin(request: HttpRequest) -> HttpResponse:
    """Offer the matters that a case may be about."""
    brigade = brigade_of(request)
    context = {"brigade": brigade, "rules": rules_of(brigade, beijing_date(timezone.now()))}
    return render(request, "services/case_begin.html", context)


@require_http_methods(_POSTING)
@right_required(WORK)
def case_new(request: HttpRequest, code: str) -> HttpResponse:
    officer, brigade, now = officer_of(request), brigade_of(request), timezone.now()
    rule = rule_of(brigade, get_object_or_404(Matter, code=code), beijing_date(now))
    if rule is None:
        raise Http404
    windows = pages.windows_for(officer, brigade, beijing_date(now))
    form = CaseForm(request.POST if request.method == "POST" else None, rule=rule, windows=windows)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            case = actions.open_case(data["window"], form.told(), client_id=data["client_id"], by=officer, at=now)
        except REFUSED as error:
            form.refuse(error)
        else:
            return redirect("services:case", case.number)
    return render(request, "services/case_new.html", {"form": form, "rule": rule, "windows": windows})


@require_http_methods(_POSTING)
@right_required(WORK)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case, and take the next step from whoever may take it."""
    found = _case(request, number)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    forms = _forms(request, found, step)
    if step in forms and forms[step].is_valid() and _taken(request, found, step, forms[step]):
        messages.success(request, _("Saved."))
        return redirect("services:case", number)
    return _page(request, found, forms, step=step)


@require_POST
@never_cache
@right_required(WORK)
def case_show(request: HttpRequest, number: str) -> HttpResponse:
    """Show the page with who the applicant is, this once."""
    found = _case(request, number)
    try:
        actions.show_applicant(found, by=officer_of(request))
    except actions.NotAClerkError as error:
        raise PermissionDenied from error
    return _page(request, found, _forms(request, found, ""), is_shown=True)


@require_safe
@right_required(WORK)
def case_slip(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """Show a slip as it was printed, to be printed again."""
    found = _case(request, number)
    slip = get_object_or_404(found.slips.select_related("approved_by"), position=position)
    lacking = [line for line in slip.content["lines"] if line["state"] != CaseMaterial.State.BROUGHT]
    follow_url = request.build_absolute_uri(f"{reverse('services:follow')}?{query_of(code=found.code)}")
    context = {"case": found, "slip": slip, "lacking": lacking, "follow_url": follow_url}
    return render(request, "services/case_slip.html", context)


@require_safe
@right_required(LEAD)
def one_trip(request: HttpRequest, month: Month) -> HttpResponse:
    """Show how many cases of a month were accepted in one trip."""
    brigade = brigade_of(request)
    rows = pages.one_trip(brigade, month.first, month.last)
    context = {"brigade": brigade, "month": month, "rows": rows, "before": month.shift(-1), "after": month.shift(1)}
    return render(request, "services/one_trip.html", context)


def _page(
    request: HttpRequest, found: Case, forms: dict[str, CaseStepForm], *, step: str = "", is_shown: bool = False
) -> HttpResponse:
    passed, materials = passed_steps(found), forms.get("materials")
    course = pages.course_of(found, passed)
    context = {
        "case": found,
        "forms": forms,
        "form": forms.get(step),
        "materials": materials.rows() if isinstance(materials, MaterialsForm) else [],
        "is_shown": is_shown,
        "course": course,
        "done": sum(one.state == "done" for one in course),
        "next": next_steps(found.course, passed)[:1] if found.is_open else (),
        "due": next_steps(found.course, passed) if found.is_open else (),
        "subject": pages.subject_now(found),
        "lacking": sum(one.state != CaseMaterial.State.BROUGHT for one in found.materials.all()),
        "waiting": next((one for one in found.blocks.all() if one.ended_at is None), None),
        "notice": next((one for one in found.slips.all() if one.is_open), None),
        "now": timezone.now(),
    }
    return render(request, "services/case.html", context)


def _forms(request: HttpRequest, found: Case, step: str) -> dict[str, CaseStepForm]:
    """Return the steps that the officer may take next, the one that was sent filled in."""
    if not found.is_open:
        return {}
    sent = {step: request.POST}
    forms: dict[str, CaseStepForm] = {"pass": PassForm(sent.get("pass")), "fail": FailForm(sent.get("fail"))}
    forms["end"] = EndForm(sent.get("end"))
    if found.state == Case.State.INTAKE:
        forms["materials"] = MaterialsForm(sent.get("materials"), materials=list(found.materials.all()))
        forms["notice"] = NoticeForm(sent.get("notice"))
    if any(block.ended_at is None for block in found.blocks.all()):
        forms["unblock"] = CaseStepForm(sent.get("unblock"))
    else:
        forms["block"] = BlockForm(sent.get("block"))
    first = any(one.kind == Step.EXAM and one.subject == 1 and one.is_passed for one in found.steps.all())
    if first and not found.learner_number:
        forms["learner"] = LearnerForm(sent.get("learner"))
    if not found.green_reason and officer_of(request).has_right(LEAD, found.unit):
        forms["green"] = GreenForm(sent.get("green"))
    return forms


def _taken(request: HttpRequest, found: Case, step: str, form: CaseStepForm) -> bool:
    try:
        if isinstance(form, MaterialsForm):
            actions.check_materials(found, form.told(), by=officer_of(request), at=timezone.now())
        else:
            _taking(request, found, form.cleaned_data)[step]()
    except REFUSED as error:
        form.refuse(error)
        return False
    return True


def _taking(request: HttpRequest, found: Case, told: dict[str, Any]) -> dict[str, Callable[[], object]]:
    """Return what each step does with what its form told."""
    officer, now, reason = officer_of(request), timezone.now(), told.get("reason", "")
    return {
        "pass": lambda: take_step(found, Step(told["course"]), by=officer, at=now),
        "fail": lambda: take_step(found, Step(told["course"]), by=officer, at=now, is_passed=False, reason=reason),
        "notice": lambda: issue_notice(found, by=officer, at=now, reason=reason),
        "end": lambda: end_case(found, OutcomeName(told["outcome"]), reason=reason, by=officer, at=now),
        "block": lambda: actions.send_to_violations(found, violations=told["violations"], by=officer, at=now),
        "unblock": lambda: actions.take_back_from_violations(found, by=officer, at=now),
        "learner": lambda: note_learner(found, number=told["number"], issued_on=told["issued_on"], by=officer),
        "green": lambda: actions.grant_green_channel(found, reason=reason, by=officer),
    }


def _case(request: HttpRequest, number: str) -> Case:
    found = pages.case_of(officer_of(request), number)
    if found is None:
        raise Http404
    return found
