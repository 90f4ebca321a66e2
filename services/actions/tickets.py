"""Tickets of who comes to the hall: taken once, called at one window, brought to an end with an outcome."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from audit.actions import record
from organization.calendar import beijing_date
from organization.locks import hold_client
from organization.models import Officer, Unit
from services.actions.cases import end_block
from services.models import Case, Matter, Ticket, Window
from services.models.cases import WORK
from services.models.tickets import outcomes_for

_STATE = Ticket.State
# After these nothing is open any more; the general procedure leaves a violation open.
_SETTLING = frozenset({Ticket.Outcome.EXPLAINED, Ticket.Outcome.VERBAL, Ticket.Outcome.SETTLED})


class TicketError(ValueError):
    """A step that the rules refuse."""


class NotAtWindowError(TicketError):
    """Tickets are handled by the clerks of the window's unit and who leads it."""


class NoSuchCaseError(TicketError):
    """No case of this brigade has the number; the argument is the number."""


class WindowBusyError(TicketError):
    """The window calls nobody while it serves somebody; the argument is that ticket."""


class WindowClosedError(TicketError):
    """The window is given up."""


class OtherKindError(TicketError):
    """A window calls tickets of its own kind and brigade, of the same day."""


class TicketStateError(TicketError):
    """The ticket is not at a state that this step begins from."""


class WrongOutcomeError(TicketError):
    """A ticket of this kind of windows has no such outcome."""


