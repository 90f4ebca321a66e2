import datetime as dt

from django.db import transaction
from django.db.models import Q

from audit.actions import record
from pledges.models import Review

AHEAD = dt.timedelta(days=1)


def remind_reviewers(on: dt.date) -> int:
    """Remind of every open review that is due tomorrow at the latest, once a day; return of how many."""
    due = Review.objects.open().filter(Q(reminded_on=None) | Q(reminded_on__lt=on), due_on__lte=on + AHEAD)
    with transaction.atomic():
        found = list(due.select_for_update(of=("self",)).select_related("pledge__unit", "reviewer"))
        due.filter(pk__in=[review.pk for review in found]).update(reminded_on=on)
        for review in found:
            record(
                "pledges.review_reminded",
                on=review.pledge,
                by=None,
                scope=review.pledge.unit.path,
                after={"reviewer": review.reviewer.police_number, "due": review.due_on},
            )
    return len(found)
