"""Drives with their totals, and gifts for those entitled; never in the order of amounts."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from organization.fields import HundredthsField
from organization.models import Officer, Unit
from outreach.models import Donation, Drive


@dataclass(frozen=True, slots=True)
class Totals:
    """What a drive came to; special Party dues stand apart."""

    amount: Decimal
    special_dues: Decimal
    givers: int
    without_receipt: int

    @property
    def together(self) -> Decimal:
        return self.amount + self.special_dues


def _sum(condition: Q) -> Coalesce:
    return Coalesce(Sum("donations__amount", filter=condition), Decimal(0), output_field=HundredthsField())


def drives_of(brigade: Unit) -> list[tuple[Drive, Totals]]:
    """Return the drives with their totals, the newest first; one query."""
    special = Q(donations__is_special_dues=True)
    rows: QuerySet[Any] = Drive.objects.filter(brigade=brigade).annotate(
        plain=_sum(~special),
        special=_sum(special),
        givers=Count("donations__officer", distinct=True),
        unreceipted=Count("donations", filter=Q(donations__receipt_number="")),
    )
    return [(row, Totals(row.plain, row.special, row.givers, row.unreceipted)) for row in rows.order_by("-pk")]


def gifts_of(drive: Drive, officer: Officer) -> QuerySet[Donation]:
    """Return the gifts that the officer may read, by name of the giver."""
    gifts = Donation.objects.visible_to(officer).filter(drive=drive)
    return gifts.select_related("officer__unit", "drive").order_by("officer__sort_key", "given_on", "pk")
