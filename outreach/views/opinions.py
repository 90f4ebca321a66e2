from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organization.calendar import beijing_date
from organization.views.access import brigade_of, officer_of, right_required
from outreach.actions.opinions import answer_opinion, close_opinion, hand_over, may_answer, raise_opinion
from outreach.forms.opinions import REFUSALS, AnswerForm, CloseForm, HandOverForm, OpinionFilterForm, OpinionForm
from outreach.models import Opinion
from outreach.queries import opinions as pages
from outreach.queries.log import visit_of

_VIEW, _RECORD = "outreach.view_visits", "outreach.record_visit"
REFUSED = tuple(REFUSALS)


@require_safe
@right_required(_VIEW)
def opinion_list(request: HttpRequest) -> HttpResponse:
    """List what was said on visits and is not closed, what is due first in front."""
    brigade, today = brigade_of(request), beijing_date(timezone.now())
    form = OpinionFilterForm(request.GET, brigade=brigade)
    form.is_valid()
    state, unit = form.cleaned_data.get("state", ""), form.cleaned_data.get("unit", "")
    visible = Opinion.objects.visible_to(officer_of(request)).filter(brigade=brigade)
    page = pages.page_of(pages.narrowed(visible, state, unit, today), request.GET.get("after", ""))
    again = {"brigade": brigade.code, "state": state, "unit": unit, "after": page.following}
    context = {
        "brigade": brigade,
        "form": form,
        "page": page,
        "today": today,
        "counts": pages.counts_of(brigade, today),
        "older_url": f"?{urlencode(again)}" if page.following else "",
    }
    return render(request, "outreach/opinion_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_RECORD)
def opinion_new(request: HttpRequest, number: str) -> HttpResponse:
    officer = officer_of(request)
    visit = visit_of(officer, number)
    if visit is None:
        raise Http404
    form = OpinionForm(request.POST if request.method == "POST" else None, brigade=visit.brigade, owner=visit.unit)
    if request.method == "POST" and form.is_valid():
        opinion = raise_opinion(visit, **form.cleaned_data, by=officer, at=timezone.now())
        messages.success(request, _("Saved. It is answered by %(day)s.") % {"day": opinion.due_on})
        return redirect("outreach:opinion", opinion.pk)
    return render(request, "outreach/opinion_new.html", {"form": form, "visit": visit})


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_VIEW)
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an opinion with its way, and take the next step from whoever may take it."""
    officer, today = officer_of(request), beijing_date(timezone.now())
    found = pages.opinion_of(officer, pk)
    if found is None:
        raise Http404
    step = request.POST.get("step", "") if request.method == "POST" else ""
    forms = _forms(request, found, step)
    if step in forms and forms[step].is_valid() and _taken(request, found, step, forms[step]):
        messages.success(request, _("Saved."))
        return redirect("outreach:opinion", pk)
    context = {
        "opinion": found,
        "forms": forms,
        "form": forms.get(step),
        "is_overdue": found.state == Opinion.State.RAISED and found.due_on < today,
    }
    return render(request, "outreach/opinion.html", context)


def _forms(request: HttpRequest, found: Opinion, step: str) -> dict[str, Form]:
    """Return the steps that the officer may take next, the one that was sent filled in."""
    if not may_answer(found, officer_of(request)):
        return {}
    sent = {step: request.POST}
    if found.state == Opinion.State.RAISED:
        return {
            "answer": AnswerForm(sent.get("answer")),
            "hand_over": HandOverForm(sent.get("hand_over"), brigade=found.brigade),
        }
    if found.state == Opinion.State.ANSWERED:
        return {"close": CloseForm(sent.get("close"), today=beijing_date(timezone.now()))}
    return {}


def _taken(request: HttpRequest, found: Opinion, step: str, form: Form) -> bool:
    officer, now, told = officer_of(request), timezone.now(), form.cleaned_data
    try:
        if step == "answer":
            answer_opinion(found, told["answer"], by=officer, at=now)
        elif step == "hand_over":
            hand_over(found, told["owner"], by=officer)
        else:
            close_opinion(found, **told, by=officer, at=now)
    except REFUSED as error:
        form.add_error(None, REFUSALS[type(error)])
        return False
    return True
