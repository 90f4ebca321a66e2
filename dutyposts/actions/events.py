import datetime as dt
import secrets
from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from audit.actions import record
from dutyposts.actions.computing import MonthClosedError
from dutyposts.actions.inspections import PostNotInServiceError, WrongItemError, WrongPersonError, standard_in_force
from dutyposts.locks import share_month
from dutyposts.models import DutyPost, Event, EventPerson, Item, Standard
from dutyposts.models.months import is_closed
from organization.calendar import Month, beijing_date
from organization.locks import hold_client
from organization.models import Officer


class EventError(ValueError):
    """An event that the rules refuse."""


class NotABonusError(EventError):
    """Only a bonus needs approval."""


class ApprovedByProposerError(EventError):
    """Somebody other than the proposer approves a bonus."""


class AlreadyVoidedEventError(EventError):
    """The event is voided and changes no more."""


class FutureEventError(EventError):
    """The day lies in the future."""


def record_event(
    post: DutyPost,
    *,
    item: Item,
    happened_on: dt.date,
    by: Officer,
    at: dt.datetime,
    count: int = 1,
    people: Collection[Officer] = (),
    note: str = "",
    client_id: UUID | None = None,
) -> Event:
    """Store an event, a veto or a bonus of a post; a bonus counts once somebody else approved it.

    The same `client_id` again returns what is stored, unchanged.
    """
    month = Month.of(happened_on)
    with transaction.atomic():
        share_month(post.brigade_id, month)
        event = unsaved_event(post, item=item, happened_on=happened_on, by=by, at=at, count=count, note=note)
        if client_id is not None:
            hold_client(client_id)
            event.number = f"{post.code}-E{client_id.hex[-16:]}"
            stored = Event.objects.filter(number=event.number, proposed_by=by).first()
            if stored is not None:
                return stored
        if is_closed(post.brigade, month):
            raise MonthClosedError(str(month))
        check_event(post, item, happened_on, people, at)
        event.save(force_insert=True)
        EventPerson.objects.bulk_create(event_people(event, people))
        Standard.objects.filter(pk=item.standard_id, is_used=False).update(is_used=True)
        record(
            "dutyposts.event_recorded",
            on=event,
            by=by,
            scope=post.unit.path,
            after={"code": event.code, "count": count, "happened_on": happened_on, "note": note},
        )
    return event


def unsaved_event(
    post: DutyPost, *, item: Item, happened_on: dt.date, by: Officer, at: dt.datetime, count: int, note: str
) -> Event:
    """Return the row of an event, numbered but not approved, with the unit and the item's words as they are now."""
    month = Month.of(happened_on)
    return Event(
        number=f"{post.code}-E{beijing_date(at):%y%m%d}-{secrets.token_hex(4)}",
        post=post,
        brigade_id=post.brigade_id,
        unit=post.unit,
        month=month,
        happened_on=happened_on,
        item=item,
        code=item.code,
        kind=item.kind,
        text=item.text,
        points=item.points,
        count=count,
        note=note,
        proposed_by=by,
        entered_at=at,
        is_late=at >= month.ends_at,
    )


def event_people(event: Event, people: Collection[Officer]) -> list[EventPerson]:
    return [
        EventPerson(event=event, officer=person, name=person.name, kind=person.kind, unit_id=person.unit_id)
        for person in people
    ]


def approve_bonus(event: Event, *, by: Officer) -> Event:
    """Let a bonus count; approving it again changes nothing."""
    with transaction.atomic():
        event = _hold(event)
        if event.kind != Item.Kind.BONUS:
            raise NotABonusError
        if event.proposed_by_id == by.pk:
            raise ApprovedByProposerError
        if event.approved_by_id is None:
            event.approved_by = by
            event.save(update_fields=["approved_by"])
            record("dutyposts.bonus_approved", on=event, by=by, scope=event.unit.path, after={"code": event.code})
    return event


def void_event(event: Event, *, reason: str, by: Officer, at: dt.datetime) -> Event:
    """Take an event out of the month, or refuse a bonus; it stays visible with the reason."""
    with transaction.atomic():
        event = _hold(event)
        event.voided_at, event.void_reason = at, reason
        event.save(update_fields=["voided_at", "void_reason"])
        record("dutyposts.event_voided", on=event, by=by, scope=event.unit.path, after={"reason": reason})
    return event


def check_event(post: DutyPost, item: Item, day: dt.date, people: Collection[Officer], at: dt.datetime) -> None:
    """Refuse a day to come, an item of another kind or standard, a post not in service, people it does not apply to."""
    if day > beijing_date(at):
        raise FutureEventError
    if item.kind == Item.Kind.DEDUCTION or item.standard_id != standard_in_force(Month.of(day)).pk:
        raise WrongItemError(item.code)
    if day < post.opened_on or (post.closed_on is not None and day > post.closed_on):
        raise PostNotInServiceError
    for person in people:
        if item.applies_to not in (Item.AppliesTo.BOTH, person.kind):
            raise WrongPersonError(person.police_number)


def _hold(event: Event) -> Event:
    share_month(event.brigade_id, event.month)
    event = Event.objects.select_for_update(of=("self",)).select_related("unit", "brigade").get(pk=event.pk)
    if is_closed(event.brigade, event.month):
        raise MonthClosedError(str(event.month))
    if event.voided_at is not None:
        raise AlreadyVoidedEventError
    return event
