"""Ratings by citizens: one for each finished service, never by the force itself; low ones are called back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organization.calendar import Month, beijing_date
from organization.views.access import brigade_of, officer_of, right_required
from services.actions.ratings import (
    ask_review,
    call_back,
    decide_review,
    give_rating,
    may_ask,
    may_decide,
    show_rater,
)
from services.forms.ratings import REFUSED, AskReviewForm, CallBackForm, DecideReviewForm, RatingForm
from services.models import Rating
from services.models.cases import LEAD, WORK
from services.models.ratings import CALL_BACK
from services.queries import ratings as pages
from services.queries.cases import case_of

_POSTING = ["GET", "HEAD", "POST"]


@login_not_required
@never_cache
@require_http_methods(_POSTING)
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Take the rating of who holds the slip; whoever is signed in belongs to the force and does not rate."""
    if request.user.is_authenticated:
        raise PermissionDenied
    rating = get_object_or_404(Rating.objects.select_related("window__brigade", "case__matter"), token=token)
    today = beijing_date(timezone.now())
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            told = form.cleaned_data
            rating = give_rating(rating, told["level"], words=told["words"], at=timezone.now())
        except REFUSED as error:
            form.refuse(error)
        else:
            # Told once to who rated: the window knows the address too, and would read from it that the rating was low.
            if rating.due_on:
                messages.success(request, _("We call you back by %(day)s.") % {"day": rating.due_on})
            return redirect("services:rate", token)
    context = {"rating": rating, "form": form, "is_over": today > rating.expires_on}
    context["brigade_name"] = rating.window.brigade.name
    return render(request, "services/rate.html", context)


@require_safe
@right_required(LEAD)
def rating_month(request: HttpRequest, month: Month) -> HttpResponse:
    officer, brigade = officer_of(request), brigade_of(request)
    context = {
        "brigade": brigade,
        "month": month,
        "before": month.shift(-1),
        "after": month.shift(1),
        "rows": pages.month_of(pages.ratings_of(officer, brigade), month.first, month.last),
        "reviews": pages.reviews_of(officer, brigade, month.first, month.last),
        "calls": pages.calls_of(officer, brigade),
        "today": beijing_date(timezone.now()),
    }
    return render(request, "services/rating_month.html", context)


@never_cache
@require_http_methods(_POSTING)
@right_required(CALL_BACK)
def rating_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a low rating to who calls back; whom to call is shown on asking, once."""
    officer, now = officer_of(request), timezone.now()
    low = Rating.objects.visible_to(officer, CALL_BACK).filter(due_on__isnull=False)
    found = get_object_or_404(low.select_related("window__brigade", "case__matter", "called_by"), pk=pk)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    form = CallBackForm(request.POST if step == "call" else None)
    if step == "call" and form.is_valid():
        try:
            call_back(found, **form.cleaned_data, by=officer, at=now)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("services:rating_call", pk)
    rater = show_rater(found, by=officer) if step == "show" else None
    context = {"rating": found, "form": form, "rater": rater, "today": beijing_date(now)}
    return render(request, "services/rating_call.html", context)


@never_cache
@require_http_methods(_POSTING)
@right_required(LEAD)
def rating_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a rating that was called back without whose it is, and take the next step of its review."""
    found = pages.review_of(officer_of(request), pk)
    if found is None:
        raise Http404
    form = _next_of(request, found)
    if request.method == "POST" and form is not None and form.is_valid() and _reviewed(request, found, form):
        messages.success(request, _("Saved."))
        return redirect("services:rating_review", pk)
    context = {"rating": found, "form": form, "month": Month.of(found.invited_on)}
    return render(request, "services/rating_review.html", context)


def _next_of(request: HttpRequest, found: Rating) -> AskReviewForm | DecideReviewForm | None:
    """Return the form of the step that was sent, or of the one that the officer may take next."""
    officer, sent = officer_of(request), request.POST if request.method == "POST" else None
    step = request.POST.get("step") or {"": "ask", Rating.Review.ASKED: "decide"}.get(found.review, "")
    if step == "ask" and may_ask(found, officer):
        return AskReviewForm(sent)
    if step == "decide" and may_decide(found, officer):
        return DecideReviewForm(sent)
    return None


def _reviewed(request: HttpRequest, found: Rating, form: AskReviewForm | DecideReviewForm) -> bool:
    take = ask_review if isinstance(form, AskReviewForm) else decide_review
    try:
        take(found, **form.cleaned_data, by=officer_of(request), at=timezone.now())
    except REFUSED as error:
        form.refuse(error)
        return False
    return True


@require_safe
@right_required(WORK)
def case_rating(request: HttpRequest, number: str) -> HttpResponse:
    """Show the paper that asks the applicant of a finished case for a rating; what it said is not shown here."""
    found = case_of(officer_of(request), number)
    rating = None if found is None else Rating.objects.filter(case=found).first()
    if found is None or rating is None:
        raise Http404
    address = request.build_absolute_uri(f"/rate/{rating.token}/")
    return render(request, "services/rating_paper.html", {"case": found, "rating": rating, "address": address})
