"""What says who a citizen was goes when its time is over; what counts stays (SECURITY.md)."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from audit.actions import forget, record
from organization.calendar import beijing_date
from services.models import AccidentCase, AccidentMark, AccidentParty, Booking, Case, Slip
from services.models.accidents import MarkName

BOOKERS_KEPT = dt.timedelta(days=366)
PARTIES_KEPT = APPLICANTS_KEPT = dt.timedelta(days=3 * 366)
CHUNK = 500
_NOBODY = {"applicant_name": "", "applicant_phone": ""}
Thing = TypeVar("Thing", bound=Model)


def forget_bookers(at: dt.datetime) -> int:
    """Empty names and telephones a year after the day of the appointment; return how many."""
    due = Booking.objects.exclude(applicant_phone="").filter(slot__day__lt=beijing_date(at) - BOOKERS_KEPT)
    return _emptied(due, lambda keys: Booking.objects.filter(pk__in=keys).update(**_NOBODY))


def forget_applicants(at: dt.datetime) -> int:
    """Empty names, telephones and certificates three years after a case ended, on its slips too; return how many."""
    due = Case.objects.exclude(applicant_phone="").filter(finished_at__lt=at - APPLICANTS_KEPT)
    return _emptied(due, _empty_cases)


def forget_parties(at: dt.datetime) -> int:
    """Empty the parties three years after an accident case was closed; return of how many cases."""
    limit = beijing_date(at) - PARTIES_KEPT
    ended = AccidentMark.objects.filter(case=OuterRef("pk"), mark=MarkName.CLOSED, happened_on__lt=limit)
    named = AccidentParty.objects.filter(~Q(name="") | ~Q(phone=""), case=OuterRef("pk"))
    due = AccidentCase.objects.filter(Exists(ended), Exists(named))
    return _emptied(due, lambda keys: AccidentParty.objects.filter(case__in=keys).update(name="", phone=""))


def _empty_cases(keys: Sequence[int]) -> None:
    Case.objects.filter(pk__in=keys).update(**_NOBODY, learner_number="", learner_issued_on=None)
    slips = list(Slip.objects.filter(case__in=keys))
    for slip in slips:
        slip.content |= {"applicant": "", "phone": ""}
    Slip.objects.bulk_update(slips, ["content"])


def _emptied(due: QuerySet[Thing], empty: Callable[[Sequence[int]], object]) -> int:
    """Empty chunk by chunk, each in a transaction of its own, so that a break loses nothing."""
    forgotten = 0
    while True:
        with transaction.atomic():
            rows = list(due.select_for_update(of=("self",)).order_by("pk")[:CHUNK])
            if not rows:
                return forgotten
            empty([row.pk for row in rows])
            forget(rows)
            record("services.citizens_forgotten", on=rows[0], by=None, after={"rows": len(rows), "last": rows[-1].pk})
        forgotten += len(rows)
