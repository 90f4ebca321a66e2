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
from outreach.actions.lessons import (
    NotAtWorkOnItError,
    agree_lesson,
    ask_lesson,
    drop_lesson,
    enter_as_visit,
    report_lesson,
    show_contact,
    works_on,
)
from outreach.exports.lessons import header, rows_of
from outreach.forms.lessons import (
    REFUSED,
    AgreeForm,
    DropForm,
    LessonFilterForm,
    LessonForm,
    LessonStepForm,
    ReportForm,
)
from outreach.forms.visits import REFUSALS, VisitForm
from outreach.models import Lesson
from outreach.models.lessons import MANAGE, VISIT_CATEGORY
from outreach.queries import lessons as pages
from outreach.queries.places import names_of
from outreach.views.photos import keep_photos
from outreach.views.visits import is_new

_VIEW, _RECORD = "outreach.view_visits", "outreach.record_visit"
_POSTING = ["GET", "HEAD", "POST"]
_SIGNING_LINES = 20


@require_safe
@right_required(_VIEW)
def lesson_list(request: HttpRequest) -> HttpResponse:
    brigade, today = brigade_of(request), beijing_date(timezone.now())
    form = LessonFilterForm(request.GET, brigade=brigade)
    wanted = form.wanted()
    lessons = Lesson.objects.visible_to(officer_of(request)).filter(brigade=brigade)
    page = pages.page_of(pages.narrowed(lessons, wanted, today), request.GET.get("before", ""))
    context = {
        "brigade": brigade,
        "form": form,
        "page": page,
        "today": today,
        "counts": pages.counts_of(brigade, today),
        "address": wanted.address(brigade),
        "older_url": f"?{wanted.address(brigade, page.following)}" if page.following else "",
    }
    return render(request, "outreach/lesson_list.html", context)


@require_POST
@right_required(_VIEW)
def lesson_export(request: HttpRequest) -> FileResponse:
    """Send the rows that the list shows under the same filter; the audit chain keeps who took how many."""
    officer, brigade, today = officer_of(request), brigade_of(request), beijing_date(timezone.now())
    wanted = LessonFilterForm(request.GET, brigade=brigade).wanted()
    lessons = pages.narrowed(Lesson.objects.visible_to(officer).filter(brigade=brigade), wanted, today)
    file, count = exports.workbook_of(header(), rows_of(lessons))
    with transaction.atomic():
        after = {"filter": request.GET.urlencode(), "rows": count}
        record("outreach.lessons_exported", on=brigade, by=officer, scope=brigade.path, after=after)
    return FileResponse(file, as_attachment=True, filename="lessons.xlsx", content_type=exports.TYPE)


