"""Opinions as a list: what is due first."""

import datetime as dt

from django.db.models import Count, Q

from organization.models import Officer, Unit
from organization.paging import Page, page_by
from outreach.models import Opinion
from outreach.models.opinions import OpinionQuerySet

PAGE_SIZE = 50
OVERDUE = "overdue"


def narrowed(opinions: OpinionQuerySet, state: str, unit: str, today: dt.date) -> OpinionQuerySet:
    """Keep opinions in a state, or overdue ones; without one, all that are not closed."""
    if state == OVERDUE:
        opinions = opinions.overdue(today)
    elif state:
        opinions = opinions.filter(state=state)
    else:
        opinions = opinions.open()
    return opinions.filter(owner__code=unit) if unit else opinions


def page_of(opinions: OpinionQuerySet, after: str) -> Page[Opinion]:
    """Return one page by the day it is due, from the place `after` on; one query."""
    joined = opinions.select_related("visit", "owner")
    return page_by("due_on", joined, after, size=PAGE_SIZE, newest_first=False)


def counts_of(brigade: Unit, today: dt.date) -> dict[str, int]:
    """Return how many are to be answered, overdue among them, and to be told back; one query."""
    raised = Q(state=Opinion.State.RAISED)
    return Opinion.objects.filter(brigade=brigade).aggregate(
        raised=Count("pk", filter=raised),
        overdue=Count("pk", filter=raised & Q(due_on__lt=today)),
        answered=Count("pk", filter=Q(state=Opinion.State.ANSWERED)),
    )


def opinion_of(officer: Officer, pk: int) -> Opinion | None:
    """Return an opinion that the officer may read, with the visit that it comes from."""
    found = Opinion.objects.visible_to(officer).select_related(
        "visit__unit", "brigade", "owner", "raised_by", "answered_by", "closed_by"
    )
    return found.filter(pk=pk).first()
