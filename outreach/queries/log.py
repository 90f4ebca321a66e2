"""The visit log as a list: narrowed and paged in the database."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from django.db.models import Q, Value
from django.db.models.functions import StrIndex
from django.utils.translation import gettext as _

from organization.calendar import EARLIEST
from organization.models import Officer, Unit
from organization.paging import place_of, query_of
from outreach.models import Visit, Visitor, VisitUnit
from outreach.models.kinds import CategoryName
from outreach.models.visits import VisitQuerySet
from outreach.rules.categories import folded, place_key

PAGE_SIZE = 40
YEARS_SEARCHED = 5
"""So far back a page looks for words, from its first visit on: what it costs does not grow with the age of the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; empty means all."""

    category: str = ""
    unit: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    state: str = ""
    topic: str = ""
    is_grassroots: bool = False
    text: str = ""

    def address(self, brigade: Unit, before: str = "") -> str:
        """Return the query string that asks for the same list again, from the place `before` on."""
        return query_of(
            brigade=brigade.code,
            category=self.category,
            unit=self.unit,
            first=self.first,
            last=self.last,
            state=self.state,
            topic=self.topic,
            grassroots=self.is_grassroots,
            q=self.text,
            before=before,
        )


class Line(TypedDict):
    """A visit as the list shows it, every part of it written: a template looks up nothing faster than such a row."""

    number: str
    happened_on: str
    units: str
    category: str
    target: str
    quantity: str
    people: str
    state: str
    state_name: str
    is_grassroots: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page; where older visits are left to search for words, `searched_to` is the day back to which it looked."""

    lines: list[Line]
    following: str
    searched_to: dt.date | None = None


def narrowed(visits: VisitQuerySet, brigade: Unit, wanted: Wanted, before: str = "") -> VisitQuerySet:
    """Keep what is wanted of a brigade's visits, from the place `before` on; of a unit's, by its own part in them."""
    part, key = _columns(wanted)
    kept = Q(**{f"{part}brigade": brigade})
    if wanted.unit:
        kept &= Q(units__unit=Unit.objects.get(code=wanted.unit))
    if wanted.first:
        kept &= Q(**{f"{part}happened_on__gte": wanted.first})
    if wanted.last:
        kept &= Q(**{f"{part}happened_on__lte": wanted.last})
    place = place_of(before)
    if place:
        day, at = place
        older = Q(**{f"{part}happened_on__lt": day}) | Q(**{f"{part}happened_on": day, f"{key}__lt": at})
        kept &= older & Q(**{f"{part}happened_on__lte": day})
    visits = visits.filter(kept)
    if wanted.category:
        visits = visits.filter(category=wanted.category)
    if wanted.state:
        visits = visits.filter(state=wanted.state)
    if wanted.topic:
        visits = visits.filter(topics__topic=wanted.topic)
    if wanted.is_grassroots:
        visits = visits.filter(is_grassroots=True)
    if wanted.text:
        visits = visits.alias(found_at=StrIndex("words", Value(folded(wanted.text)))).filter(found_at__gt=0)
    return visits


def page_of(visits: VisitQuerySet, brigade: Unit, wanted: Wanted, before: str, today: dt.date) -> Page:
    """Return one page of what is narrowed to `wanted`, newest first; two queries, three for words.

    The keys of a page are found first, so that a search reads an index alone. The rows are read as plain values: a list
    of thousands of pages is read often and changes nothing.
    """
    searched_to = _searched_to(wanted, before, today)
    part, key = _columns(wanted)
    columns = ("pk", "number", "happened_on", "category", "target", "quantity", "state", "is_grassroots")
    found = narrowed(visits, brigade, wanted, before).order_by(f"-{part}happened_on", f"-{key}")
    if searched_to:
        found = found.filter(**{f"{part}happened_on__gte": searched_to})
    page = Visit.objects.filter(pk__in=found.values("pk")[: PAGE_SIZE + 1]).order_by("-happened_on", "-pk")
    rows = list(page.values_list(*columns, named=True))
    shown = rows[:PAGE_SIZE]
    lines = _lines(shown) if shown else []
    if len(rows) > PAGE_SIZE:
        return Page(lines, f"{shown[-1].happened_on}.{shown[-1].pk}")
    older = Visit.objects.filter(brigade=brigade, happened_on__lt=searched_to) if searched_to else Visit.objects.none()
    return Page(lines, f"{searched_to}.0", searched_to) if older.exists() else Page(lines, "")


def like(unit: Unit, category: str, day: dt.date, target: str, *, but: Visit | None = None) -> list[Visit]:
    """Return what stands in the log already for the same unit, kind, day and place or people."""
    found = (
        Visit.objects.standing()
        .with_unit(unit)
        .filter(brigade=unit.brigade_id, category=category, happened_on=day, target_key=place_key(target))
    )
    return list((found.exclude(pk=but.pk) if but else found).select_related("unit")[:3])


def visit_of(officer: Officer, number: str) -> Visit | None:
    """Return a visit that the officer may read, with everybody who took part."""
    rows = Visit.objects.visible_to(officer).select_related("unit", "brigade", "entered_by")
    return (
        rows.prefetch_related("visitors", "units__unit", "opinions__owner", "topics", "photos")
        .filter(number=number)
        .first()
    )


def _columns(wanted: Wanted) -> tuple[str, str]:
    """Return where day and key of a row are read: at the visit, or at the part of the unit that is wanted."""
    return ("units__", "units__visit_id") if wanted.unit else ("", "pk")


def _searched_to(wanted: Wanted, before: str, today: dt.date) -> dt.date | None:
    """Return the day back to which a page looks for words; None where it looks for none, or in fewer years anyway."""
    if not wanted.text:
        return None
    place = place_of(before)
    newest = min(day for day in (place and place[0], wanted.last or today) if day)
    oldest = dt.date(max(newest.year - YEARS_SEARCHED, EARLIEST.year), newest.month, 1)
    return None if wanted.first and wanted.first >= oldest else oldest


def _lines(rows: Sequence[Any]) -> list[Line]:
    """Return visits with the units and people that took part; one query."""
    keys = [row.pk for row in rows]
    units = VisitUnit.objects.filter(visit__in=keys).order_by().values_list(Value("unit"), "pk", "visit", "unit__name")
    people = Visitor.objects.filter(visit__in=keys).order_by().values_list(Value("person"), "pk", "visit", "name")
    named: dict[tuple[str, int], list[str]] = defaultdict(list)
    for kind, _key, visit, name in sorted(units.union(people, all=True)):
        named[kind, visit].append(name)
    comma = _(", ")
    return [_line(row, comma.join(named["unit", row.pk]), comma.join(named["person", row.pk])) for row in rows]


def _line(row: Any, units: str, people: str) -> Line:
    return Line(
        number=row.number,
        happened_on=row.happened_on.isoformat(),
        units=units,
        category=str(CategoryName(row.category).label),
        target=row.target or "—",
        quantity=str(row.quantity),
        people=people,
        state=row.state,
        state_name=str(Visit.State(row.state).label),
        is_grassroots=row.is_grassroots,
    )
