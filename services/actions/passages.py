"""Permits of priority passage: issued and revoked by leaders, used on the road; plates are personal and covered."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from uuid import UUID

from django.db import transaction

from audit.actions import record
from organization.actions.showing import record_showing
from organization.calendar import beijing_date
from organization.codes import code_of, next_number
from organization.locks import hold_client
from organization.models import Officer, Unit
from services.actions.leniency import (
    FutureLeniencyError,
    LeniencyInput,
    NotPermittedNowError,
    PlateError,
    record_leniency,
)
from services.models import Leniency, PassagePermit, PermitVehicle
from services.models.bookings import works_at
from services.rules.leniency import Ground, Rule
from services.rules.passages import MOST_VEHICLES
from services.rules.plates import is_plate, plate_key

GRANT = "services.grant_passages"
_CODE_LENGTH = 6


class PassageError(ValueError):
    """A permit that the rules refuse."""


class NotGrantingError(PassageError):
    """Leaders of the brigade issue, revoke and print permits."""


class IncompleteError(PassageError):
    """A permit says who, why, where and with which vehicles; the argument is the field that is empty."""


class SpanError(PassageError):
    """A permit ends after it begins."""


class OverError(PassageError):
    """A permit ends in the future when it is issued."""


class HoursError(PassageError):
    """Hours of the day have two ends."""


class TooManyVehiclesError(PassageError):
    """A permit names so many vehicles at most."""


class VehicleTwiceError(PassageError):
    """A vehicle stands once in a permit."""


class RevokedError(PassageError):
    """A permit that is revoked or ended is revoked no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleInput:
    plate: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitInput:
    """What a leader tells of one permit."""

    kind: PassagePermit.Kind
    organisation: str
    occasion: str
    purpose: str
    basis: str
    route_from: str
    route_to: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    route_along: str = ""
    hour_from: dt.time | None = None
    hour_until: dt.time | None = None
    conditions: str = ""


_NEEDED = ("organisation", "occasion", "purpose", "basis", "route_from", "route_to")


def issue_permit(
    brigade: Unit,
    told: PermitInput,
    vehicles: Sequence[VehicleInput],
    *,
    client_id: UUID,
    by: Officer,
    at: dt.datetime,
) -> PassagePermit:
    """Issue a permit under the next number of the day; the same `client_id` again returns what is stored."""
    with transaction.atomic():
        hold_client(client_id)
        stored = PassagePermit.objects.filter(client_id=client_id, issued_by=by).first()
        if stored is not None:
            return stored
        if not works_at(by, brigade, GRANT):
            raise NotGrantingError
        _check(told, vehicles, at)
        today = beijing_date(at)
        of_day = PassagePermit.objects.filter(brigade=brigade, issued_on=today)
        permit = PassagePermit(
            **asdict(told),
            client_id=client_id,
            number=next_number(brigade, today, of_day, mark="T"),
            code=code_of(_CODE_LENGTH),
            brigade=brigade,
            issued_by=by,
            issued_on=today,
        )
        permit.full_clean()
        permit.save()
        PermitVehicle.objects.bulk_create(
            PermitVehicle(permit=permit, position=at_, plate=one.plate, plate_key=plate_key(one.plate), kind=one.kind)
            for at_, one in enumerate(vehicles, start=1)
        )
        after = {field.name: getattr(told, field.name) for field in fields(told)} | {"vehicles": len(vehicles)}
        personal = {"plates": [one.plate for one in vehicles]}
        record("services.passage_issued", on=permit, by=by, scope=brigade.path, after=after, personal=personal)
    return permit


def revoke_permit(permit: PassagePermit, *, reason: str, by: Officer, at: dt.datetime) -> PassagePermit:
    """End a permit before its time; it stays readable with the reason, and what passed under it stays."""
    with transaction.atomic():
        permit = PassagePermit.objects.select_for_update(of=("self",)).select_related("brigade").get(pk=permit.pk)
        if not works_at(by, permit.brigade, GRANT):
            raise NotGrantingError
        if permit.revoked_at is not None or permit.ends_at <= at:
            raise RevokedError
        permit.revoked_by, permit.revoked_at, permit.revoked_reason = by, at, reason
        permit.full_clean()
        permit.save(update_fields=["revoked_by", "revoked_at", "revoked_reason"])
        after = {"revoked_reason": reason}
        record("services.passage_revoked", on=permit, by=by, scope=permit.brigade.path, after=after)
    return permit


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageInput:
    """What an officer on the road tells of one passage."""

    vehicle: PermitVehicle
    happened_at: dt.datetime
    place: str
    escort: str
    is_local: bool = True


def record_passage(told: PassageInput, *, client_id: UUID, by: Officer, at: dt.datetime) -> Leniency:
    """Enter a passage of a permit's vehicle in the register; only at a moment at which the permit counts."""
    with transaction.atomic():
        permit = PassagePermit.objects.select_for_update(of=("self",)).get(pk=told.vehicle.permit_id)
        if told.happened_at > at:
            raise FutureLeniencyError
        if not permit.is_open(told.happened_at):
            raise NotPermittedNowError
        entry = LeniencyInput(
            rule=Rule.W4,
            happened_at=told.happened_at,
            place=told.place,
            plate=told.vehicle.plate,
            is_local=told.is_local,
            enterprise=permit.organisation,
            programme=permit.occasion,
            permit=permit.number,
            route=permit.route,
            passage_time=permit.period,
            escort=told.escort,
        )
        grounds: Collection[Ground] = ()
        return record_leniency(entry, grounds=grounds, client_id=client_id, by=by, at=at, passage=permit)


def show_plates(permit: PassagePermit, *, by: Officer) -> None:
    """Note that `by` looks at the whole plates, on the screen or on the paper."""
    if not works_at(by, permit.brigade, GRANT):
        raise NotGrantingError
    record_showing(permit, fields=("plates",), by=by)


def note_search(brigade: Unit, found: PassagePermit | None, *, is_by_plate: bool, by: Officer) -> None:
    """Note that `by` looked for a permit on the road; what was typed is not kept."""
    with transaction.atomic():
        if found is None:
            record("services.passage_searched", on=brigade, by=by, scope=by.unit.path, after={"rows": 0})
        else:
            after = {"is_by_plate": is_by_plate}
            record("services.passage_searched", on=found, by=by, scope=by.unit.path, after=after)


def _check(told: PermitInput, vehicles: Sequence[VehicleInput], at: dt.datetime) -> None:
    for name in _NEEDED:
        if not getattr(told, name).strip():
            raise IncompleteError(name)
    if not vehicles or not all(one.kind.strip() for one in vehicles):
        raise IncompleteError("vehicles")
    if len(vehicles) > MOST_VEHICLES:
        raise TooManyVehiclesError
    keys = [plate_key(one.plate) for one in vehicles]
    if not all(is_plate(one.plate) for one in vehicles):
        raise PlateError
    if len(set(keys)) < len(keys):
        raise VehicleTwiceError
    if told.ends_at <= told.starts_at:
        raise SpanError
    if told.ends_at <= at:
        raise OverError
    if (told.hour_from is None) != (told.hour_until is None):
        raise HoursError
