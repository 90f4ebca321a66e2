"""Publicity and charity events: planned, held, cancelled, and entered as visits."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.db import transaction

from audit.actions import record
from organization.calendar import beijing_date
from organization.locks import hold_client
from organization.models import Officer, Unit
from outreach.actions.visits import VisitInput, record_visit
from outreach.models import Campaign, EventOfficer, EventUnit, Goods, PublicityEvent, Visit
from outreach.models.publicity import NUMBERS
from outreach.rules.goods import GoodsLine


class EventError(ValueError):
    """An event that the rules refuse."""


class FutureEventError(EventError):
    """What was held lies in the future; what is to come is planned."""


class NobodyTookPartError(EventError):
    """At least one officer takes part in an event."""


class OtherForceError(EventError):
    """Only officers of the unit's own brigade take part."""


class CampaignDaysError(EventError):
    """The day lies outside the days of the campaign."""


class CampaignOverError(EventError):
    """The campaign is closed or another brigade's: it takes no more events."""


class EventCancelledError(EventError):
    """The event is cancelled and changes no more."""


class NotYourEventError(EventError):
    """Whoever entered an event or took part changes it, and those who lead the unit."""


class NoVisitError(EventError):
    """Only an event that was held, of a kind that is a visit too, is entered as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventInput:
    """What somebody tells of one event; `numbers` holds any of `NUMBERS`, the others are 0."""

    unit: Unit
    kind: PublicityEvent.Kind
    happened_on: dt.date
    place: str
    officers: Collection[Officer]
    campaign: Campaign | None = None
    partners: str = ""
    content: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict)
    goods: Sequence[GoodsLine] = ()


_PLAIN = ("kind", "happened_on", "place", "campaign", "partners", "content")


def record_event(
    told: EventInput, *, by: Officer, at: dt.datetime, client_id: UUID | None = None, is_planned: bool = False
) -> PublicityEvent:
    """Store an event that was held, or plan one to come; the same `client_id` again returns what is stored."""
    with transaction.atomic():
        stored = _stored(client_id, by)
        if stored is not None:
            return stored
        event = PublicityEvent(
            client_id=client_id,
            unit=told.unit,
            brigade_id=(told.unit.brigade or told.unit).pk,
            entered_by=by,
            entered_at=at,
        )
        _check(event, told, at=at, is_planned=is_planned)
        _store(event, told, is_planned=is_planned)
        record(
            "outreach.event_planned" if is_planned else "outreach.event_held",
            on=event,
            by=by,
            scope=told.unit.path,
            after=_content(event),
        )
    return event


def change_event(
    event: PublicityEvent, told: EventInput, *, by: Officer, at: dt.datetime, is_planned: bool = False
) -> PublicityEvent:
    """Correct an event, or report a planned one as held; the unit that entered it stays."""
    with transaction.atomic():
        event = _held(event, by)
        _check(event, told, at=at, is_planned=is_planned)
        before = _content(event)
        _store(event, told, is_planned=is_planned)
        after = _content(event)
        record("outreach.event_changed", on=event, by=by, scope=event.unit.path, before=before, after=after)
    return event


def cancel_event(event: PublicityEvent, *, reason: str, by: Officer) -> PublicityEvent:
    """Cancel what was planned, or strike out what was entered as held; it stays readable with the reason."""
    with transaction.atomic():
        event = _held(event, by)
        was, event.state, event.reason = event.state, PublicityEvent.State.CANCELLED, reason
        event.save(update_fields=["state", "reason"])
        after = {"state": event.state, "reason": reason}
        record("outreach.event_cancelled", on=event, by=by, scope=event.unit.path, before={"state": was}, after=after)
    return event


def enter_as_visit(
    event: PublicityEvent, told: VisitInput, *, by: Officer, at: dt.datetime, client_id: UUID | None = None
) -> Visit:
    """Enter a held event in the visit log too and keep the link; a second time returns the visit that stands."""
    with transaction.atomic():
        event = _held(event, by)
        if event.state != PublicityEvent.State.HELD or event.category is None:
            raise NoVisitError
        if event.visit is not None and event.is_entered:
            return event.visit
        visit = record_visit(told, by=by, at=at, client_id=client_id)
        event.visit = visit
        event.save(update_fields=["visit"])
        after = {"visit": visit.number}
        record("outreach.event_entered_as_visit", on=event, by=by, scope=event.unit.path, after=after)
    return visit


def may_change(event: PublicityEvent, officer: Officer) -> bool:
    """Tell whether `officer` may change an event: who entered it, who took part, who leads the unit."""
    return (
        event.entered_by_id == officer.pk
        or officer.has_right("outreach.manage_visits", event.unit)
        or any(part.officer_id == officer.pk for part in event.officers.all())
    )


def _check(event: PublicityEvent, told: EventInput, *, at: dt.datetime, is_planned: bool) -> None:
    if not is_planned and told.happened_on > beijing_date(at):
        raise FutureEventError
    if not told.officers:
        raise NobodyTookPartError
    known = set(event.officers.values_list("officer", flat=True)) if event.pk else set()
    if any(officer.unit.brigade_id != event.brigade_id for officer in told.officers if officer.pk not in known):
        raise OtherForceError
    if told.campaign is not None:
        _check_campaign(event, told.campaign, told.happened_on, is_planned=is_planned)


def _check_campaign(event: PublicityEvent, wanted: Campaign, day: dt.date, *, is_planned: bool) -> None:
    """Hold the campaign, so that it is not closed meanwhile; a closed one lets its own events be corrected only."""
    campaign = Campaign.objects.select_for_update().get(pk=wanted.pk)
    is_correction = event.campaign_id == campaign.pk and event.state == event.State.HELD and not is_planned
    if campaign.brigade_id != event.brigade_id or (campaign.closed_at and not is_correction):
        raise CampaignOverError
    if not campaign.first_on <= day <= campaign.last_on:
        raise CampaignDaysError


def _stored(client_id: UUID | None, by: Officer) -> PublicityEvent | None:
    if client_id is None:
        return None
    hold_client(client_id)
    stored = PublicityEvent.objects.filter(client_id=client_id).first()
    if stored is not None and stored.entered_by_id != by.pk:
        raise NotYourEventError
    return stored


def _store(event: PublicityEvent, told: EventInput, *, is_planned: bool) -> None:
    for name in _PLAIN:
        setattr(event, name, getattr(told, name))
    for name in NUMBERS:
        setattr(event, name, told.numbers.get(name, 0))
    event.state = PublicityEvent.State.PLANNED if is_planned else PublicityEvent.State.HELD
    event.save()
    _store_people(event, told.officers)
    event.goods.all().delete()
    Goods.objects.bulk_create(Goods(event=event, **asdict(line)) for line in told.goods)


def _store_people(event: PublicityEvent, officers: Collection[Officer]) -> None:
    """Keep who stays in the list with the name and unit of that time; add the others as they are now."""
    event.officers.exclude(officer__in=officers).delete()
    known = set(event.officers.values_list("officer", flat=True))
    EventOfficer.objects.bulk_create(
        EventOfficer(event=event, officer=officer, name=officer.name, unit_id=officer.unit_id)
        for officer in officers
        if officer.pk not in known
    )
    units = dict.fromkeys([event.unit_id, *event.officers.values_list("unit", flat=True)])
    event.units.all().delete()
    EventUnit.objects.bulk_create(EventUnit(event=event, unit_id=unit) for unit in units)


def _held(event: PublicityEvent, by: Officer) -> PublicityEvent:
    # The visit is not joined: the row is read anew after waiting for the lock, a joined one is not.
    event = PublicityEvent.objects.select_for_update(of=("self",)).select_related("unit").get(pk=event.pk)
    if not may_change(event, by):
        raise NotYourEventError
    if event.state == PublicityEvent.State.CANCELLED:
        raise EventCancelledError
    return event


def _content(event: PublicityEvent) -> dict[str, object]:
    plain = {name: getattr(event, name) for name in (*_PLAIN[:3], "partners", "content", "state", *NUMBERS)}
    officers = event.officers.order_by("officer__police_number").values_list("officer__police_number", flat=True)
    goods = event.goods.values_list("item", "quantity", "measure", "value")
    return plain | {"campaign": event.campaign_id, "officers": list(officers), "goods": list(goods)}
