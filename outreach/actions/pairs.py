"""Pairs of a unit and a household: begun, visited, handed from helper to helper, ended, and forgotten in time."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import forget, record
from organization.actions.showing import record_showing
from organization.calendar import beijing_date
from organization.locks import hold_client
from organization.models import Officer, Unit
from outreach.models import Helper, Household, HouseholdGoods, HouseholdVisit
from outreach.models.pairs import COVERED, PROTECTED, led_by
from outreach.rules.goods import GoodsLine

KEPT = dt.timedelta(days=365)


class PairError(ValueError):
    """A step that the rules refuse."""


class NotLeaderError(PairError):
    """Whoever leads the unit begins and ends its pairs and names their helpers; the brigade where nobody leads it."""


class NotOfThePairError(PairError):
    """The helper and the leaders of the unit alone read and write of a household."""


class StrangeHelperError(PairError):
    """Somebody of the brigade helps."""


class PairDayError(PairError):
    """The day lies in the future, or before the help began."""


class PairEndedError(PairError):
    """The help has ended."""


class GuardianMissingError(PairError):
    """For a child, and for anybody under 14, a guardian agrees."""


class MinorNamedError(PairError):
    """Nobody under 14 is named in public, whoever agrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdInput:
    """What the leader tells of a household; everything but kind, days and the two consents is protected."""

    kind: Household.Kind
    name: str
    needs: str
    begun_on: dt.date
    consented_on: dt.date
    is_minor: bool = False
    may_be_named: bool = False
    guardian: str = ""
    address: str = ""
    phone: str = ""


def begin_pair(
    unit: Unit, told: HouseholdInput, helper: Officer, *, client_id: UUID, by: Officer, at: dt.datetime
) -> Household:
    """Enter a household under the next number of the unit, with its first helper.

    The same `client_id` again returns what is stored.
    """
    with transaction.atomic():
        held = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
        _check_leader(held, by)
        hold_client(client_id)
        stored = Household.objects.filter(client_id=client_id).first()
        if stored is not None:
            return stored
        _check_helper(held, helper)
        if max(told.begun_on, told.consented_on) > beijing_date(at):
            raise PairDayError
        _check_minor(told)
        number = f"{held.code}-P{Household.objects.filter(unit=held).count() + 1:02}"
        brigade = held.brigade_id or held.pk
        household = Household(number=number, client_id=client_id, unit=held, brigade_id=brigade, **asdict(told))
        household.save(force_insert=True)
        Helper.objects.create(household=household, officer=helper, started_on=told.begun_on)
        after = _plain(told) | {"number": number, "helper": helper.police_number}
        record("outreach.pair_begun", on=household, by=by, scope=held.path, after=after, personal=_protected(told))
    return household


def change_household(household: Household, told: HouseholdInput, *, by: Officer) -> Household:
    """Correct what was told of a household; whoever may read it may."""
    with transaction.atomic():
        household = _held(household, by)
        _check_minor(told)
        for name, value in asdict(told).items():
            setattr(household, name, value)
        household.save()
        record(
            "outreach.household_changed",
            on=household,
            by=by,
            scope=household.unit.path,
            after=_plain(told),
            personal=_protected(told),
        )
    return household


def name_helper(household: Household, helper: Officer, *, on: dt.date, by: Officer, at: dt.datetime) -> Helper:
    """Hand the household to another helper from a day on; the one before stays in its history until that day."""
    with transaction.atomic():
        household = _held(household, by)
        _check_leader(household.unit, by)
        _check_helper(household.unit, helper)
        current = household.helpers.select_for_update().get(ended_on=None)
        if current.officer_id == helper.pk:
            return current
        if not current.started_on <= on <= beijing_date(at):
            raise PairDayError
        current.ended_on = on
        current.save(update_fields=["ended_on"])
        named = Helper.objects.create(household=household, officer=helper, started_on=on)
        after = {"helper": helper.police_number, "from": on}
        record("outreach.helper_named", on=household, by=by, scope=household.unit.path, after=after)
    return named