class HoldReasonMissingError(TicketError):
    """Who is put on hold is told why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketInput:
    """For which windows a ticket is taken, and what is known already."""

    kind: Window.Kind
    priority: str = ""
    matter: Matter | None = None
    case_number: str = ""


def take_ticket(brigade: Unit, told: TicketInput, *, client_id: UUID, by: Officer, at: dt.datetime) -> Ticket:
    """Give the next number of the day; the same `client_id` again returns the ticket that it got."""
    with transaction.atomic():
        hold_client(client_id)
        stored = Ticket.objects.filter(client_id=client_id).first()
        if stored is not None:
            return stored
        if not is_clerk_of(brigade, by):
            raise NotAtWindowError
        case = _case(brigade, told.case_number)
        today = beijing_date(at)
        ticket = Ticket(
            client_id=client_id,
            brigade=brigade,
            kind=told.kind,
            taken_on=today,
            number=_next_number(brigade, told.kind, today),
            is_priority=bool(told.priority),
            priority=told.priority,
            matter=told.matter,
            case=case,
            taken_at=at,
            entered_by=by,
        )
        ticket.full_clean()
        ticket.save(force_insert=True)
        after = {"code": ticket.code, "priority": told.priority, "case": case.number if case else ""}
        record("services.ticket_taken", on=ticket, by=by, scope=brigade.path, after=after)
    return ticket


def call_next(window: Window, *, by: Officer, at: dt.datetime) -> Ticket | None:
    """Call to a window whoever is next by the order of calling; return None if nobody of its kind waits.

    Two windows that ask at once get two tickets: PostgreSQL skips the rows that another one holds, SQLite lets one
    write at a time.
    """
    with transaction.atomic():
        held = _free_window(window, by, at)
        waiting = Ticket.objects.of_day(held.brigade, beijing_date(at)).filter(kind=held.kind).waiting()
        ticket = waiting.select_for_update(of=("self",), skip_locked=True).first()
        if ticket is not None:
            _call(ticket, held, by, at)
    return ticket


def call_ticket(ticket: Ticket, window: Window, *, by: Officer, at: dt.datetime) -> Ticket:
    """Call somebody on hold, or who came too late, to a free window: by number, whenever the person is back."""
    with transaction.atomic():
        held = _free_window(window, by, at)
        ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
        if (ticket.brigade_id, ticket.kind, ticket.taken_on) != (held.brigade_id, held.kind, beijing_date(at)):
            raise OtherKindError
        if ticket.state not in (_STATE.HELD, _STATE.MISSED):
            raise TicketStateError
        _call(ticket, held, by, at)
    return ticket


def call_again(ticket: Ticket, *, by: Officer, at: dt.datetime) -> Ticket:
    """Call who was called and has not come yet once more."""
    with transaction.atomic():
        ticket = _held_ticket(ticket, by, _STATE.CALLED)
        ticket.called_at, ticket.calls = at, ticket.calls + 1
        record("services.ticket_called", on=ticket, by=by, scope=ticket.brigade.path, after=_saved(ticket))
    return ticket


def begin_service(ticket: Ticket, *, by: Officer) -> Ticket:
    """Note that who was called has come."""
    with transaction.atomic():
        ticket = _held_ticket(ticket, by, _STATE.CALLED)
        ticket.state = _STATE.SERVING
        record("services.ticket_served", on=ticket, by=by, scope=ticket.brigade.path, after=_saved(ticket))
    return ticket


def hold_ticket(ticket: Ticket, *, reason: str, by: Officer) -> Ticket:
    """Let who is at the window step aside, to be called by number when back; the window is free."""
    with transaction.atomic():
        ticket = _held_ticket(ticket, by, _STATE.CALLED, _STATE.SERVING)
        if not reason:
            raise HoldReasonMissingError
        ticket.state, ticket.hold_reason = _STATE.HELD, reason
        record(
            "services.ticket_held",
            on=ticket,
            by=by,
            scope=ticket.brigade.path,
            after=_saved(ticket, hold_reason=reason),
        )
    return ticket


def miss_ticket(ticket: Ticket, *, by: Officer, at: dt.datetime) -> Ticket:
    """Note that who was called did not come; the window is free."""
    with transaction.atomic():
        ticket = _held_ticket(ticket, by, _STATE.CALLED)
        ticket.state, ticket.finished_at = _STATE.MISSED, at
        record("services.ticket_missed", on=ticket, by=by, scope=ticket.brigade.path, after=_saved(ticket))
    return ticket


def finish_ticket(ticket: Ticket, outcome: str, *, by: Officer, at: dt.datetime) -> Ticket:
    """Bring to its end what is served at a window, with an outcome of its kind.

    What settles the violations of a case lets the case go on by itself.
    """
    with transaction.atomic():
        ticket = _held_ticket(ticket, by, _STATE.CALLED, _STATE.SERVING)
        if outcome not in dict(outcomes_for(ticket.kind)):
            raise WrongOutcomeError
        ticket.state, ticket.outcome, ticket.finished_at = _STATE.DONE, outcome, at
        record(
            "services.ticket_done", on=ticket, by=by, scope=ticket.brigade.path, after=_saved(ticket, outcome=outcome)
        )
        if ticket.case is not None and outcome in _SETTLING:
            end_block(ticket.case, by=by, at=at)
    return ticket


def withdraw_ticket(ticket: Ticket, window: Window, *, by: Officer, at: dt.datetime) -> Ticket:
    """Take back the ticket of somebody who leaves before being called, or while on hold."""
    with transaction.atomic():
        if not by.has_right(WORK, window.unit):
            raise NotAtWindowError
        ticket = Ticket.objects.select_for_update(of=("self",)).select_related("brigade").get(pk=ticket.pk)
        if ticket.brigade_id != window.brigade_id:
            raise OtherKindError
        if ticket.state not in (_STATE.WAITING, _STATE.HELD):
            raise TicketStateError
        ticket.state, ticket.finished_at = _STATE.WITHDRAWN, at
        record("services.ticket_withdrawn", on=ticket, by=by, scope=ticket.brigade.path, after=_saved(ticket))
    return ticket


def is_clerk_of(brigade: Unit, officer: Officer) -> bool:
    return any(path.startswith(brigade.path) or brigade.path.startswith(path) for path in officer.paths_of(WORK))


def _case(brigade: Unit, number: str) -> Case | None:
    if not number:
        return None
    found = Case.objects.filter(brigade=brigade, number=number.upper()).first()
    if found is None:
        raise NoSuchCaseError(number)
    return found


def _next_number(brigade: Unit, kind: str, day: dt.date) -> int:
    """Return the next number of the day; whoever asks at once waits."""
    Unit.objects.select_for_update().get(pk=brigade.pk)
    last = Ticket.objects.of_day(brigade, day).filter(kind=kind).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _free_window(window: Window, by: Officer, at: dt.datetime) -> Window:
    """Return the window locked for a call, if it serves nobody."""
    held = Window.objects.select_for_update(of=("self",)).select_related("unit", "brigade").get(pk=window.pk)
    if not by.has_right(WORK, held.unit):
        raise NotAtWindowError
    if held.closed_on is not None and held.closed_on < beijing_date(at):
        raise WindowClosedError
    busy = held.tickets.at_window().first()
    if busy is not None:
        raise WindowBusyError(busy.code)
    return held


def _held_ticket(ticket: Ticket, by: Officer, *states: Ticket.State) -> Ticket:
    """Return the ticket at its window locked for a step from one of `states`."""
    related = ("brigade", "window__unit", "case__unit")
    found = Ticket.objects.select_for_update(of=("self",)).select_related(*related).get(pk=ticket.pk)
    if found.window is None or found.state not in states:
        raise TicketStateError
    if not by.has_right(WORK, found.window.unit):
        raise NotAtWindowError
    return found


def _call(ticket: Ticket, window: Window, by: Officer, at: dt.datetime) -> None:
    ticket.state, ticket.window, ticket.finished_at, ticket.hold_reason = _STATE.CALLED, window, None, ""
    ticket.called_at, ticket.calls = at, ticket.calls + 1
    ticket.first_called_at = ticket.first_called_at or at
    record(
        "services.ticket_called",
        on=ticket,
        by=by,
        scope=ticket.brigade.path,
        after=_saved(ticket, window=window.number),
    )


def _saved(ticket: Ticket, **after: str) -> dict[str, str]:
    """Save a ticket and return what its entry tells."""
    ticket.save()
    return {"code": ticket.code, **after}
