"""Permits of priority passage as a list and as a page, and the one that a plate or a number names."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from organization.models import Officer, Unit
from organization.paging import Page, page_by, query_of
from services.models import Leniency, PassagePermit, PermitVehicle
from services.models.passages import PassagePermitQuerySet
from services.rules.passages import Standing
from services.rules.plates import plate_key

PAGE_SIZE = 50
MOST_PASSAGES = 50
MOST_OVERLAPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; empty means all."""

    brigade: Unit
    standing: str = ""
    kind: str = ""
    day: dt.date | None = None
    organisation: str = ""

    def address(self, before: str = "") -> str:
        return query_of(
            brigade=self.brigade.code,
            standing=self.standing,
            kind=self.kind,
            day=self.day,
            organisation=self.organisation,
            before=before,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a plate or a number named: a permit, and the vehicle if it was a plate."""

    permit: PassagePermit
    vehicle: PermitVehicle | None = None


def narrowed(permits: PassagePermitQuerySet, wanted: Wanted, at: dt.datetime) -> PassagePermitQuerySet:
    permits = permits.filter(brigade=wanted.brigade)
    if wanted.standing:
        permits = permits.standing(Standing(wanted.standing), at)
    if wanted.kind:
        permits = permits.filter(kind=wanted.kind)
    if wanted.day:
        permits = permits.filter(starts_at__date__lte=wanted.day, ends_at__date__gte=wanted.day)
    if wanted.organisation:
        permits = permits.filter(organisation__icontains=wanted.organisation)
    return permits


def page_of(permits: PassagePermitQuerySet, before: str) -> Page[PassagePermit]:
    """Return one page with `vehicle_count`, the latest first, from the place `before` on; one query."""
    return page_by("issued_on", permits.annotate(vehicle_count=Count("vehicles")), before, size=PAGE_SIZE)


def permit_of(officer: Officer, number: str) -> PassagePermit | None:
    found = PassagePermit.objects.visible_to(officer).filter(number=number)
    return found.select_related("brigade", "issued_by", "revoked_by").prefetch_related("vehicles").first()


def passages_of(permit: PassagePermit) -> list[Leniency]:
    """Return the latest passages under a permit; one query."""
    entries = Leniency.objects.filter(passage=permit).select_related("officer", "unit")
    return list(entries.order_by("-happened_at", "-pk")[:MOST_PASSAGES])


def found_by(officer: Officer, text: str, at: dt.datetime) -> Found | None:
    """Return the permit that a whole plate or a number names: one that is valid now first, then the latest to end."""
    permits, key = PassagePermit.objects.visible_to(officer), plate_key(text)
    vehicles = PermitVehicle.objects.filter(plate_key=key)
    named = permits.filter(vehicles__plate_key=key).order_by("-ends_at", "-pk")
    first = named.standing(Standing.VALID, at).first() or named.first()
    if first is not None:
        return Found(permit=first, vehicle=vehicles.get(permit=first))
    numbered = permits.filter(number__iexact=text.strip()).first()
    return Found(permit=numbered) if numbered else None


def overlaps_of(
    brigade: Unit, plates: Collection[str], starts_at: dt.datetime, ends_at: dt.datetime
) -> list[PassagePermit]:
    """Return permits of the brigade that name one of the plates for part of the period; one query."""
    permits = PassagePermit.objects.filter(brigade=brigade).overlapping(starts_at, ends_at)
    keys = [plate_key(plate) for plate in plates]
    return list(permits.filter(vehicles__plate_key__in=keys).distinct().order_by("starts_at")[:MOST_OVERLAPS])


def whole(permits: PassagePermitQuerySet) -> PassagePermitQuerySet:
    """Return permits with their vehicles and how often they were used, for an export; two queries for any number."""
    vehicles = Prefetch("vehicles", PermitVehicle.objects.order_by("position"))
    related = permits.select_related("issued_by").prefetch_related(vehicles)
    return related.annotate(passage_count=Count("passages", filter=~Q(passages__state=Leniency.State.VOIDED))).order_by(
        "-issued_on", "-pk"
    )
