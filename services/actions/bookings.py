"""Appointments on site from the booking to the results; the applicant may move and cancel without an account."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from audit.actions import record
from organization.actions.showing import record_showing
from organization.calendar import beijing_date, is_working_day
from organization.codes import code_of, next_number
from organization.locks import hold_client
from organization.models import CalendarDay, Officer, Unit
from services.models import Booking, Matter, MatterRule, Seat, Slot, VehicleResult
from services.models.bookings import works_at
from services.models.cases import LEAD
from services.queries.bookings import free_slots
from services.queries.matters import rule_of
from services.rules.visits import first_day, is_enough

_CODE_LENGTH = 8
_MATTER = "VR1"
_TEAM = 2
LONGEST_DAYS = 92


class BookingError(ValueError):
    """A step that the rules refuse."""


class NotAtAppointmentsError(BookingError):
    """Appointments are worked on by the clerks of the brigade and who leads them; leaders make the times."""


class TooFewVehiclesError(BookingError):
    """A team goes out for five motorcycles or more."""


class TooSoonError(BookingError):
    """An appointment is booked at least one working day ahead."""


class SlotFullError(BookingError):
    """Every seat of the time is taken; the argument is the next free time, empty where there is none."""


class VersionMissingError(BookingError):
    """The brigade's version of the rules does not register vehicles."""


class BookingClosedError(BookingError):
    """The appointment was held or cancelled."""


class TooLateError(BookingError):
    """The day of the appointment has come."""


class TeamError(BookingError):
    """A team is two different officers of the brigade."""


class NoTeamError(BookingError):
    """An appointment is held by the team that was named before."""


class NotYetError(BookingError):
    """Results follow the visit."""


class ResultCountError(BookingError):
    """There is one result for each motorcycle, each with a mark of its own."""


class PeriodError(BookingError):
    """Times are made for up to three months, from tomorrow on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingInput:
    applicant_name: str
    applicant_phone: str
    place: str
    vehicle_count: int


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one motorcycle; a reason is why it failed."""

    mark: str
    reason: str = ""


def open_slots(
    brigade: Unit,
    first: dt.date,
    last: dt.date,
    times: Collection[dt.time],
    capacity: int,
    *,
    by: Officer,
    today: dt.date,
) -> int:
    """Make times with their seats on each working day from `first` to `last`; return how many are new.

    A time that stands already stays as it is, so the same again makes nothing.
    """
    if not works_at(by, brigade, LEAD):
        raise NotAtAppointmentsError
    if not today < first <= last <= first + dt.timedelta(days=LONGEST_DAYS):
        raise PeriodError
    overrides = CalendarDay.objects.as_overrides()
    days = [first + dt.timedelta(days=at) for at in range((last - first).days + 1)]
    wanted = [(day, time) for day in days if is_working_day(day, overrides) for time in sorted(set(times))]
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=brigade.pk)
        standing = Slot.objects.filter(brigade=brigade, day__gte=first, day__lte=last)
        known = set(standing.values_list("day", "begins_at"))
        slots = Slot.objects.bulk_create(
            Slot(brigade=brigade, day=day, begins_at=time, capacity=capacity)
            for day, time in wanted
            if (day, time) not in known
        )
        Seat.objects.bulk_create(Seat(slot=slot, number=at + 1) for slot in slots for at in range(capacity))
        if slots:
            after = {"rows": len(slots), "first": first, "last": last, "capacity": capacity}
            record("services.slots_opened", on=brigade, by=by, scope=brigade.path, after=after)
    return len(slots)


def book(slot: Slot, told: BookingInput, *, client_id: UUID, by: Officer, at: dt.datetime) -> Booking:
    """Book a seat of a time for one applicant; the same `client_id` again returns the appointment."""
    with transaction.atomic():
        hold_client(client_id)
        stored = Booking.objects.filter(client_id=client_id).first()
        if stored is not None:
            return stored
        brigade, today = slot.brigade, beijing_date(at)
        if not works_at(by, brigade):
            raise NotAtAppointmentsError
        if not is_enough(told.vehicle_count):
            raise TooFewVehiclesError
        rule = _rule(brigade, today)
        seat = _free_seat(slot, today)
        booking = Booking(
            client_id=client_id,
            number=next_number(brigade, today, Booking.objects.filter(brigade=brigade, booked_on=today), mark="M"),
            code=code_of(_CODE_LENGTH).upper(),
            brigade=brigade,
            slot=slot,
            seat=seat,
            rule=rule,
            applicant_name=told.applicant_name,
            applicant_phone=told.applicant_phone,
            place=told.place,
            vehicle_count=told.vehicle_count,
            booked_on=today,
            entered_by=by,
        )
        booking.full_clean()
        booking.save()
        after = {"slot": str(slot), "vehicle_count": told.vehicle_count}
        personal = {"applicant_name": told.applicant_name, "applicant_phone": told.applicant_phone}
        record("services.booking_made", on=booking, by=by, scope=brigade.path, after=after, personal=personal)
    return booking


