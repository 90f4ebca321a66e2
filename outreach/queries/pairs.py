"""Pairs as lists and figures; who a household is stands in no row that was not opened to the reader."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Sum

from organization.calendar import Month
from organization.models import Officer, Unit
from organization.paging import query_of
from organization.rules.masking import masked_name
from outreach.models import Donation, Helper, Household, HouseholdGoods, HouseholdVisit
from outreach.models.pairs import COVERED, HouseholdQuerySet, helping

PAGE_SIZE = 50
OPEN, ENDED, UNHELPED = "open", "ended", "unhelped"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty means all."""

    unit: str = ""
    state: str = ""
    text: str = ""

    def address(self, brigade: Unit, before: str = "") -> str:
        return query_of(brigade=brigade.code, unit=self.unit, state=self.state, q=self.text, before=before)


@dataclass(frozen=True, slots=True)
class Line:
    """A pair as the list shows it.

    `name` is masked, and empty for those to whom the household is not opened, and for everybody where it is under 14.
    """

    number: str
    kind: str
    unit: str
    helper: str
    begun_on: dt.date
    ended_on: dt.date | None
    visits: int
    last_on: dt.date | None
    value: Decimal
    name: str
    needs_helper: bool


@dataclass(frozen=True, slots=True)
class Page:
    lines: Sequence[Line]
    following: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The pairs of a brigade that are helped, what a month brought them, and what its drives were given in it."""

    pairs: int
    units: int
    visited: int
    gifts: int
    given: Decimal
    goods: Sequence[str]
    value: Decimal


def narrowed(officer: Officer, households: HouseholdQuerySet, wanted: Wanted) -> HouseholdQuerySet:
    """Keep units, pairs by their state, and words: a number for all, a name where it is opened to the officer."""
    if wanted.unit:
        households = households.filter(unit__code=wanted.unit)
    if wanted.state == UNHELPED:
        households = households.unhelped()
    elif wanted.state:
        households = households.filter(ended_on__isnull=wanted.state == OPEN)
    if wanted.text:
        opened = Household.objects.opened_to(officer).filter(name__icontains=wanted.text)
        households = households.filter(Q(number__icontains=wanted.text) | Q(pk__in=opened.values("pk")))
    return households


def page_of(officer: Officer, households: HouseholdQuerySet, before: str) -> Page:
    """Return one page, the newest first; two queries."""
    if before.isdecimal():
        households = households.filter(pk__lt=int(before[:18]))
    rows = list(with_sums(households).order_by("-pk")[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    names = names_for(officer, shown)
    return Page([line_of(row, names) for row in shown], str(shown[-1].pk) if len(rows) > PAGE_SIZE else "")


def with_sums(households: HouseholdQuerySet) -> HouseholdQuerySet:
    """Add helper, visits and value of goods to each row, and leave what is protected in the database."""
    counted = HouseholdVisit.objects.filter(household=OuterRef("pk"), reason="").order_by().values("household")
    goods = HouseholdGoods.objects.filter(visit__household=OuterRef("pk"), visit__reason="").order_by()
    helper = Helper.objects.filter(household=OuterRef("pk")).order_by("-started_on", "-pk")
    return (
        households.defer(*COVERED)
        .select_related("unit")
        .annotate(
            visit_count=Subquery(counted.annotate(found=Count("pk")).values("found")),
            last_on=Subquery(counted.annotate(found=Max("happened_on")).values("found")),
            value=Subquery(goods.values("visit__household").annotate(found=Sum("value")).values("found")),
            helper=Subquery(helper.values("officer__name")[:1]),
            is_helped=Exists(helping()),
        )
    )


def names_for(officer: Officer, households: Sequence[Household]) -> Mapping[int, str]:
    """Return the masked names of those households that are opened to the officer; one query.

    A minor is named on no list, not even masked: only the button of the page shows who it is.
    """
    keys = [household.pk for household in households]
    opened = Household.objects.opened_to(officer).filter(pk__in=keys, is_minor=False)
    return {pk: masked_name(name) for pk, name in opened.order_by().values_list("pk", "name")}


def line_of(row: Household, names: Mapping[int, str]) -> Line:
    found = vars(row)
    return Line(
        number=row.number,
        kind=row.get_kind_display(),
        unit=row.unit.name,
        helper=found["helper"] or "",
        begun_on=row.begun_on,
        ended_on=row.ended_on,
        visits=found["visit_count"] or 0,
        last_on=found["last_on"],
        value=found["value"] or Decimal(0),
        name=names.get(row.pk, ""),
        needs_helper=row.ended_on is None and not found["is_helped"],
    )


def without_pair(brigade: Unit, today: dt.date) -> list[Unit]:
    """Return the units that help nobody, though every unit helps at least one household; one query."""
    helping = Household.objects.open().filter(unit=OuterRef("pk"))
    units = Unit.objects.filter(brigade=brigade).existing(today).exclude(kind=Unit.Kind.BRIGADE)
    return list(units.exclude(Exists(helping)).order_by("path"))


def summary_of(brigade: Unit, month: Month) -> Summary:
    """Return how many are helped by how many units, visited in the month, what was brought and given; two queries."""
    visits = HouseholdVisit.objects.filter(
        household=OuterRef("pk"), reason="", happened_on__gte=month.first, happened_on__lte=month.last
    )
    pairs = Household.objects.open().filter(brigade=OuterRef("pk"))
    gifts = Donation.objects.filter(drive__brigade=OuterRef("pk"), given_on__range=(month.first, month.last))
    numbers = Unit.objects.filter(pk=brigade.pk).values_list(
        _one(pairs, "brigade", Count("pk")),
        _one(pairs, "brigade", Count("unit", distinct=True)),
        _one(pairs, "brigade", Count("pk", filter=Exists(visits))),
        _one(gifts, "drive__brigade", Count("pk")),
        _one(gifts, "drive__brigade", Sum("amount")),
    )
    *counts, given = numbers.get()
    found = dict(zip(("pairs", "units", "visited", "gifts"), (count or 0 for count in counts), strict=True))
    goods = HouseholdGoods.objects.filter(
        visit__household__brigade=brigade,
        visit__reason="",
        visit__happened_on__gte=month.first,
        visit__happened_on__lte=month.last,
    )
    rows = goods.order_by("item", "measure").values_list("item", "measure")
    lines = list(rows.annotate(count=Sum("quantity"), worth=Sum("value")))
    value = sum((worth for *_item, worth in lines), Decimal(0))
    goods_told = [f"{item} {count}{measure}" for item, measure, count, _ in lines[:6]]
    return Summary(**found, given=given or Decimal(0), goods=goods_told, value=value)


def _one(rows: QuerySet[Any], group: str, counted: Aggregate) -> Subquery:
    """Return a single number of the rows that are all of one `group`."""
    return Subquery(rows.order_by().values(group).annotate(found=counted).values("found"))


def household_of(officer: Officer, number: str) -> Household | None:
    """Return a pair that the officer may see, with its sums."""
    return with_sums(Household.objects.visible_to(officer)).select_related("brigade").filter(number=number).first()
