"""Appointments on site as a list and as a page, and which times are free."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef

from organization.models import CalendarDay, Officer, Unit
from organization.paging import Page, page_by, query_of
from services.models import Booking, Seat, Slot
from services.models.bookings import BookingQuerySet
from services.rules.visits import first_day

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAGE_SIZE = 50
DUE = "due"
MOST_SLOTS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; empty means all."""

    brigade: Unit
    state: str = ""
    day: dt.date | None = None

    def address(self, before: str = "") -> str:
        return query_of(brigade=self.brigade.code, state=self.state, day=self.day, before=before)


def narrowed(bookings: BookingQuerySet, wanted: Wanted, today: dt.date) -> BookingQuerySet:
    bookings = bookings.filter(brigade=wanted.brigade)
    if wanted.state == DUE:
        bookings = bookings.filter(state=Booking.State.TEAM, slot__day__lt=today)
    elif wanted.state:
        bookings = bookings.filter(state=wanted.state)
    if wanted.day:
        bookings = bookings.filter(slot__day=wanted.day)
    return bookings


def page_of(bookings: BookingQuerySet, before: str) -> Page[Booking]:
    """Return one page, the newest first, from the place `before` on; one query."""
    joined = bookings.select_related("slot", "first_officer", "second_officer")
    return page_by("booked_on", joined, before, size=PAGE_SIZE)


def booking_of(officer: Officer, number: str) -> Booking | None:
    """Return an appointment that the officer may read, with all that its page shows."""
    return _whole(Booking.objects.visible_to(officer)).filter(number=number).first()


def looked_up(code: str, digits: str) -> Booking | None:
    """Return the appointment of a code and the last four digits of its telephone."""
    return _whole(Booking.objects.filter(code=code, applicant_phone__endswith=digits)).first()


def free_slots(brigade: Unit, today: dt.date) -> "QuerySet[Slot]":
    """Return the times with a free seat that can be booked today."""
    earliest = first_day(today, CalendarDay.objects.as_overrides())
    free = Seat.objects.filter(slot=OuterRef("pk"), booking=None)
    return Slot.objects.filter(brigade=brigade, day__gte=earliest).filter(Exists(free)).order_by("day", "begins_at")


def slots_from(brigade: Unit, today: dt.date) -> list[Slot]:
    """Return the times from today on with `taken`, how many are booked; one query."""
    slots = Slot.objects.filter(brigade=brigade, day__gte=today).annotate(taken=Count("seats__booking"))
    return list(slots.order_by("day", "begins_at")[:MOST_SLOTS])


def _whole(bookings: BookingQuerySet) -> BookingQuerySet:
    related = ("brigade", "slot", "rule__matter", "rule__version", "first_officer", "second_officer", "entered_by")
    return bookings.select_related(*related).prefetch_related("results", "rule__materials")
