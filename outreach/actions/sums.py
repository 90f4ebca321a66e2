"""What the visits of a month come to, kept beside them, so that a figure over years reads months and not visits."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import CharField, Count, F, IntegerField, Sum, Value
from django.db.models.functions import Cast, Substr

from organization.calendar import Month
from organization.locks import hold_unit
from outreach.models import Visit, VisitSum
from outreach.models.visits import VisitQuerySet
from outreach.rules.categories import Category

_BATCH = 500


def recount(changed: Iterable[tuple[int, dt.date]]) -> None:
    """Add up anew the months in which visits were stored or changed; `changed` tells brigade, by its key, and day.

    Called in the transaction that stores them, after they are stored. A second writer of the brigade's log waits here
    until the first has committed, and then counts what it left.
    """
    months = {(brigade, Month.of(day)) for brigade, day in changed}
    for brigade, month in sorted(months):
        hold_unit(brigade, VisitSum)
        VisitSum.objects.filter(brigade=brigade, month=month).delete()
        _store(brigade, Visit.objects.filter(brigade=brigade).between(month.first, month.last))


def recount_all(brigade: int) -> int:
    """Add up every month of a brigade anew; return how many sums were missing, wrong or of nothing."""
    columns = ("unit", "month", "category", "records", "total")
    with transaction.atomic():
        hold_unit(brigade, VisitSum)
        rows = VisitSum.objects.filter(brigade=brigade)
        before = set(rows.values_list(*columns))
        rows.delete()
        _store(brigade, Visit.objects.filter(brigade=brigade))
        after = set(rows.values_list(*columns))
    return len({row[:3] for row in before ^ after})


def _store(brigade: int, visits: VisitQuerySet) -> None:
    """Store what the visits come to by month, of the brigade and then of its units."""
    done = visits.done().filter(category__in=Category).order_by()
    month = Substr(Cast("happened_on", CharField(max_length=10)), 1, 7)
    sums = {"records": Count("pk"), "total": Sum("quantity")}
    VisitSum.objects.bulk_create(
        [
            VisitSum(
                brigade_id=brigade, unit_id=unit, month=Month.parse(told), category=kind, records=count, total=sum_
            )
            for whose in (Value(None, IntegerField()), F("units__unit"))
            for unit, told, kind, count, sum_ in done.values_list(whose, month, "category").annotate(**sums)
        ],
        batch_size=_BATCH,
    )
