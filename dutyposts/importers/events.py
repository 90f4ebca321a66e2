"""events.csv: what counts for a post's month outside an inspection: events, bonuses and vetoes."""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from dutyposts.actions import events as checks
from dutyposts.actions.events import check_event, event_people, unsaved_event
from dutyposts.actions.imports import mark_used, store_event
from dutyposts.actions.inspections import PostNotInServiceError, WrongItemError, WrongPersonError
from dutyposts.importers.lookups import Book, Lookups
from dutyposts.models import DutyPost, Event
from organization.calendar import Month
from organization.importers.cells import Column, code, day, several, text, whole
from organization.importers.officers import police_number
from organization.importers.runs import Importer, Row, Run, unique_rows
from organization.models import Officer

BATCH = 500


def _load(rows: Iterator[Row], run: Run) -> None:
    lookups = Lookups(run)
    unique = unique_rows(rows, run, "event_no")
    while batch := list(islice(unique, BATCH)):
        lookups.fetch_posts(row["post_code"] for row in batch)
        lookups.fetch_officers(
            number for row in batch for number in (row["proposed_by"], row["approved_by"], *row["officers"]) if number
        )
        stored = _stored(batch)
        for row in batch:
            _load_row(row, stored.get(row["event_no"]), lookups)
    mark_used([book.standard for book in lookups.books.values() if book is not None])


def _stored(batch: Sequence[Row]) -> dict[str, Event]:
    found = Event.objects.filter(number__in=[row["event_no"] for row in batch]).select_related("unit", "brigade")
    return {event.number: event for event in found.prefetch_related("people")}


def _load_row(row: Row, stored: Event | None, lookups: Lookups) -> None:
    run, month = lookups.run, Month.of(row["happened_on"])
    post, people = lookups.post(row), lookups.people(row, "officers")
    proposer = lookups.officer(row, "proposed_by", row["proposed_by"])
    approver = lookups.officer(row, "approved_by", row["approved_by"]) if row["approved_by"] else None
    is_open = post is not None and lookups.is_open(row, "happened_on", post.brigade, month)
    book = lookups.book(row, "happened_on", month)
    approval_is_clear = approver is not None or not row["approved_by"]
    if not (post and proposer and book and is_open and approval_is_clear) or people is None:
        return
    event = _event(row, post, proposer, approver, book, run)
    if event is None:
        return
    if stored is None:
        if _is_allowed(row, event, people, run):
            store_event(event, event_people(event, people))
            run.created.add(event.number)
    else:
        _change(row, event, people, stored, lookups)


def _event(row: Row, post: DutyPost, proposer: Officer, approver: Officer | None, book: Book, run: Run) -> Event | None:
    item = book.items.get(row["item_code"])
    if item is None:
        _refuse_item(row, book.standard.version, run)
        return None
    event = unsaved_event(
        post, item=item, happened_on=row["happened_on"], by=proposer, at=run.at, count=row["count"], note=row["note"]
    )
    event.number, event.approved_by = row["event_no"], approver
    return event


def _refuse_item(row: Row, version: str, run: Run) -> None:
    run.refuse(
        row.line,
        "item_code",
        _("%(value)s is no event, bonus or veto of standard %(version)s."),
        value=row["item_code"],
        version=version,
    )


def _is_allowed(row: Row, event: Event, people: Sequence[Officer], run: Run) -> bool:
    """Hold the event to the rules that hold for one recorded in the portal."""
    try:
        check_event(event.post, event.item, event.happened_on, people, run.at)
    except checks.FutureEventError:
        run.refuse(row.line, "happened_on", _("The day lies in the future."))
    except WrongItemError:
        _refuse_item(row, event.item.standard.version, run)
    except PostNotInServiceError:
        run.refuse(row.line, "post_code", _("The post was not in service on that day."))
    except WrongPersonError as error:
        run.refuse(row.line, "officers", _("The item does not apply to %(value)s."), value=str(error))
    else:
        if event.approved_by_id != event.proposed_by_id:
            return True
        run.refuse(row.line, "approved_by", _("Somebody other than the proposer approves it."))
    return False


def _change(row: Row, event: Event, people: Sequence[Officer], stored: Event, lookups: Lookups) -> None:
    """Bring a stored event to what the file says; an approval given in the portal stays when the file names none."""
    run = lookups.run
    event.approved_by = event.approved_by or stored.approved_by
    if not run.reaches(stored.unit):
        run.refuse(row.line, "event_no", _("%(value)s is the number of another record."), value=event.number)
    elif _content(event, {person.pk for person in people}) == _content(
        stored, {person.officer_id for person in stored.people.all()}
    ):
        run.unchanged += 1
    elif stored.voided_at is not None:
        run.refuse(row.line, "event_no", _("%(value)s is voided and changes no more."), value=event.number)
    elif lookups.is_open(row, "happened_on", stored.brigade, stored.month) and _is_allowed(row, event, people, run):
        event.pk, event.entered_at, event.is_late = stored.pk, stored.entered_at, stored.is_late
        store_event(event, event_people(event, people))
        run.changed.add(event.number)


def _content(event: Event, people: set[int]) -> tuple[object, ...]:
    return (
        event.post_id,
        event.happened_on,
        event.code,
        event.count,
        event.note,
        event.proposed_by_id,
        event.approved_by_id,
        people,
    )


EVENTS = Importer(
    kind="events",
    title=gettext_lazy("events, bonuses and vetoes"),
    right="dutyposts.import_records",
    columns=(
        Column("event_no", code(40), "E000001", is_code=True),
        Column("post_code", code(20), "DS-01", is_code=True),
        Column("happened_on", day, "2026-10-14"),
        Column("item_code", code(10), "J1", is_code=True),
        Column("count", whole(1, 999), "1"),
        Column("officers", several(police_number), "", required=False, blank=(), is_code=True),
        Column("proposed_by", police_number, "012345", is_code=True),
        Column("approved_by", police_number, "023456", required=False, is_code=True),
        Column("note", text(500), "", required=False, blank=""),
    ),
    load=_load,
)
