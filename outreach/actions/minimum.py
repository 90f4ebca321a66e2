"""Excuses, warnings and the record of a month: what comes of the services that squadrons owe."""

import datetime as dt

from django.db import transaction
from django.db.models import Min

from audit.actions import record
from organization.calendar import Month, beijing_date
from organization.models import Officer, Unit
from outreach.models import Excuse, ShortfallWarning, SquadronMonth, Visit
from outreach.queries.minimum import Standing, standings
from outreach.rules.minimum import Outlook, warning_due


class ExcuseError(ValueError):
    """An excuse that the rules refuse."""


class NoSquadronError(ExcuseError):
    """Only squadrons owe services and can be excused."""


class DecidedError(ExcuseError):
    """The excuse is decided already."""


class OwnExcuseError(ExcuseError):
    """Somebody other than the one who asks decides, with the right to at the squadron."""


def ask_excuse(unit: Unit, *, first_on: dt.date, last_on: dt.date, reason: str, by: Officer, at: dt.datetime) -> Excuse:
    """Ask that a squadron owes nothing for some days; the same days again return what was asked."""
    if unit.kind != Unit.Kind.SQUADRON:
        raise NoSquadronError
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        asked = Excuse.objects.filter(unit=unit, first_on=first_on, last_on=last_on).first()
        if asked is not None:
            return asked
        excuse = Excuse(unit=unit, first_on=first_on, last_on=last_on, reason=reason, asked_by=by, asked_at=at)
        excuse.full_clean()
        excuse.save()
        after = {"first_on": first_on, "last_on": last_on, "reason": reason}
        record("outreach.excuse_asked", on=excuse, by=by, scope=unit.path, after=after)
    return excuse


def decide_excuse(excuse: Excuse, *, is_granted: bool, by: Officer, at: dt.datetime) -> Excuse:
    with transaction.atomic():
        excuse = Excuse.objects.select_for_update(of=("self",)).select_related("unit").get(pk=excuse.pk)
        if excuse.state != Excuse.State.ASKED:
            raise DecidedError
        if excuse.asked_by_id == by.pk or not by.has_right("outreach.decide_excuse", excuse.unit):
            raise OwnExcuseError
        excuse.state = Excuse.State.GRANTED if is_granted else Excuse.State.REFUSED
        excuse.decided_by, excuse.decided_at = by, at
        excuse.save(update_fields=["state", "decided_by", "decided_at"])
        record("outreach.excuse_decided", on=excuse, by=by, scope=excuse.unit.path, after={"state": excuse.state})
    return excuse


def warn_of_shortfalls(at: dt.datetime) -> int:
    """Warn every squadron with services neither done nor booked, once a stage; return how many were warned now."""
    today = beijing_date(at)
    stage = warning_due(today)
    if stage is None:
        return 0
    return sum(_warn(brigade, stage, at) for brigade in _brigades_at_work())


def record_due_months(at: dt.datetime) -> list[tuple[Unit, Month]]:
    """Record every month that is over and not recorded, from a brigade's first visit on; repeating records no more."""
    last = Month.of(beijing_date(at)).shift(-1)
    recorded: list[tuple[Unit, Month]] = []
    for brigade, first_on in _brigades_at_work().items():
        done = set(SquadronMonth.objects.filter(brigade=brigade).values_list("month", flat=True))
        due = [month for month in Month.of(first_on).until(last) if month not in done]
        recorded += [(brigade, month) for month in due if _record(brigade, month, at)]
    return recorded


def _brigades_at_work() -> dict[Unit, dt.date]:
    """Return the brigades that keep a log, each with the day of its first visit."""
    first = dict(Visit.objects.done().order_by().values_list("brigade").annotate(first=Min("happened_on")))
    return {brigade: first[brigade.pk] for brigade in Unit.objects.filter(pk__in=first).order_by("path")}


def _warn(brigade: Unit, stage: int, at: dt.datetime) -> int:
    today = beijing_date(at)
    month = Month.of(today)
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=brigade.pk)
        missing = [row for row in standings(brigade, month, today) if row.outlook is Outlook.MISSING]
        told = ShortfallWarning.objects.filter(unit__in=[row.squadron for row in missing], month=month, stage=stage)
        known = set(told.values_list("unit", flat=True))
        fresh = [row for row in missing if row.squadron.pk not in known]
        for row in fresh:
            _store_warning(row, month, stage, at)
    return len(fresh)


def _store_warning(row: Standing, month: Month, stage: int, at: dt.datetime) -> None:
    warning = ShortfallWarning.objects.create(
        unit=row.squadron,
        month=month,
        stage=stage,
        required=row.minimum.required,
        missing=row.minimum.missing,
        warned_at=at,
    )
    after = {"month": str(month), "stage": stage, "missing": row.minimum.missing}
    record("outreach.shortfall_warned", on=warning, by=None, scope=row.squadron.path, after=after)


def _record(brigade: Unit, month: Month, at: dt.datetime) -> bool:
    """Record the squadrons' month unless somebody else did meanwhile; a month without squadrons records nothing."""
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=brigade.pk)
        if SquadronMonth.objects.filter(brigade=brigade, month=month).exists():
            return False
        rows = standings(brigade, month, beijing_date(at))
        SquadronMonth.objects.bulk_create(
            SquadronMonth(
                brigade=brigade,
                unit=row.squadron,
                month=month,
                required=row.minimum.required,
                done=row.minimum.done,
                recorded_at=at,
            )
            for row in rows
        )
        if rows:
            after = {
                "month": str(month),
                "short": {row.squadron.code: row.minimum.short for row in rows if row.minimum.short},
                "above": {row.squadron.code: row.minimum.done for row in rows if row.did_well},
            }
            record("outreach.month_recorded", on=brigade, by=None, scope=brigade.path, after=after)
    return bool(rows)
