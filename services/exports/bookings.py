from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from services.models.bookings import BookingQuerySet


def header() -> list[str]:
    return [
        _("Appointment number"),
        _("Time"),
        _("Applicant"),
        _("Telephone"),
        _("Place of the visit"),
        _("Motorcycles"),
        _("passed"),
        _("Team"),
        _("State"),
        _("Booked on"),
        _("Reason"),
    ]


def rows_of(bookings: BookingQuerySet) -> Iterator[list[str]]:
    """Yield the appointments, the newest first; names and telephones stay masked. One query."""
    rows = bookings.select_related("slot", "first_officer", "second_officer").order_by("-booked_on", "-pk")
    counted = rows.annotate(passed_count=Count("results", filter=Q(results__is_passed=True)))
    return (_row(booking) for booking in counted.iterator(chunk_size=1000))


def _row(booking: Any) -> list[str]:
    team = [officer.name for officer in (booking.first_officer, booking.second_officer) if officer]
    return [
        booking.number,
        str(booking.slot),
        booking.masked_name,
        booking.masked_phone,
        booking.place,
        str(booking.vehicle_count),
        str(booking.passed_count) if booking.state == booking.State.HELD else "",
        "、".join(team),
        booking.get_state_display(),
        booking.booked_on.isoformat(),
        booking.reason,
    ]
