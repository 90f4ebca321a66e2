import datetime as dt

from django.db.models import Prefetch, QuerySet

from organization.models import Officer
from organization.models.units import within
from pledges.models import Pledge, PledgeItem, Review
from pledges.models.reviews import ReviewQuerySet

_NAMED = ("cycle__brigade", "author", "group", "branch__unit", "unit")
HAND_OVER = "pledges.hand_over_review"


def own_reviews(officer: Officer) -> ReviewQuerySet:
    """Return the reviews that are or were the officer's own."""
    return (
        Review.objects.visible_to(officer)
        .filter(reviewer=officer)
        .select_related("pledge__cycle", "pledge__unit", "reviewer")
    )


def own_reviews_with_pledges(officer: Officer) -> QuerySet[Review]:
    """Return the own reviews with all that their pages name of a pledge; two queries."""
    related = [f"pledge__{name}" for name in _NAMED]
    items = Prefetch("pledge__items", PledgeItem.objects.order_by("position"))
    return own_reviews(officer).select_related(*related).prefetch_related(items)


def open_reviews(officer: Officer) -> QuerySet[Review]:
    return own_reviews(officer).open().order_by("due_on", "opened_at", "id")


def closed_reviews(officer: Officer) -> QuerySet[Review]:
    return own_reviews(officer).exclude(outcome=Review.Outcome.OPEN).order_by("-closed_at", "-id")


def stuck_reviews(officer: Officer, on: dt.date) -> QuerySet[Review]:
    """Return overdue reviews of others that the officer may hand over; what the pledges say is not shown with them."""
    found = Review.objects.open().filter(within(officer.paths_of(HAND_OVER), "pledge__branch__unit__path"))
    late = found.filter(due_on__lt=on).exclude(reviewer=officer).exclude(pledge__author=officer)
    return late.select_related("pledge__cycle", "pledge__unit", "reviewer").order_by("due_on", "opened_at", "id")


def to_hand_over(officer: Officer, on: dt.date) -> list[Review]:
    """Return every open review that the officer may give to somebody else."""
    return [*open_reviews(officer), *stuck_reviews(officer, on)]


def pledge_under(review: Review) -> Pledge:
    return Pledge.objects.select_related(*_NAMED).with_items().get(pk=review.pledge_id)
