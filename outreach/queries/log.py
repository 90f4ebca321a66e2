"""The visit log as a list: narrowed and paged in the database."""

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q

from organization.models import Officer, Unit
from outreach.models import Visit
from outreach.models.visits import VisitQuerySet
from outreach.rules.categories import place_key

PAGE_SIZE = 50
_PLACE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; empty means all."""

    category: str = ""
    unit: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    state: str = ""
    is_grassroots: bool = False
    text: str = ""

    def address(self, brigade: Unit, before: str = "") -> str:
        """Return the query string that asks for the same list again, from the place `before` on."""
        told = {
            "brigade": brigade.code,
            "category": self.category,
            "unit": self.unit,
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
            "state": self.state,
            "grassroots": "on" if self.is_grassroots else "",
            "q": self.text,
            "before": before,
        }
        return urlencode({name: value for name, value in told.items() if value})


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Visit]
    following: str


def narrowed(visits: VisitQuerySet, wanted: Wanted) -> VisitQuerySet:
    if wanted.category:
        visits = visits.filter(category=wanted.category)
    if wanted.unit:
        visits = visits.with_unit(Unit.objects.get(code=wanted.unit))
    if wanted.first:
        visits = visits.filter(happened_on__gte=wanted.first)
    if wanted.last:
        visits = visits.filter(happened_on__lte=wanted.last)
    if wanted.state:
        visits = visits.filter(state=wanted.state)
    if wanted.is_grassroots:
        visits = visits.filter(is_grassroots=True)
    if wanted.text:
        visits = visits.filter(Q(target_key__contains=place_key(wanted.text)) | Q(content__icontains=wanted.text))
    return visits


def page_of(visits: VisitQuerySet, before: str) -> Page:
    """Return one page, newest first, from the place `before` on; three queries for any number of rows."""
    place = _place(before)
    if place:
        day, key = place
        visits = visits.filter(Q(happened_on__lt=day) | Q(happened_on=day, pk__lt=key), happened_on__lte=day)
    rows = list(
        visits.order_by("-happened_on", "-pk")
        .select_related("unit")
        .prefetch_related("visitors", "units__unit")[: PAGE_SIZE + 1]
    )
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    return Page(rows[:PAGE_SIZE], f"{last.happened_on}.{last.pk}" if last else "")


def units_of(brigade: Unit) -> list[Unit]:
    return list(Unit.objects.filter(brigade=brigade).order_by("path"))


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
    return rows.prefetch_related("visitors", "units__unit", "opinions__owner").filter(number=number).first()


def _place(text: str) -> tuple[dt.date, int] | None:
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    try:
        return dt.date.fromisoformat(match[1]), int(match[2])
    except ValueError:
        return None
