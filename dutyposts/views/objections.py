from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from dutyposts.actions import objections
from dutyposts.actions.computing import MonthClosedError, NoStandardInForceError
from dutyposts.forms.objections import AnswerForm, ObjectionForm
from dutyposts.models import Finding, Inspection, Objection
from dutyposts.queries.previews import previews_of
from organization.calendar import beijing_date
from organization.models import Officer
from organization.views.access import officer_of, right_required

MOST_SHOWN = 100
REFUSALS: dict[type[ValueError], object] = {
    objections.AlreadyDecidedError: _("This has its answer already."),
    objections.AlreadyObjectedError: _("An objection to this finding is open already."),
    objections.NoticeOverError: _("The notice is over; objections can no longer be filed."),
    objections.NotConcernedError: _("Only the leader of the post and the people named can object."),
    objections.DecidedByInspectorError: _("Whoever inspected or objected does not decide; ask another inspector."),
    objections.CountRaisedError: _("The finding was lowered meanwhile; look at it again."),
    NoStandardInForceError: _("No appraisal standard is in force in this month; add one first."),
    MonthClosedError: _("The month is published; it has to be reopened first."),
}


def _refusal(error: ValueError) -> str:
    return str(next((text for kind, text in REFUSALS.items() if isinstance(error, kind)), error))


@require_safe
@right_required("dutyposts.view_posts")
def objection_list(request: HttpRequest) -> HttpResponse:
    """Show the objections one may see, open ones first, those due first among them."""
    rows = Objection.objects.visible_to(officer_of(request)).select_related("finding__inspection")
    newest = list(rows.order_by("-state", "due_on", "-id").distinct()[:MOST_SHOWN])
    ordered = sorted(newest, key=lambda row: row.state != Objection.State.OPEN)
    return render(request, "dutyposts/objection_list.html", {"objections": ordered})


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("dutyposts.file_objection")
def objection_new(request: HttpRequest, pk: int) -> HttpResponse:
    officer = officer_of(request)
    inspections = Inspection.objects.visible_to(officer).values("pk")
    finding = get_object_or_404(Finding.objects.select_related("inspection"), pk=pk, inspection__in=inspections)
    if not objections.may_object(finding, officer, beijing_date(timezone.now())):
        raise PermissionDenied
    if request.method != "POST" and not objections.takes_objections(finding.inspection, beijing_date(timezone.now())):
        messages.error(request, _refusal(objections.NoticeOverError()))
        return redirect("dutyposts:inspection_detail", finding.inspection.number)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            objections.file_objection(finding, claim=form.cleaned_data["claim"], by=officer, at=timezone.now())
        except tuple(REFUSALS) as error:
            form.add_error(None, _refusal(error))
        else:
            messages.success(request, _("The objection is filed; you are told the answer."))
            return redirect("dutyposts:objection_list")
    return render(request, "dutyposts/objection_new.html", {"form": form, "finding": finding})


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("dutyposts.view_posts")
def objection_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an objection with what it would change; who may decide answers it here."""
    officer = officer_of(request)
    rows = Objection.objects.visible_to(officer).select_related(
        "finding__inspection__standard", "filed_by", "decided_by", "brigade"
    )
    objection = rows.filter(pk=pk).distinct().first()
    if objection is None:
        raise Http404
    may_decide = _may_decide(objection, officer)
    form = AnswerForm(objection, request.POST or None)
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied
        if form.is_valid():
            answered = _answer(request, objection, form)
            if answered is not None:
                return answered
    context = {
        "objection": objection,
        "form": form,
        "may_decide": may_decide,
        "previews": previews_of(objection) if may_decide else [],
    }
    return render(request, "dutyposts/objection_decide.html", context)


def _may_decide(objection: Objection, officer: Officer) -> bool:
    inspection = objection.finding.inspection
    concerned = {inspection.inspector_id, inspection.second_inspector_id, objection.filed_by_id}
    is_open = objection.state == Objection.State.OPEN
    return (
        is_open and officer.pk not in concerned and officer.has_right("dutyposts.decide_objection", objection.brigade)
    )


def _answer(request: HttpRequest, objection: Objection, form: AnswerForm) -> HttpResponse | None:
    officer, now = officer_of(request), timezone.now()
    decision, answer = form.cleaned_data["decision"], form.cleaned_data["answer"]
    try:
        if decision == AnswerForm.REJECT:
            objections.reject_objection(objection, answer=answer, by=officer, at=now)
        else:
            objections.uphold_objection(objection, new_count=int(decision), answer=answer, by=officer, at=now)
    except tuple(REFUSALS) as error:
        form.add_error(None, _refusal(error))
        return None
    messages.success(request, _("The answer is recorded."))
    return HttpResponseRedirect(request.get_full_path())
