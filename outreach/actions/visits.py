"""Every write to the visit log."""

import datetime as dt
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from audit.actions import record
from organization.calendar import beijing_date
from organization.locks import hold_client
from organization.models import Officer, Unit
from outreach.actions.places import note_places
from outreach.actions.sums import recount
from outreach.models import Visit, Visitor, VisitTopic, VisitUnit
from outreach.rules.categories import PLACES, Category
from outreach.rules.topics import Topic


class VisitError(ValueError):
    """A visit that the rules refuse."""


class FutureVisitError(VisitError):
    """What is done lies in the future; what is to come is booked."""


class PlaceMissingError(VisitError):
    """The category counts places and needs the name of one."""


class NobodyWentError(VisitError):
    """At least one officer goes on a visit."""


class StrangerError(VisitError):
    """Only officers of the unit's own brigade go; the argument is the police number of another."""


class VisitClosedError(VisitError):
    """The visit is struck out and changes no more."""


class NotYoursError(VisitError):
    """Whoever entered a visit or went on it changes it, and those who lead the unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitInput:
    """What somebody tells of one visit."""

    unit: Unit
    category: Category
    happened_on: dt.date
    visitors: Collection[Officer]
    target: str = ""
    quantity: int = 1
    is_grassroots: bool = False
    content: str = ""
    contact_cards: int = 0
    notice_cards: int = 0
    followup_cards: int = 0
    contact_name: str = ""
    contact_phone: str = ""
    topics: Collection[Topic] = ()


_KEPT = ("category", "happened_on", "quantity", "is_grassroots", "contact_cards", "notice_cards", "followup_cards")
# What may tell of a citizen: the chain keeps its fingerprint, so that it can be forgotten.
_PERSONAL = ("target", "content", "contact_name", "contact_phone")
_PLAIN = (*_KEPT, *_PERSONAL)


def record_visit(
    told: VisitInput, *, by: Officer | None, at: dt.datetime, client_id: UUID | None = None, is_booked: bool = False
) -> Visit:
    """Store a visit that was made, or book one to come; the same `client_id` again returns what is stored."""
    with transaction.atomic():
        stored = _stored(client_id, by)
        if stored is not None:
            return stored
        check_visit(told, at=at, is_booked=is_booked)
        visit = unsaved_visit(told, number=_next_number(told.unit, at), by=by, at=at)
        visit.client_id = client_id
        visit.state = Visit.State.BOOKED if is_booked else Visit.State.DONE
        visit.save(force_insert=True)
        _store_rest(visit, told)
        recount([(visit.brigade_id, visit.happened_on)])
        record(
            "outreach.visit_booked" if is_booked else "outreach.visit_recorded",
            on=visit,
            by=by,
            scope=told.unit.path,
            after=_content(visit, told.visitors, told.topics),
            personal=_personal(visit),
        )
    return visit


def change_visit(visit: Visit, told: VisitInput, *, by: Officer, at: dt.datetime, is_booked: bool = False) -> Visit:
    """Correct a visit, or report a booked one as done; the unit that entered it stays."""
    with transaction.atomic():
        visit = hold_visit(visit, by)
        check_visit(told, at=at, is_booked=is_booked)
        people = [visitor.officer for visitor in visit.visitors.select_related("officer")]
        before, was_on = _content(visit, people, visit.topics.values_list("topic", flat=True)), visit.happened_on
        for name in _PLAIN:
            setattr(visit, name, getattr(told, name))
        visit.state = Visit.State.BOOKED if is_booked else Visit.State.DONE
        visit.save()
        visit.visitors.all().delete()
        visit.units.all().delete()
        visit.topics.all().delete()
        _store_rest(visit, told)
        recount((visit.brigade_id, day) for day in (was_on, visit.happened_on))
        record(
            "outreach.visit_changed",
            on=visit,
            by=by,
            scope=visit.unit.path,
            before=before,
            after=_content(visit, told.visitors, told.topics),
            personal=_personal(visit),
        )
    return visit


def strike_out(visit: Visit, *, reason: str, by: Officer) -> Visit:
    """Cancel a booked visit, or void one that was entered as done; it stays readable with the reason."""
    with transaction.atomic():
        visit = hold_visit(visit, by)
        was = visit.state
        visit.state = Visit.State.CANCELLED if was == Visit.State.BOOKED else Visit.State.VOIDED
        visit.reason = reason
        visit.save(update_fields=["state", "reason"])
        recount([(visit.brigade_id, visit.happened_on)])
        after = {"state": visit.state, "reason": reason}
        record("outreach.visit_struck_out", on=visit, by=by, scope=visit.unit.path, before={"state": was}, after=after)
    return visit


def may_change(visit: Visit, officer: Officer) -> bool:
    """Tell whether `officer` may change a visit: who entered it, who went, who leads the unit."""
    return (
        visit.entered_by_id == officer.pk
        or officer.has_right("outreach.manage_visits", visit.unit)
        or any(visitor.officer_id == officer.pk for visitor in visit.visitors.all())
    )


def check_visit(told: VisitInput, *, at: dt.datetime, is_booked: bool = False) -> None:
    """Refuse a done visit to come, a visit without people or by strangers, and a place without a name."""
    if not is_booked and told.happened_on > beijing_date(at):
        raise FutureVisitError
    if told.category in PLACES and not told.target.strip():
        raise PlaceMissingError
    if not told.visitors:
        raise NobodyWentError
    for visitor in told.visitors:
        if visitor.unit.brigade_id != told.unit.brigade_id:
            raise StrangerError(visitor.police_number)


def unsaved_visit(told: VisitInput, *, number: str, by: Officer | None, at: dt.datetime) -> Visit:
    plain = {name: getattr(told, name) for name in _PLAIN}
    visit = Visit(
        **plain,
        number=number,
        unit_id=told.unit.pk,
        brigade_id=(told.unit.brigade or told.unit).pk,
        entered_by=by,
        entered_at=at,
    )
    visit.fold()
    return visit


def unit_rows(visit: Visit, told: VisitInput) -> list[VisitUnit]:
    """Return the units that took part: the one that entered it and those of the visitors, the brigade itself aside."""
    taking_part = dict.fromkeys([told.unit.pk, *(visitor.unit_id for visitor in told.visitors)])
    return [
        VisitUnit(visit_id=visit.pk, unit_id=unit, brigade_id=visit.brigade_id, happened_on=visit.happened_on)
        for unit in taking_part
    ]


def visitor_rows(visit: Visit, told: VisitInput) -> list[Visitor]:
    return [
        Visitor(visit_id=visit.pk, officer_id=officer.pk, name=officer.name, unit_id=officer.unit_id)
        for officer in told.visitors
    ]


def _stored(client_id: UUID | None, by: Officer | None) -> Visit | None:
    """Return what `client_id` names already; only one at a time asks for the same one."""
    if client_id is None:
        return None
    hold_client(client_id)
    stored = Visit.objects.filter(client_id=client_id).first()
    if stored is not None and by is not None and stored.entered_by_id != by.pk:
        raise NotYoursError
    return stored


def _store_rest(visit: Visit, told: VisitInput) -> None:
    VisitUnit.objects.bulk_create(unit_rows(visit, told))
    Visitor.objects.bulk_create(visitor_rows(visit, told))
    VisitTopic.objects.bulk_create(VisitTopic(visit=visit, topic=topic) for topic in dict.fromkeys(told.topics))
    note_places([visit])


def hold_visit(visit: Visit, by: Officer) -> Visit:
    """Lock a standing visit for somebody who may change it."""
    visit = Visit.objects.select_for_update(of=("self",)).select_related("unit").get(pk=visit.pk)
    if not may_change(visit, by):
        raise NotYoursError
    if visit.state not in (Visit.State.BOOKED, Visit.State.DONE):
        raise VisitClosedError
    return visit


def _content(visit: Visit, visitors: Collection[Officer], topics: Iterable[str]) -> dict[str, object]:
    told = {name: getattr(visit, name) for name in _KEPT}
    people = sorted(officer.police_number for officer in visitors)
    return told | {"state": visit.state, "visitors": people, "topics": sorted(topics)}


def _personal(visit: Visit) -> dict[str, str]:
    return {name: getattr(visit, name) for name in _PERSONAL if getattr(visit, name)}


def _next_number(unit: Unit, at: dt.datetime) -> str:
    """Return a number that is unique without a counter to wait for: unit, day of entry, eight random digits."""
    return f"{unit.code}-{beijing_date(at):%y%m%d}-{secrets.token_hex(4)}"
