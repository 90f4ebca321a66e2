"""Events, bonuses and vetoes as their pages show them."""

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import Q

from dutyposts.models import DutyPost, Event, Item
from dutyposts.models.events import EventQuerySet
from dutyposts.models.posts import DutyPostQuerySet
from dutyposts.queries.inspection_pages import CursorFormatError
from organization.models import Officer
from organization.models.units import within

PROPOSE = "dutyposts.propose_event"
APPROVE = "dutyposts.approve_bonus"
VOID = "dutyposts.void_event"
PAGE_SIZE = 30
_CURSOR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the list, with what the visitor may do to it."""

    event: Event
    may_approve: bool
    may_void: bool


def posts_to_report(officer: Officer) -> DutyPostQuerySet:
    """Keep the posts for which `officer` may enter an event."""
    held = within(officer.paths_of(PROPOSE), "unit__path")
    return DutyPost.objects.visible_to(officer).filter(held).select_related("unit", "brigade")


def page_of(events: EventQuerySet, officer: Officer, before: str) -> tuple[list[EventRow], str]:
    """Return one page, newest first, from the place `before` on, and the next place or an empty text."""
    if before:
        day, pk = _read(before)
        events = events.filter(Q(happened_on__lt=day) | Q(happened_on=day, pk__lt=pk))
    found = list(
        events.order_by("-happened_on", "-pk")
        .select_related("post", "unit", "proposed_by", "approved_by")
        .prefetch_related("people")[: PAGE_SIZE + 1]
    )
    page = found[:PAGE_SIZE]
    following = f"{page[-1].happened_on}.{page[-1].pk}" if len(found) > PAGE_SIZE else ""
    return [_row(event, officer) for event in page], following


def may_approve(event: Event, officer: Officer) -> bool:
    waits = event.kind == Item.Kind.BONUS and event.approved_by_id is None and event.voided_at is None
    return waits and event.proposed_by_id != officer.pk and officer.has_right(APPROVE, event.unit)


def may_void(event: Event, officer: Officer) -> bool:
    return event.voided_at is None and officer.has_right(VOID, event.unit)


def _row(event: Event, officer: Officer) -> EventRow:
    return EventRow(event, may_approve(event, officer), may_void(event, officer))


def _read(text: str) -> tuple[dt.date, int]:
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise CursorFormatError(text)
    try:
        return dt.date.fromisoformat(match[1]), int(match[2])
    except ValueError as error:
        raise CursorFormatError(text) from error
