"""Reviewing what others pledge."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organization.calendar import beijing_date
from organization.models import Officer
from organization.views.access import officer_of, right_required
from pledges.actions.reviewing import hand_over_review, review_pledge
from pledges.forms.refusals import REFUSED, refusal
from pledges.forms.reviewing import HandOverForm, ReviewForm
from pledges.models import PledgeItem, Review
from pledges.queries import pledge_pages
from pledges.queries import review_pages as pages
from pledges.queries.aids import aids_for
from pledges.queries.reviewers import reviewers_of
from pledges.rules.reviews import Level, open_items, passes_given

READ = "pledges.view_pledges"
PAGE_SIZE = 20


@require_safe
@right_required(READ)
def review_list(request: HttpRequest) -> HttpResponse:
    """List the own reviews: open ones, those due first in front; closed ones; those of others that are stuck."""
    officer, on = officer_of(request), beijing_date(timezone.now())
    may_hand_over = officer.has_right(pages.HAND_OVER)
    lists = {"open": pages.open_reviews(officer), "closed": pages.closed_reviews(officer)}
    if may_hand_over:
        lists["stuck"] = pages.stuck_reviews(officer, on)
    show = request.GET.get("show", "open")
    if show not in lists:
        raise Http404
    page = Paginator(lists[show], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "show": show,
        "may_hand_over": may_hand_over,
        "rows": [(review, review.outcome == Review.Outcome.OPEN and review.due_on < on) for review in page],
        "newer_url": f"?show={show}&page={page.previous_page_number()}" if page.has_previous() else "",
        "older_url": f"?show={show}&page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "pledges/review_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(READ)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    officer = officer_of(request)
    found = get_object_or_404(pages.own_reviews_with_pledges(officer), pk=pk)
    reviews = pledge_pages.reviews_of(found.pledge)
    form = ReviewForm(_to_decide(found, reviews, request.POST), request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_reviewed(form, found, officer):
        messages.success(request, _("Your review is recorded."))
        return redirect("pledges:review_list")
    context = _read(found, reviews, officer, form)
    return render(request, "pledges/review_detail.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(READ)
def review_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a review to another member of its level; what the pledge says is not shown here."""
    officer, now = officer_of(request), timezone.now()
    found = next((row for row in pages.to_hand_over(officer, beijing_date(now)) if row.pk == pk), None)
    if found is None:
        raise Http404
    others = reviewers_of(pages.pledge_under(found), Level(found.level), beijing_date(now))
    form = HandOverForm([other for other in others if other.pk != found.reviewer_id], request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hand_over_review(found, to=form.chosen(), reason=form.cleaned_data["reason"], by=officer, at=now)
        except REFUSED as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _("The review is with %(name)s now.") % {"name": form.chosen().name})
            return redirect("pledges:review_list")
    return render(request, "pledges/review_hand_over.html", {"review": found, "form": form})


def _is_reviewed(form: ReviewForm, found: Review, officer: Officer) -> bool:
    try:
        review_pledge(found, form.verdicts(), by=officer, at=timezone.now())
    except REFUSED as error:
        form.add_error(None, refusal(error))
        return False
    return True


def _to_decide(found: Review, reviews: Sequence[Review], sent: Mapping[str, Any]) -> list[PledgeItem]:
    """Return the promises that the review has still to decide; of a closed one those that were decided all the same."""
    items = {item.position: item for item in found.pledge.items.all()}
    if found.outcome != Review.Outcome.OPEN:
        return [item for number, item in items.items() if f"decision-{number}" in sent]
    words = ((review.level, row.digest, row.decision) for review in reviews for row in review.items.all())
    passed = passes_given(words)[Level(found.level)]
    waiting = open_items({number: item.digest for number, item in items.items()}, passed)
    return [items[number] for number in waiting]


def _read(found: Review, reviews: Sequence[Review], officer: Officer, form: ReviewForm) -> dict[str, Any]:
    pledge, on = found.pledge, beijing_date(timezone.now())
    items = list(pledge.items.all())
    words, aids = pledge_pages.words_on(items, reviews), aids_for(pledge, form.items, reader=officer)
    waiting = {item.position for item in form.items}
    return {
        "review": found,
        "pledge": pledge,
        "form": form,
        "is_open": found.outcome == Review.Outcome.OPEN,
        "is_late": found.outcome == Review.Outcome.OPEN and found.due_on < on,
        "rows": [
            {
                "item": item,
                "word": words.get(item.position),
                "aid": aids.get(item.position),
                "decision": form[f"decision-{item.position}"] if item.position in waiting else None,
                "reason": form[f"reason-{item.position}"] if item.position in waiting else None,
            }
            for item in items
        ],
        "steps": pledge_pages.way_of(pledge, reviews, on),
        "again": pages.open_reviews(officer).filter(pledge=pledge).exclude(pk=found.pk).first()
        if form.errors
        else None,
    }
