"""Corrections of the register of leniency: what an entry says is changed with a reason, or struck out with one."""

import datetime as dt
from collections.abc import Collection
from dataclasses import fields

from django.db import transaction

from audit.actions import record
from organization.models import Officer
from services.actions.leniency import (
    LEAD,
    PERSONAL,
    LeniencyInput,
    LeniencyVoidedError,
    NeverEligibleError,
    NotAtWorkOnLeniencyError,
    NotPermittedNowError,
    check_leniency,
    check_repeats,
    date_settling,
)
from services.models import Leniency
from services.rules.leniency import WAIVING, Ground, Rule
from services.rules.plates import plate_key

OWN_DAYS = 7
_TOLD = tuple(field.name for field in fields(LeniencyInput))


def may_change(entry: Leniency, officer: Officer, at: dt.datetime) -> bool:
    """Tell whether `officer` may correct or strike out: an entry of the own last seven days, or of the unit led."""
    if entry.state == Leniency.State.VOIDED:
        return False
    is_recent = at < entry.entered_at + dt.timedelta(days=OWN_DAYS)
    return (entry.officer_id == officer.pk and is_recent) or officer.has_right(LEAD, entry.unit)


def correct_leniency(
    entry: Leniency,
    told: LeniencyInput,
    *,
    grounds: Collection[Ground] = (),
    reason: str,
    by: Officer,
    at: dt.datetime,
) -> Leniency:
    """Change what an entry says, held to its rule as a new one is; a supervisor's check is taken back."""
    with transaction.atomic():
        entry = _held(entry, by, at)
        for ground in grounds:
            raise NeverEligibleError(ground)
        check_leniency(told, at=at)
        check_repeats(told, but=entry)
        if entry.passage is not None and not entry.passage.is_open(told.happened_at):
            raise NotPermittedNowError
        before = {name: getattr(entry, name) for name in _TOLD}
        for name in _TOLD:
            setattr(entry, name, getattr(told, name))
        entry.plate_key = plate_key(told.plate)
        entry.corrected_at = told.happened_at if told.is_corrected else None
        date_settling(entry)
        _take_check_back(entry)
        entry.changed_by, entry.changed_at, entry.change_reason = by, at, reason
        entry.full_clean()
        entry.save()
        changed = [name for name in _TOLD if before[name] != getattr(entry, name)]
        plain, personal = set(changed) - set(PERSONAL), set(changed) & set(PERSONAL)
        record(
            "services.leniency_corrected",
            on=entry,
            by=by,
            scope=entry.unit.path,
            before={name: before[name] for name in sorted(plain)},
            after={name: getattr(entry, name) for name in sorted(plain)} | {"change_reason": reason},
            personal={name: getattr(entry, name) for name in sorted(personal)},
        )
    return entry


def strike_leniency(entry: Leniency, *, reason: str, by: Officer, at: dt.datetime) -> Leniency:
    """Take an entry out of every figure; it stays readable with the reason."""
    with transaction.atomic():
        entry = _held(entry, by, at)
        was, entry.state = entry.state, Leniency.State.VOIDED
        entry.changed_by, entry.changed_at, entry.change_reason = by, at, reason
        entry.save(update_fields=["state", "changed_by", "changed_at", "change_reason"])
        after = {"state": entry.state, "change_reason": reason}
        record(
            "services.leniency_struck_out", on=entry, by=by, scope=entry.unit.path, before={"state": was}, after=after
        )
    return entry


def _take_check_back(entry: Leniency) -> None:
    entry.checked_by, entry.checked_at, entry.check_note = None, None, ""
    if Rule(entry.rule) in WAIVING:
        entry.state = Leniency.State.OPEN if entry.points else Leniency.State.CLOSED


def _held(entry: Leniency, by: Officer, at: dt.datetime) -> Leniency:
    found = Leniency.objects.select_for_update(of=("self",)).select_related("unit", "passage").get(pk=entry.pk)
    if found.state == Leniency.State.VOIDED:
        raise LeniencyVoidedError
    if not may_change(found, by, at):
        raise NotAtWorkOnLeniencyError
    return found
