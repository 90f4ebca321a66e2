"""Publicity events as a list, narrowed and paged in the database, and what they add up to."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.paging import Page, page_by, query_of
from outreach.models import Campaign, Goods, PublicityEvent
from outreach.models.publicity import NUMBERS, PublicityEventQuerySet

PAGE_SIZE = 50
GOODS = "goods"
COUNTED: dict[str, str | Promise] = {
    **{field.name: field.verbose_name for field in PublicityEvent._meta.fields if field.name in NUMBERS},
    GOODS: _("goods in yuan"),
}
"""The sums of a list by the name under which the list is narrowed to the events that have something of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; empty means all. `counted` keeps the events with more than nothing of it."""

    kind: str = ""
    unit: str = ""
    campaign: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    state: str = ""
    counted: str = ""

    def address(self, brigade: Unit, before: str = "") -> str:
        """Return the query string that asks for the same list again, from the place `before` on."""
        return query_of(
            brigade=brigade.code,
            kind=self.kind,
            unit=self.unit,
            campaign=self.campaign,
            first=self.first,
            last=self.last,
            state=self.state,
            counted=self.counted,
            before=before,
        )


@dataclass(frozen=True, slots=True)
class Amount:
    """One sum, and the query string of the list that it was added up from."""

    name: str
    label: str | Promise
    total: int | Decimal
    address: str


def narrowed(events: PublicityEventQuerySet, wanted: Wanted) -> PublicityEventQuerySet:
    if wanted.kind:
        events = events.filter(kind=wanted.kind)
    if wanted.unit:
        events = events.with_unit(wanted.unit)
    if wanted.campaign:
        events = events.filter(campaign=int(wanted.campaign))
    if wanted.first:
        events = events.filter(happened_on__gte=wanted.first)
    if wanted.last:
        events = events.filter(happened_on__lte=wanted.last)
    if wanted.state:
        events = events.filter(state=wanted.state)
    if wanted.counted == GOODS:
        events = events.filter(pk__in=Goods.objects.values("event"))
    elif wanted.counted:
        events = events.filter(**{f"{wanted.counted}__gt": 0})
    return events


def page_of(events: PublicityEventQuerySet, before: str) -> Page[PublicityEvent]:
    """Return one page, newest first, from the place `before` on; four queries for any number of rows."""
    return page_by("happened_on", with_parts(events), before, size=PAGE_SIZE)


def with_parts(events: PublicityEventQuerySet) -> QuerySet[PublicityEvent]:
    """Return the events newest first, with what a line of a list or of an export shows."""
    joined = events.select_related("campaign", "unit").prefetch_related("units__unit", "officers", "goods")
    return joined.order_by("-happened_on", "-pk")


def sums_of(events: PublicityEventQuerySet, wanted: Wanted, brigade: Unit) -> tuple[int, list[Amount]]:
    """Return how many of the wanted events were held, whatever they have, and what these add up to; two queries."""
    held = replace(wanted, state=PublicityEvent.State.HELD, counted="")
    found = narrowed(events, held)
    totals: dict[str, Any] = found.aggregate(count=Count("pk"), **{name: Sum(name) for name in NUMBERS})
    totals[GOODS] = Goods.objects.filter(event__in=found.order_by()).aggregate(total=Sum("value"))["total"]
    amounts = [
        Amount(name, label, totals[name] or 0, replace(held, counted=name).address(brigade))
        for name, label in COUNTED.items()
    ]
    return totals["count"], amounts


def amount_in(event: PublicityEvent, counted: str) -> int | Decimal:
    """Return what one event has of the sum `counted`."""
    if counted == GOODS:
        return sum((line.value for line in event.goods.all()), Decimal(0))
    amount: int = getattr(event, counted)
    return amount


def campaigns_of(brigade: Unit) -> list[tuple[str, str]]:
    """Return the campaigns of a brigade by key, the latest first; a brigade has a few a year."""
    return [(str(pk), title) for pk, title in Campaign.objects.filter(brigade=brigade).values_list("pk", "title")]


def event_of(officer: Officer, pk: int) -> PublicityEvent | None:
    """Return an event that the officer may read, with everybody and everything that belongs to it."""
    found = PublicityEvent.objects.visible_to(officer).select_related("brigade", "entered_by", "visit")
    return with_parts(found).prefetch_related("officers__officer").filter(pk=pk).first()