def move_booking(booking: Booking, slot: Slot, *, by: Officer | None, at: dt.datetime) -> Booking:
    """Free the seat and take one of another time at once; the team, named for the old day, goes.

    `by` is None for the applicant. To the time where it stands already nothing happens.
    """
    with transaction.atomic():
        booking = _held(booking, by)
        if booking.slot_id == slot.pk and booking.is_open:
            return booking
        _still_ahead(booking, by, at)
        if slot.brigade_id != booking.brigade_id:
            raise NotAtAppointmentsError
        before = {"slot": str(booking.slot)}
        booking.seat, booking.slot, booking.state = _free_seat(slot, beijing_date(at)), slot, Booking.State.BOOKED
        booking.first_officer = booking.second_officer = None
        booking.save()
        after = {"slot": str(slot), "by_applicant": by is None}
        record("services.booking_moved", on=booking, by=by, scope=booking.brigade.path, before=before, after=after)
    return booking


def cancel_booking(booking: Booking, *, by: Officer | None, at: dt.datetime, reason: str = "") -> Booking:
    """Cancel and free the seat; `by` is None for the applicant. What is cancelled already stays so."""
    with transaction.atomic():
        booking = _held(booking, by)
        if booking.state == Booking.State.CANCELLED:
            return booking
        _still_ahead(booking, by, at)
        booking.seat, booking.state, booking.reason, booking.finished_at = None, Booking.State.CANCELLED, reason, at
        booking.save()
        after = {"reason": reason, "by_applicant": by is None}
        record("services.booking_cancelled", on=booking, by=by, scope=booking.brigade.path, after=after)
    return booking


def name_team(booking: Booking, officers: Sequence[Officer], *, by: Officer) -> Booking:
    """Name the two officers who go; others may be named until it is held."""
    with transaction.atomic():
        booking = _held(booking, by)
        if not booking.is_open:
            raise BookingClosedError
        if len({officer.pk for officer in officers}) != _TEAM or len(officers) != _TEAM:
            raise TeamError
        if any(not _may_go(officer, booking.brigade) for officer in officers):
            raise TeamError
        booking.first_officer, booking.second_officer = officers
        booking.state = Booking.State.TEAM
        booking.save()
        after = {"team": [officer.police_number for officer in officers]}
        record("services.team_named", on=booking, by=by, scope=booking.brigade.path, after=after)
    return booking


def hold_booking(booking: Booking, results: Sequence[Result], *, by: Officer, at: dt.datetime) -> Booking:
    """Note what came of each motorcycle, which ends the appointment."""
    with transaction.atomic():
        booking = _held(booking, by)
        if not booking.is_open:
            raise BookingClosedError
        if booking.state != Booking.State.TEAM:
            raise NoTeamError
        if booking.slot.day > beijing_date(at):
            raise NotYetError
        if not len(results) == len({result.mark for result in results}) == booking.vehicle_count:
            raise ResultCountError
        VehicleResult.objects.bulk_create(
            VehicleResult(booking=booking, position=at_, mark=one.mark, is_passed=not one.reason, reason=one.reason)
            for at_, one in enumerate(results, start=1)
        )
        booking.state, booking.finished_at = Booking.State.HELD, at
        booking.save()
        after = {"passed": sum(not result.reason for result in results), "vehicle_count": len(results)}
        record("services.booking_held", on=booking, by=by, scope=booking.brigade.path, after=after)
    return booking


def show_booker(booking: Booking, *, by: Officer) -> None:
    """Note that `by` looks at who the applicant is."""
    if not works_at(by, booking.brigade):
        raise NotAtAppointmentsError
    record_showing(booking, fields=("applicant_name", "applicant_phone"), by=by)


def _held(booking: Booking, by: Officer | None) -> Booking:
    """Return the appointment locked; refuse who does not work on it."""
    found = Booking.objects.select_for_update(of=("self",)).select_related("slot", "brigade").get(pk=booking.pk)
    if by is not None and not works_at(by, found.brigade):
        raise NotAtAppointmentsError
    return found


def _still_ahead(booking: Booking, by: Officer | None, at: dt.datetime) -> None:
    if not booking.is_open:
        raise BookingClosedError
    if by is None and booking.slot.day <= beijing_date(at):
        raise TooLateError


def _free_seat(slot: Slot, today: dt.date) -> Seat:
    """Return a seat that nobody has; who asks at once waits, and a seat is one appointment's in the database."""
    if slot.day < first_day(today, CalendarDay.objects.as_overrides()):
        raise TooSoonError
    Slot.objects.select_for_update().get(pk=slot.pk)
    seat = slot.seats.filter(booking=None).first()
    if seat is None:
        following = free_slots(slot.brigade, today).first()
        raise SlotFullError(str(following) if following else "")
    return seat


def _may_go(officer: Officer, brigade: Unit) -> bool:
    is_serving = officer.is_active and officer.kind == Officer.Kind.OFFICER
    return is_serving and officer.unit.path.startswith(brigade.path)


def _rule(brigade: Unit, today: dt.date) -> MatterRule:
    rule = rule_of(brigade, Matter.objects.get(code=_MATTER), today)
    if rule is None:
        raise VersionMissingError
    return rule