def visit_household(
    household: Household,
    *,
    happened_on: dt.date,
    done: str,
    goods: Sequence[GoodsLine],
    is_signed: bool,
    client_id: UUID,
    by: Officer,
    at: dt.datetime,
    result: str = "",
) -> HouseholdVisit:
    """Enter a visit with what was brought; the same `client_id` again returns what is stored."""
    with transaction.atomic():
        household = _held(household, by)
        hold_client(client_id)
        stored = household.visits.filter(client_id=client_id).first()
        if stored is not None:
            return stored
        if not household.begun_on <= happened_on <= beijing_date(at):
            raise PairDayError
        visit = HouseholdVisit.objects.create(
            household=household,
            client_id=client_id,
            happened_on=happened_on,
            done=done,
            result=result,
            is_signed=is_signed,
            entered_by=by,
            entered_at=at,
        )
        HouseholdGoods.objects.bulk_create(HouseholdGoods(visit=visit, **asdict(line)) for line in goods)
        after = {"happened_on": happened_on, "goods": [list(asdict(line).values()) for line in goods]}
        record(
            "outreach.household_visited",
            on=household,
            by=by,
            scope=household.unit.path,
            after=after | {"is_signed": is_signed},
            personal={"done": done, "result": result} if result else {"done": done},
        )
    return visit


def strike_out_visit(visit: HouseholdVisit, *, reason: str, by: Officer) -> None:
    """Take a visit that was entered by mistake out of every sum; it stays readable with the reason."""
    with transaction.atomic():
        household = _held(visit.household, by)
        if household.visits.filter(pk=visit.pk, reason="").update(reason=reason):
            record(
                "outreach.household_visit_struck_out",
                on=household,
                by=by,
                scope=household.unit.path,
                after={"happened_on": visit.happened_on},
                personal={"reason": reason},
            )


def end_pair(household: Household, *, on: dt.date, conclusion: str, by: Officer, at: dt.datetime) -> Household:
    """End the help with what it came to; a year later the household is forgotten."""
    with transaction.atomic():
        household = _held(household, by)
        _check_leader(household.unit, by)
        helper = household.helpers.get(ended_on=None)
        if not max(household.begun_on, helper.started_on) <= on <= beijing_date(at):
            raise PairDayError
        household.helpers.filter(ended_on=None).update(ended_on=on)
        household.ended_on, household.conclusion = on, conclusion
        household.save(update_fields=["ended_on", "conclusion"])
        record(
            "outreach.pair_ended",
            on=household,
            by=by,
            scope=household.unit.path,
            after={"ended_on": on},
            personal={"conclusion": conclusion},
        )
    return household


def show_household(household: Household, *, by: Officer) -> None:
    """Note that somebody of the pair looks at who the household is."""
    if not may_read(household, by):
        raise NotOfThePairError
    record_showing(household, fields=COVERED, by=by)


def may_read(household: Household, officer: Officer) -> bool:
    return Household.objects.opened_to(officer).filter(pk=household.pk).exists()


def leads(unit: Unit, officer: Officer) -> bool:
    """Tell whether `officer` begins and ends pairs of the unit and names their helpers."""
    return led_by(officer).filter(pk=unit.pk).exists()


def forget_households(at: dt.datetime) -> int:
    """Empty what says who a household was a year after the help ended; numbers, visits and goods stay counted."""
    due = Household.objects.filter(ended_on__lte=beijing_date(at) - KEPT).exclude(name="")
    forgotten = 0
    for household in due.select_related("unit").order_by("pk"):
        with transaction.atomic():
            empty: dict[str, Any] = dict.fromkeys(PROTECTED, "") | {"is_minor": False}
            if not Household.objects.filter(pk=household.pk).exclude(name="").update(**empty):
                continue
            household.visits.update(done="", result="")
            household.visits.exclude(reason="").update(reason="—")
            forget([household])
            record("outreach.household_forgotten", on=household, by=None, scope=household.unit.path)
            forgotten += 1
    return forgotten


def _plain(told: HouseholdInput) -> dict[str, object]:
    return {name: value for name, value in asdict(told).items() if name not in COVERED}


def _protected(told: HouseholdInput) -> dict[str, object]:
    return {name: value for name, value in asdict(told).items() if name in COVERED and value}


def _held(household: Household, by: Officer) -> Household:
    """Lock a household that is helped for somebody who may read it."""
    held = Household.objects.select_for_update(of=("self",)).select_related("unit").get(pk=household.pk)
    if not may_read(held, by):
        raise NotOfThePairError
    if held.ended_on is not None:
        raise PairEndedError
    return held


def _check_minor(told: HouseholdInput) -> None:
    if (told.is_minor or told.kind == Household.Kind.CHILD) and not told.guardian:
        raise GuardianMissingError
    if told.is_minor and told.may_be_named:
        raise MinorNamedError


def _check_leader(unit: Unit, by: Officer) -> None:
    if not leads(unit, by):
        raise NotLeaderError


def _check_helper(unit: Unit, helper: Officer) -> None:
    if helper.unit.brigade_id != unit.brigade_id:
        raise StrangeHelperError