@require_http_methods(_POSTING)
@right_required(_RECORD)
def lesson_new(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    if officer.unit.brigade_id is None:  # lessons belong to brigades
        raise PermissionDenied
    form = LessonForm(request.POST if request.method == "POST" else None, today=beijing_date(now))
    if request.method == "POST" and form.is_valid():
        try:
            found = ask_lesson(officer.unit, form.told(), client_id=form.cleaned_data["client_id"], by=officer, at=now)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved. It is answered by %(day)s.") % {"day": found.due_on})
            return redirect("outreach:lesson", found.pk)
    return render(request, "outreach/lesson_new.html", {"form": form, "unit": officer.unit})


@require_http_methods(_POSTING)
@right_required(_VIEW)
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a lesson, and take the next step from whoever may take it."""
    found = _lesson(request, pk)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    forms = _steps(request, found, step)
    if step in forms and forms[step].is_valid() and _taken(request, found, step, forms[step]):
        messages.success(request, _("Saved."))
        return redirect("outreach:lesson", pk)
    return _page(request, found, forms, step=step)


@require_POST
@never_cache
@right_required(_VIEW)
def lesson_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page with whom to call uncovered, this once."""
    found = _lesson(request, pk)
    try:
        show_contact(found, by=officer_of(request))
    except NotAtWorkOnItError as error:
        raise PermissionDenied from error
    return _page(request, found, _steps(request, found, ""), is_shown=True)


@require_safe
@right_required(_VIEW)
def lesson_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the blank sheet that the audience signs on the spot."""
    found = _lesson(request, pk)
    if found.state not in (Lesson.State.AGREED, Lesson.State.HELD):
        raise Http404
    context = {"lesson": found, "lines": [(line, line + _SIGNING_LINES) for line in range(1, _SIGNING_LINES + 1)]}
    return render(request, "outreach/lesson_sheet.html", context)


@require_http_methods(_POSTING)
@right_required(_RECORD)
def lesson_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a held lesson in the visit log too, with what is known filled in."""
    found, officer, now = _lesson(request, pk), officer_of(request), timezone.now()
    if found.state != Lesson.State.HELD or found.visit_id:
        raise Http404
    if not works_on(found, officer):
        raise PermissionDenied
    form = VisitForm(
        request.POST if request.method == "POST" else None, unit=found.unit, by=officer, today=beijing_date(now)
    )
    form.initial.update(_as_visit(found))
    if request.method == "POST" and form.is_valid() and is_new(form):
        try:
            visit = enter_as_visit(found, form.told(), client_id=form.cleaned_data["client_id"], by=officer, at=now)
        except tuple(REFUSALS) as error:
            form.refuse(error)
        else:
            keep_photos(request, visit)
            messages.success(request, _("Saved."))
            return redirect("outreach:lesson", pk)
    context = {"form": form, "unit": found.unit, "places": names_of(found.brigade)}
    return render(request, "outreach/visit_new.html", context)


def _page(
    request: HttpRequest,
    found: Lesson,
    forms: dict[str, LessonStepForm],
    *,
    step: str = "",
    is_shown: bool = False,
) -> HttpResponse:
    context = {
        "lesson": found,
        "forms": forms,
        "form": forms.get(step),
        "is_shown": is_shown,
        "works_on": works_on(found, officer_of(request)),
        "is_overdue": found.state == Lesson.State.ASKED and found.due_on < beijing_date(timezone.now()),
    }
    return render(request, "outreach/lesson.html", context)


def _steps(request: HttpRequest, found: Lesson, step: str) -> dict[str, LessonStepForm]:
    """Return the steps that the officer may take next, the one that was sent filled in."""
    officer, sent = officer_of(request), {step: request.POST}
    forms: dict[str, LessonStepForm] = {}
    if found.state in (Lesson.State.AGREED, Lesson.State.HELD) and works_on(found, officer):
        forms["report"] = ReportForm(sent.get("report"), lesson=found)
    if found.state in (Lesson.State.ASKED, Lesson.State.AGREED) and officer.has_right(MANAGE, found.unit):
        forms["agree"] = AgreeForm(sent.get("agree"), lesson=found, by=officer)
        forms["drop"] = DropForm(sent.get("drop"))
    return forms


def _taken(request: HttpRequest, found: Lesson, step: str, form: LessonStepForm) -> bool:
    officer, told = officer_of(request), form.cleaned_data
    try:
        if isinstance(form, ReportForm):
            report_lesson(found, form.told(), by=officer, at=timezone.now())
        elif step == "agree":
            agree_lesson(found, **told, by=officer)
        else:
            drop_lesson(found, reason=told["reason"], by=officer)
    except REFUSED as error:
        form.refuse(error)
        return False
    return True


def _as_visit(found: Lesson) -> dict[str, object]:
    inside = [teacher for teacher in found.teachers.all() if teacher.unit_id == found.unit_id]
    outside = [teacher.police_number for teacher in found.teachers.all() if teacher not in inside]
    return {
        "category": VISIT_CATEGORY[Lesson.Kind(found.kind)],
        "target": found.body,
        "happened_on": found.happens_on,
        "content": found.taught[:200],
        "visitors": [teacher.pk for teacher in inside],
        "others": " ".join(outside),
    }


def _lesson(request: HttpRequest, pk: int) -> Lesson:
    found = pages.lesson_of(officer_of(request), pk)
    if found is None:
        raise Http404
    return found
