"""Which places were visited in a year and which were not."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from django.db.models import Count, Exists, OuterRef, Subquery

from organization.models import Unit
from organization.paging import query_of
from outreach.models import Place, Visit
from outreach.models.kinds import CategoryName
from outreach.models.places import PlaceQuerySet
from outreach.queries import log
from outreach.rules.categories import PLACES, Category

PAGE_SIZE = 50
MOST_OFFERED = 200
SEEN, UNSEEN, LEFT_OUT = "visited", "unvisited", "left_out"
KINDS = tuple(category for category in Category if category in PLACES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the table is narrowed to; empty means all."""

    year: int
    category: str = ""
    state: str = ""
    page: int = 1

    def address(self, brigade: Unit, page: int = 1) -> str:
        """Return the query string that asks for another page of the same table."""
        return query_of(brigade=brigade.code, year=self.year, category=self.category, state=self.state, page=page)


class Line(TypedDict):
    """A place with its visits of the year, every part of it written; `last_on` is the last visit of all years."""

    key: str
    name: str
    category: str
    log: str
    count: str
    last_on: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one kind: how many places the brigade looks after, and how many of them it visited in the year."""

    category: Category
    name: str
    seen: int
    total: int

    @property
    def unseen(self) -> int:
        return self.total - self.seen


@dataclass(frozen=True, slots=True)
class Page:
    lines: Sequence[Line]
    following: int


def coverage_of(brigade: Unit, year: int) -> list[Coverage]:
    """Return every kind of place; one query."""
    rows = (
        Place.objects.filter(brigade=brigade, is_left_out=False)
        .order_by()
        .values_list("category")
        .annotate(total=Count("pk"), seen=Count("pk", filter=_seen_in(year)))
    )
    found = {category: (total, seen) for category, total, seen in rows}
    told = [(kind, *found.get(kind, (0, 0))) for kind in KINDS]
    return [Coverage(kind, str(CategoryName(kind).label), seen, total) for kind, total, seen in told]


def narrowed(places: PlaceQuerySet, wanted: Wanted) -> PlaceQuerySet:
    """Keep a kind, and what was visited in the year, was not, or is no longer looked after."""
    places = places.filter(is_left_out=wanted.state == LEFT_OUT)
    if wanted.category:
        places = places.filter(category=wanted.category)
    if wanted.state == SEEN:
        return places.filter(_seen_in(wanted.year))
    return places.exclude(_seen_in(wanted.year)) if wanted.state == UNSEEN else places


def page_of(places: PlaceQuerySet, brigade: Unit, wanted: Wanted) -> Page:
    """Return one page by kind and name; two queries."""
    first = (wanted.page - 1) * PAGE_SIZE
    found = list(places.order_by("category", "name", "pk")[first : first + PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    same = Visit.objects.done().filter(brigade=OuterRef("brigade"), category=OuterRef("category"))
    same = same.filter(target_key=OuterRef("key")).order_by()
    this_year = same.between(dt.date(wanted.year, 1, 1), dt.date(wanted.year, 12, 31))
    count = this_year.values("brigade").annotate(count=Count("category")).values("count")
    last = same.order_by("-happened_on").values("happened_on")[:1]
    rows = Place.objects.filter(pk__in=[place.pk for place in shown]).order_by()
    told = {key: rest for key, *rest in rows.values_list("pk", Subquery(count), Subquery(last))}
    lines = [_line(place, brigade, *told[place.pk]) for place in shown]
    return Page(lines, wanted.page + 1 if len(found) > PAGE_SIZE else 0)


def _line(place: Place, brigade: Unit, count: int | None, last_on: dt.date | None) -> Line:
    return Line(
        key=str(place.pk),
        name=place.name,
        category=str(CategoryName(place.category).label),
        log=log.Wanted(category=place.category, text=place.name).address(brigade),
        count=str(count) if count else "",
        last_on=last_on.isoformat() if last_on else "—",
    )


def names_of(brigade: Unit) -> list[str]:
    """Return names that a form offers while somebody writes."""
    names = Place.objects.filter(brigade=brigade, is_left_out=False).order_by("name", "pk")
    return list(names.values_list("name", flat=True)[:MOST_OFFERED])


def _seen_in(year: int) -> Exists:
    visits = Visit.objects.done().between(dt.date(year, 1, 1), dt.date(year, 12, 31))
    same = {"brigade": OuterRef("brigade"), "category": OuterRef("category"), "target_key": OuterRef("key")}
    return Exists(visits.filter(**same))
