"""Whom to reach is kept for the return visit only."""

import datetime as dt

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from audit.actions import forget, record
from organization.calendar import beijing_date
from outreach.models import Lesson, Visit

KEPT_YEARS = 3
CHUNK = 500
_EMPTY = {"contact_name": "", "contact_phone": ""}


def forget_contacts(at: dt.datetime) -> int:
    """Empty the contacts of visits and lessons three years after their day; return how many. What counts stays."""
    today = beijing_date(at)
    limit = today - dt.timedelta(days=KEPT_YEARS * 366)
    visits = Visit.objects.filter(~Q(contact_name="") | ~Q(contact_phone=""), happened_on__lt=limit)
    lessons = Lesson.objects.filter(~Q(contact_name="") | ~Q(contact_phone=""), asked_on__lt=limit)
    return _forget(visits.select_related("unit")) + _forget(lessons.select_related("unit"))


def _forget(due: "QuerySet[Visit] | QuerySet[Lesson]") -> int:
    """Empty chunk by chunk, each in a transaction of its own, so that a break loses nothing."""
    forgotten = 0
    while True:
        with transaction.atomic():
            rows: list[Model] = list(due.order_by("pk")[:CHUNK])
            if not rows:
                return forgotten
            type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).update(**_EMPTY)
            forget(rows)
            after = {"rows": len(rows), "last": rows[-1].pk}
            record("outreach.contacts_forgotten", on=rows[0], by=None, scope="", after=after)
        forgotten += len(rows)
