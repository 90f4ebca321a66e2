from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import record
from organization import exports
from organization.calendar import beijing_date
from organization.models import Officer, Unit
from organization.models.units import within
from organization.views.access import brigade_of, officer_of, right_required
from outreach.actions.contests import announce_contest, award_contest, begin_judging, change_contest, name_judges
from outreach.actions.entries import judges
from outreach.exports.awards import header, rows_of
from outreach.forms.contests import REFUSED, AwardForm, ContestForm, ContestStepForm, JudgesForm
from outreach.models import Campaign, Contest
from outreach.models.contests import MANAGE
from outreach.queries import contests as pages

_VIEW = "outreach.view_visits"
_POSTING = ["GET", "HEAD", "POST"]


@require_safe
@right_required(_VIEW)
def contest_list(request: HttpRequest) -> HttpResponse:
    brigade = brigade_of(request)
    page = pages.contests_page(brigade, officer_of(request), request.GET.get("before", ""))
    context = {
        "brigade": brigade,
        "page": page,
        "today": beijing_date(timezone.now()),
        "may_manage": officer_of(request).has_right(MANAGE),
        "older_url": f"?brigade={brigade.code}&before={page.following}" if page.following else "",
    }
    return render(request, "outreach/contest_list.html", context)


@require_http_methods(_POSTING)
@right_required(MANAGE)
def contest_new(request: HttpRequest) -> HttpResponse:
    officer, brigade = officer_of(request), brigade_of(request)
    units, campaigns = _managed_units(brigade, officer), _campaigns(brigade)
    form = ContestForm(request.POST if request.method == "POST" else None, units=units, campaigns=campaigns)
    if request.method == "POST" and form.is_valid():
        try:
            contest = announce_contest(form.cleaned_data["unit"], form.told(), by=officer)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Announced. Name the judges next."))
            return redirect("outreach:contest", contest.pk)
    return render(request, "outreach/contest_edit.html", {"form": form})


@require_http_methods(_POSTING)
@right_required(MANAGE)
def contest_edit(request: HttpRequest, pk: int) -> HttpResponse:
    contest, officer = _contest(request, pk), officer_of(request)
    if not officer.has_right(MANAGE, contest.unit):
        raise PermissionDenied
    data, campaigns = request.POST if request.method == "POST" else None, _campaigns(contest.brigade, contest)
    form = ContestForm(data, units=Unit.objects.none(), campaigns=campaigns, contest=contest)
    if request.method == "POST" and form.is_valid():
        try:
            change_contest(contest, form.told(), by=officer)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:contest", pk)
    return render(request, "outreach/contest_edit.html", {"form": form, "contest": contest})


@require_http_methods(_POSTING)
@right_required(_VIEW)
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a contest with its works by code, and take the next step from whoever manages it."""
    found, officer, today = _contest(request, pk), officer_of(request), beijing_date(timezone.now())
    step = request.POST.get("step", "") if request.method == "POST" else ""
    forms = _steps(request, found, step)
    if step in forms and forms[step].is_valid() and _taken(request, found, step, forms[step]):
        messages.success(request, _("Saved."))
        return redirect("outreach:contest", pk)
    kind, is_judge = request.GET.get("kind", ""), judges(found, officer)
    page = pages.entries_page(found, kind, request.GET.get("after", ""))
    marks = pages.own_marks(page.rows, officer) if is_judge else {}
    context = {
        "contest": found,
        "forms": forms,
        "form": forms.get(step),
        "rows": [(entry, marks.get(entry.pk)) for entry in page.rows],
        "older_url": f"?kind={kind}&after={page.following}" if page.following else "",
        "is_open": found.state == Contest.State.OPEN and today <= found.entries_until,
        "is_judge": is_judge,
        "is_blind": is_judge and found.state != Contest.State.AWARDED,
        "next": pages.unmarked_by(found, officer).first() if is_judge and found.state == "judging" else None,
        "progress": pages.progress_of(found) if forms else [],
    }
    return render(request, "outreach/contest.html", context)


@require_safe
@right_required(_VIEW)
def awards(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the list of awards as the paper that is printed."""
    found = _awarded(request, pk)
    return render(request, "outreach/contest_awards.html", {"contest": found, "awards": pages.awards_of(found)})


@require_POST
@right_required(_VIEW)
def awards_export(request: HttpRequest, pk: int) -> FileResponse:
    found, officer = _awarded(request, pk), officer_of(request)
    file, count = exports.workbook_of(header(), rows_of(pages.awards_of(found)))
    with transaction.atomic():
        record("outreach.awards_exported", on=found, by=officer, scope=found.unit.path, after={"rows": count})
    return FileResponse(file, as_attachment=True, filename="awards.xlsx", content_type=exports.TYPE)


def _steps(request: HttpRequest, found: Contest, step: str) -> dict[str, ContestStepForm]:
    """Return the steps that the officer may take next, the one that was sent filled in."""
    if found.state == Contest.State.AWARDED or not officer_of(request).has_right(MANAGE, found.unit):
        return {}
    sent = {step: request.POST}
    named = JudgesForm(sent.get("judges"), initial={"judges": list(found.judges.order_by("sort_key"))})
    if found.state == Contest.State.OPEN:
        return {"judges": named, "begin": ContestStepForm(sent.get("begin"))}
    return {"judges": named, "award": AwardForm(sent.get("award"))}


def _taken(request: HttpRequest, found: Contest, step: str, form: ContestStepForm) -> bool:
    officer, now = officer_of(request), timezone.now()
    try:
        if step == "judges":
            name_judges(found, form.cleaned_data["judges"], by=officer)
        elif step == "begin":
            begin_judging(found, by=officer, at=now)
        else:
            award_contest(found, reason=form.cleaned_data["reason"], by=officer, at=now)
    except REFUSED as error:
        form.refuse(error)
        return False
    return True


def _managed_units(brigade: Unit, officer: Officer) -> QuerySet[Unit]:
    return Unit.objects.filter(within(officer.paths_of(MANAGE)), brigade=brigade).order_by("path")


def _campaigns(brigade: Unit, contest: Contest | None = None) -> QuerySet[Campaign]:
    """Return the campaigns that a contest may join, and the one that it belongs to."""
    own = Q(pk=contest.campaign_id) if contest else Q(pk=None)
    return Campaign.objects.filter(own | Q(closed_at=None), brigade=brigade)


def _contest(request: HttpRequest, pk: int) -> Contest:
    visible = Contest.objects.visible_to(officer_of(request)).select_related("brigade", "unit", "campaign")
    return get_object_or_404(visible, pk=pk)


def _awarded(request: HttpRequest, pk: int) -> Contest:
    found = _contest(request, pk)
    if found.state != Contest.State.AWARDED:
        raise Http404
    return found
