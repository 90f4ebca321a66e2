"""The register of leniency as a list, and how its entries fall on officers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from organization.models import Officer, Unit
from organization.paging import Page, page_by, query_of
from services.models import Leniency
from services.models.leniency import LeniencyQuerySet
from services.queries.deadlines import Kind, keys_told
from services.rules.leniency import WAIVING, Rule

PAGE_SIZE = 50
WAIVED, OVERDUE, UNCHECKED = "waived", "overdue", "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; empty means all."""

    rule: str = ""
    state: str = ""
    unit: str = ""
    officer: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    enterprise: str = ""
    of_enterprises: bool = False
    told: str = ""

    def address(self, brigade: Unit, before: str = "") -> str:
        """Return the query string that asks for the same list again, from the place `before` on."""
        return query_of(
            brigade=brigade.code,
            rule=self.rule,
            state=self.state,
            unit=self.unit,
            officer=self.officer,
            first=self.first,
            last=self.last,
            enterprise=self.enterprise,
            of_enterprises=self.of_enterprises,
            told=self.told,
            before=before,
        )


def narrowed(entries: LeniencyQuerySet, wanted: Wanted, officer: Officer, today: dt.date) -> LeniencyQuerySet:
    if wanted.told:
        entries = entries.filter(pk__in=keys_told(Kind.RELEASES, officer, today))
    entries = entries.between(wanted.first, wanted.last)
    if wanted.rule == WAIVED:
        entries = entries.waived()
    elif wanted.rule:
        entries = entries.filter(rule=wanted.rule)
    if wanted.state == OVERDUE:
        entries = entries.filter(state=Leniency.State.OPEN, due_on__lt=today)
    elif wanted.state == UNCHECKED:
        entries = entries.waived().filter(points__gt=0, checked_by=None)
    elif wanted.state:
        entries = entries.filter(state=wanted.state)
    if wanted.unit:
        entries = entries.filter(unit__code=wanted.unit)
    if wanted.officer:
        entries = entries.filter(officer__police_number=wanted.officer)
    if wanted.enterprise:
        entries = entries.filter(enterprise__icontains=wanted.enterprise)
    return entries.of_enterprises() if wanted.of_enterprises else entries


def page_of(entries: LeniencyQuerySet, before: str) -> Page[Leniency]:
    """Return one page, the latest first, from the place `before` on; one query."""
    return page_by("happened_at", entries.select_related("unit", "officer"), before, size=PAGE_SIZE)


def counts_of(brigade: Unit, today: dt.date) -> dict[str, int]:
    """Return how many releases are open, overdue among them, and how many entries wait for a check; one query."""
    is_open, is_voided = Q(rule=Rule.W3, state=Leniency.State.OPEN), Q(state=Leniency.State.VOIDED)
    return Leniency.objects.filter(brigade=brigade).aggregate(
        open=Count("pk", filter=is_open),
        overdue=Count("pk", filter=is_open & Q(due_on__lt=today)),
        unchecked=Count("pk", filter=Q(rule__in=WAIVING, points__gt=0, checked_by=None) & ~is_voided),
    )


def entry_of(officer: Officer, number: str) -> Leniency | None:
    found = Leniency.objects.visible_to(officer).filter(number=number)
    return found.select_related(
        "brigade", "unit", "officer", "settled_by", "checked_by", "changed_by", "passage"
    ).first()


def distribution_of(entries: LeniencyQuerySet) -> list[Mapping[str, Any]]:
    """Return how many entries of each rule, struck out aside, fall on each officer, by name; one query."""
    sums: dict[str, Count] = {rule.value: Count("pk", filter=Q(rule=rule)) for rule in Rule}
    rows = entries.standing().order_by().values("officer__police_number", "officer__name", "unit__name", "unit__code")
    return list(rows.annotate(**sums, total=Count("pk")).order_by("officer__sort_key", "officer__police_number"))


def officers_of(brigade: Unit) -> list[tuple[str, str]]:
    """Return number and name of those with entries in the register, for a filter; one query."""
    rows = Officer.objects.filter(pk__in=Leniency.objects.filter(brigade=brigade).values("officer"))
    return list(rows.order_by("sort_key").values_list("police_number", "name"))


def figure_of(brigade: Unit, unit: Unit | None, first: dt.date, last: dt.date) -> int:
    """Return how many fines of enterprises' vehicles were waived, both days included; one query."""
    entries = Leniency.objects.filter(brigade=brigade).between(first, last).waived().of_enterprises()
    return (entries if unit is None else entries.filter(unit=unit)).count()
