"""Every write to the register of leniency; the plate is personal and covered."""

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction

from audit.actions import record
from organization.actions.showing import record_showing
from organization.calendar import beijing_date
from organization.locks import hold_client
from organization.models import CalendarDay, Officer
from services.models import Leniency, PassagePermit
from services.rules.leniency import (
    MOST_WARNINGS,
    WAIVING,
    Facts,
    Ground,
    Lack,
    Rule,
    lacks_of,
    repeats_since,
    settle_dates,
)
from services.rules.plates import is_plate, plate_key

LEAD = "services.lead_leniency"
CHECK = "services.check_leniency"


class LeniencyError(ValueError):
    """An entry that the rules refuse."""


class NeverEligibleError(LeniencyError):
    """Such a violation is never let off; the argument is the ground."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground.value)
        self.ground = ground


class LackError(LeniencyError):
    """The rule asks for something that the case does not have."""

    def __init__(self, lack: Lack) -> None:
        super().__init__(lack.value)
        self.lack = lack


class RepeatedError(LeniencyError):
    """The vehicle had its spoken warnings of twelve months."""


class PlateError(LeniencyError):
    """The text is no number plate."""


class FutureLeniencyError(LeniencyError):
    """The register holds what has happened."""


class NotAtWorkOnLeniencyError(LeniencyError):
    """Who recorded an entry works on it, and who leads the unit."""


class NotCheckerError(LeniencyError):
    """A supervisor other than the recording officer checks."""


class LeniencyVoidedError(LeniencyError):
    """The entry was struck out and changes no more."""


class NotPermittedNowError(LeniencyError):
    """The permit of a passage does not count at that moment."""


class LeniencyStepError(LeniencyError):
    """The entry is not at the state that this step begins from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeniencyInput(Facts):
    """What an officer tells of one case."""

    happened_at: dt.datetime
    place: str
    plate: str
    points: int = 0
    enterprise: str = ""
    programme: str = ""
    words: str = ""
    evidence: str = ""
    patient_proof: str = ""


PERSONAL = ("plate", "evidence", "patient_proof", "words")


def record_leniency(
    told: LeniencyInput,
    *,
    grounds: Collection[Ground],
    client_id: UUID,
    by: Officer,
    at: dt.datetime,
    passage: PassagePermit | None = None,
) -> Leniency:
    """Enter a case of the officer's own, a passage under its permit; the same `client_id` returns what is stored."""
    with transaction.atomic():
        hold_client(client_id)
        stored = Leniency.objects.filter(client_id=client_id, officer=by).first()
        if stored is not None:
            return stored
        for ground in grounds:
            raise NeverEligibleError(ground)
        check_leniency(told, at=at)
        check_repeats(told)
        entry = unsaved_leniency(told, number=_number(at), officer=by, at=at)
        entry.client_id, entry.passage = client_id, passage
        date_settling(entry)
        entry.full_clean()
        entry.save()
        told_of = {field.name: getattr(told, field.name) for field in fields(told)}
        record(
            "services.leniency_recorded",
            on=entry,
            by=by,
            scope=entry.unit.path,
            after={name: value for name, value in told_of.items() if name not in PERSONAL},
            personal={name: told_of[name] for name in PERSONAL},
        )
    return entry


def settle_leniency(entry: Leniency, *, outcome: Leniency.Outcome, proof: str, by: Officer, at: dt.datetime) -> None:
    """Say how a release to a hospital ended, with the proof that was brought."""
    with transaction.atomic():
        entry = _held(entry)
        if not works_on(entry, by):
            raise NotAtWorkOnLeniencyError
        if entry.rule != Rule.W3:
            raise LeniencyStepError
        entry.state, entry.outcome, entry.settled_by, entry.settled_at = Leniency.State.CLOSED, outcome, by, at
        entry.patient_proof = proof or entry.patient_proof
        entry.save(update_fields=["state", "outcome", "settled_by", "settled_at", "patient_proof"])
        after = {"state": entry.state, "outcome": outcome}
        record(
            "services.leniency_settled",
            on=entry,
            by=by,
            scope=entry.unit.path,
            after=after,
            personal={"patient_proof": entry.patient_proof},
        )


