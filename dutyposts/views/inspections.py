import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dutyposts.actions.drafts import discard_draft, save_draft
from dutyposts.actions.inspections import Visit, correct_inspection, store_visit, void_inspection
from dutyposts.actions.objections import takes_objections
from dutyposts.forms.inspections import (
    REFUSALS,
    FindingsForm,
    InspectionFilterForm,
    InspectionForm,
    VoidForm,
    chosen_of,
)
from dutyposts.models import DutyPost, Inspection
from dutyposts.models.months import is_closed
from dutyposts.queries import inspection_pages as pages
from dutyposts.views.photos import keep_photos
from organization.calendar import Month, MonthFormatError, beijing_date
from organization.models import Officer, Unit
from organization.queries import brigade_for
from organization.views.access import officer_of, right_required

VOID = "dutyposts.void_inspection"
REFUSED = tuple(REFUSALS)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(pages.RECORD)
def inspection_new(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    brigade = _brigade(request, officer)
    if request.method != "POST":
        return _page(request, _blank(request, officer, brigade, now), brigade)
    if request.POST.get("do") == "choose":
        return _page(request, _as_typed(request, officer, brigade, now), brigade)
    form = _form(request.POST, officer, brigade, now)
    inspection = _stored(request, form)
    if inspection is None:
        return _refused(request, form, brigade)
    keep_photos(request, inspection, by=officer, at=now)
    if request.accepts("text/html"):
        return _after(request, inspection)
    return JsonResponse(_receipt(inspection), status=201)


def _stored(request: HttpRequest, form: InspectionForm) -> Inspection | None:
    """Store what the form holds; None where it is refused, with the reasons in the form."""
    if not form.is_valid():
        return None
    names = ("post", "inspected_at", "kind", "findings", "second_inspector", "note", "client_id")
    visit = Visit(by=form.officer, **{name: form.cleaned_data[name] for name in names})
    try:
        if request.POST.get("do") == "draft":
            return save_draft(visit, at=form.now)
        return store_visit(visit, status=Inspection.Status.SUBMITTED, at=form.now)
    except REFUSED as error:
        form.refuse(error)
    return None


def _refused(request: HttpRequest, form: InspectionForm, brigade: Unit) -> HttpResponse:
    if request.accepts("text/html"):
        return _page(request, form, brigade, status=422)
    return JsonResponse({"errors": [message for found in form.errors.values() for message in found]}, status=422)


def _after(request: HttpRequest, inspection: Inspection) -> HttpResponse:
    if inspection.status == Inspection.Status.DRAFT:
        messages.success(request, _("Draft saved. It counts once you submit it."))
        return redirect(f"{reverse('dutyposts:inspection_new')}?draft={inspection.number}")
    return redirect("dutyposts:inspection_done", inspection.number)


def _receipt(inspection: Inspection) -> dict[str, str]:
    return {
        "number": inspection.number,
        "score": str(inspection.score),
        "done": reverse("dutyposts:inspection_done", args=[inspection.number]),
        "photos": reverse("dutyposts:photo_add", args=[inspection.number]),
    }


def _brigade(request: HttpRequest, officer: Officer) -> Unit:
    """Return the brigade of the post that is named, else the one that is asked for or the officer's own."""
    code = request.POST.get("post") or request.GET.get("post")
    post = DutyPost.objects.visible_to(officer).filter(code=code).select_related("brigade").first() if code else None
    if post:
        return post.brigade
    try:
        return brigade_for(officer, request.GET.get("brigade"))
    except Unit.DoesNotExist as error:
        raise Http404 from error


def _form(data: Any, officer: Officer, brigade: Unit, now: dt.datetime, **initial: Any) -> InspectionForm:
    today = beijing_date(now)
    month = Month.of(today)
    return InspectionForm(
        data,
        officer=officer,
        now=now,
        colleagues=pages.colleagues(officer, brigade, today),
        standard=pages.standard_on(month),
        photo_points=pages.photo_points(brigade, month),
        initial={"kind": pages.usual_kind(officer), "inspected_at": now, "client_id": uuid4(), **initial},
    )


def _blank(request: HttpRequest, officer: Officer, brigade: Unit, now: dt.datetime) -> InspectionForm:
    number = request.GET.get("draft")
    if not number:
        return _form(None, officer, brigade, now, post=request.GET.get("post", ""))
    own = pages.shown(officer).filter(inspector=officer, status=Inspection.Status.DRAFT)
    draft = get_object_or_404(own, number=number)
    return _form(
        None,
        officer,
        draft.brigade,
        now,
        post=draft.post.code,
        kind=draft.kind,
        inspected_at=draft.inspected_at,
        client_id=draft.client_id,
        second_inspector=draft.second_inspector_id,
        note=draft.note,
        findings=chosen_of(draft),
        draft=draft,
    )


def _as_typed(request: HttpRequest, officer: Officer, brigade: Unit, now: dt.datetime) -> InspectionForm:
    """Show the people of another post without judging what is filled in so far."""
    sent = _form(request.POST, officer, brigade, now)
    return _form(None, officer, brigade, now, **{**request.POST.dict(), "findings": sent.chosen})


def _page(request: HttpRequest, form: InspectionForm, brigade: Unit, *, status: int = 200) -> HttpResponse:
    choices = pages.posts_to_inspect(form.officer, brigade, beijing_date(form.now))
    wanted = form["post"].value()
    selected = next((choice for choice in choices if choice.post.code == wanted), choices[0] if choices else None)
    if selected and not form.people:
        form.people = selected.people
    context = {
        "form": form,
        "brigade": brigade,
        "choices": choices,
        "selected": selected,
        "drafts": _other_drafts(form),
        "is_other_post": bool(wanted) and selected is not None and selected.post.code != wanted,
    }
    return render(request, "dutyposts/inspection_new.html", context, status=status)


def _other_drafts(form: InspectionForm) -> list[Inspection]:
    shown = str(form["client_id"].value())
    return [draft for draft in pages.drafts_of(form.officer) if str(draft.client_id) != shown]


@require_safe
@right_required("dutyposts.view_posts")
def inspection_done(request: HttpRequest, number: str) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    inspection = get_object_or_404(pages.shown(officer).filter(inspector=officer), number=number)
    choices = pages.posts_to_inspect(officer, inspection.brigade, beijing_date(now))
    context = {
        "inspection": inspection,
        "lost": sum(row.points * row.count for row in inspection.findings.all()),
        "next_stop": next((choice for choice in choices if choice.post.pk != inspection.post_id), None),
        "missing_photos": pages.findings_without_photo(inspection),
        "corrects_until": _corrects_until(inspection, now),
    }
    return render(request, "dutyposts/inspection_done.html", context)


@require_safe
@right_required("dutyposts.view_posts")
def inspection_detail(request: HttpRequest, number: str) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    inspection = get_object_or_404(pages.shown(officer), number=number)
    is_own = inspection.inspector_id == officer.pk
    is_open = not is_closed(inspection.brigade, inspection.month)
    is_submitted = inspection.status == Inspection.Status.SUBMITTED
    context = {
        "inspection": inspection,
        "officer": officer,
        "sums": pages.category_sums(inspection),
        "leads_post": is_submitted and pages.leads_post(inspection, officer, beijing_date(now)),
        "takes_objections": takes_objections(inspection, beijing_date(now)),
        "corrects_until": _corrects_until(inspection, now) if is_own and is_open and is_submitted else None,
        "adds_photos": is_own and is_open and inspection.status != Inspection.Status.VOIDED,
        "missing_photos": pages.findings_without_photo(inspection) if is_own else [],
        "voids": is_submitted and is_open and officer.has_right(VOID, inspection.unit),
    }
    return render(request, "dutyposts/inspection_detail.html", context)


def _corrects_until(inspection: Inspection, now: dt.datetime) -> dt.datetime | None:
    until = inspection.entered_at + dt.timedelta(minutes=pages.correction_minutes(inspection))
    return until if now < until else None


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(pages.RECORD)
def inspection_edit(request: HttpRequest, number: str) -> HttpResponse:
    officer = officer_of(request)
    submitted = pages.shown(officer).filter(inspector=officer).exclude(status=Inspection.Status.DRAFT)
    inspection = get_object_or_404(submitted, number=number)
    form = FindingsForm(
        request.POST if request.method == "POST" else None,
        standard=pages.standard_on(inspection.month),
        people=_people_of(inspection),
        photo_points=pages.photo_points(inspection.brigade, inspection.month),
        initial={"note": inspection.note, "findings": chosen_of(inspection)},
    )
    if request.method == "POST" and form.is_valid() and _corrected(inspection, form, by=officer):
        return redirect("dutyposts:inspection_done", inspection.number)
    until = _corrects_until(inspection, timezone.now())
    return render(request, "dutyposts/inspection_edit.html", {"form": form, "inspection": inspection, "until": until})


def _people_of(inspection: Inspection) -> Sequence[Officer]:
    """Return who served at the post that day, and whoever is named in a finding already."""
    people = pages.people_at(inspection.post, beijing_date(inspection.inspected_at))
    named = Officer.objects.filter(findings__finding__inspection=inspection).distinct()
    return list({person.pk: person for person in (*people, *named)}.values())


def _corrected(inspection: Inspection, form: FindingsForm, *, by: Officer) -> bool:
    cleaned, minutes = form.cleaned_data, pages.correction_minutes(inspection)
    try:
        correct_inspection(
            inspection,
            by=by,
            findings=cleaned["findings"],
            note=cleaned["note"],
            minutes=minutes,
            at=timezone.now(),
        )
    except REFUSED as error:
        form.refuse(error)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(VOID)
def inspection_void(request: HttpRequest, number: str) -> HttpResponse:
    officer = officer_of(request)
    inspection = get_object_or_404(pages.shown(officer).exclude(status=Inspection.Status.DRAFT), number=number)
    if not officer.has_right(VOID, inspection.unit):
        raise PermissionDenied
    if inspection.status == Inspection.Status.VOIDED:
        return redirect("dutyposts:inspection_detail", number)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            void_inspection(inspection, by=officer, reason=form.cleaned_data["reason"], at=timezone.now())
        except REFUSED as error:
            form.add_error(None, REFUSALS[type(error)][1])
        else:
            messages.success(request, _("Voided. The record stays readable with the reason."))
            return redirect("dutyposts:inspection_detail", number)
    context = {"form": form, "inspection": inspection, "effect": pages.void_effect(inspection)}
    return render(request, "dutyposts/inspection_void.html", context)


@require_POST
@right_required(pages.RECORD)
def draft_discard(request: HttpRequest, number: str) -> HttpResponse:
    officer = officer_of(request)
    own = Inspection.objects.visible_to(officer).filter(inspector=officer, status=Inspection.Status.DRAFT)
    discard_draft(get_object_or_404(own, number=number), by=officer)
    messages.success(request, _("Draft discarded."))
    return redirect("dutyposts:inspection_list")


@require_safe
@right_required("dutyposts.view_posts")
def inspection_list(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    form = InspectionFilterForm(request.GET)
    form.is_valid()
    inspections = _narrowed(Inspection.objects.visible_to(officer), form.cleaned_data)
    try:
        rows, following = pages.page_of(inspections, request.GET.get("before", ""))
    except pages.CursorFormatError:
        return redirect("dutyposts:inspection_list")
    query = request.GET.copy()
    query["before"] = following
    context = {"form": form, "rows": rows, "following": query.urlencode() if following else ""}
    return render(request, "dutyposts/inspection_list.html", context)


def _narrowed(inspections: Any, wanted: dict[str, Any]) -> Any:
    """Apply what the filter form understood."""
    try:
        month = Month.parse(wanted.get("month", ""))
    except MonthFormatError:
        month = None
    conditions = {
        "month": month,
        "post__code": wanted.get("post"),
        "kind": wanted.get("kind"),
        "status": wanted.get("status"),
    }
    return inspections.filter(**{name: value for name, value in conditions.items() if value})