def note_check(entry: Leniency, *, note: str, by: Officer, at: dt.datetime) -> None:
    """Note a supervisor's check; it closes a spoken warning whose violation carries points."""
    with transaction.atomic():
        entry = Leniency.objects.select_for_update(of=("self",)).select_related("unit").get(pk=entry.pk)
        if entry.checked_by_id is not None or entry.state == Leniency.State.VOIDED:
            raise LeniencyStepError
        if entry.officer_id == by.pk or not by.has_right(CHECK, entry.unit):
            raise NotCheckerError
        entry.checked_by, entry.checked_at, entry.check_note = by, at, note
        if Rule(entry.rule) in WAIVING:
            entry.state = Leniency.State.CLOSED
        entry.save(update_fields=["checked_by", "checked_at", "check_note", "state"])
        after = {"state": entry.state, "check_note": note}
        record("services.leniency_checked", on=entry, by=by, scope=entry.unit.path, after=after, personal={})


def show_plate(entry: Leniency, *, by: Officer) -> None:
    """Note that `by` looks at the whole plate."""
    if not works_on(entry, by):
        raise NotAtWorkOnLeniencyError
    record_showing(entry, fields=("plate",), by=by)


def works_on(entry: Leniency, officer: Officer) -> bool:
    return entry.officer_id == officer.pk or officer.has_right(LEAD, entry.unit)


def check_leniency(told: LeniencyInput, *, at: dt.datetime) -> None:
    """Refuse what lies in the future, what is no plate, and what lacks something that the rule asks for."""
    if told.happened_at > at:
        raise FutureLeniencyError
    if not is_plate(told.plate):
        raise PlateError
    for lack in lacks_of(told):
        raise LackError(lack)


def unsaved_leniency(told: LeniencyInput, *, number: str, officer: Officer, at: dt.datetime) -> Leniency:
    is_open = told.rule == Rule.W3 or (told.rule in WAIVING and told.points > 0)
    return Leniency(
        **asdict(told),
        number=number,
        plate_key=plate_key(told.plate),
        corrected_at=told.happened_at if told.is_corrected else None,
        officer=officer,
        unit=officer.unit,
        brigade=officer.unit.brigade or officer.unit,
        state=Leniency.State.OPEN if is_open else Leniency.State.CLOSED,
        entered_at=at,
    )


def date_settling(entry: Leniency) -> None:
    """Set by when a release is settled; of other entries nothing."""
    if entry.rule == Rule.W3:
        day = beijing_date(entry.happened_at)
        entry.due_on, entry.leader_on = settle_dates(day, CalendarDay.objects.as_overrides())


def check_repeats(told: LeniencyInput, *, but: Leniency | None = None) -> None:
    """Refuse a third spoken warning, not counting the entry `but`; one at a time asks about a plate."""
    if told.rule not in WAIVING:
        return
    key, day = plate_key(told.plate), beijing_date(told.happened_at)
    hold_client(uuid5(NAMESPACE_OID, key))
    found = Leniency.objects.waived().filter(plate_key=key).between(repeats_since(day), day)
    if but is not None:
        found = found.exclude(pk=but.pk)
    if found.count() >= MOST_WARNINGS:
        raise RepeatedError


def _held(entry: Leniency) -> Leniency:
    found = Leniency.objects.select_for_update(of=("self",)).select_related("unit").get(pk=entry.pk)
    if found.state != Leniency.State.OPEN:
        raise LeniencyStepError
    return found


def _number(at: dt.datetime) -> str:
    return f"W{beijing_date(at):%y%m%d}-{secrets.token_hex(4)}"
