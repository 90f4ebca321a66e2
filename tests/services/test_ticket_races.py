"""Real processes that call tickets at once, until none is left."""

from multiprocessing import get_context

import pytest
from django.db import connection, connections

from organization.models import Officer
from organization.rules.permissions import Role
from services.actions.tickets import call_next, finish_ticket
from services.models import Ticket, Window
from services.rules.tickets import calling_key
from tests.factories.people import make_brigade, make_officer
from tests.factories.services import AT, make_ticket, make_window

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="only PostgreSQL lets many write; runs in its pass of `make test`"
)


def work(window: Window, clerk: Officer) -> None:
    """Call and finish tickets at one window until nobody waits."""
    while ticket := call_next(window, by=clerk, at=AT):
        finish_ticket(ticket, "handled", by=clerk, at=AT)


def race(windows: int, tickets: int) -> list[list[tuple[bool, int]]]:
    """Let as many processes as windows call tickets; return what each window called, in the order of its calls."""
    clerk = make_officer(make_brigade(code="YH"), role=Role.SUPERVISOR)
    served = [make_window(clerk.unit, number=str(number)) for number in range(1, windows + 1)]
    for number in range(tickets):
        make_ticket(clerk.unit, clerk, priority="" if number % 5 else "elderly")
    connections.close_all()
    context = get_context("fork")
    processes = [context.Process(target=work, args=(window, clerk)) for window in served]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=30)
    assert [process.exitcode for process in processes] == [0] * windows
    return [called_at(window) for window in served]


def called_at(window: Window) -> list[tuple[bool, int]]:
    """Return the tickets of a window as they were called: the chain of entries gives them their order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT object_id FROM audit_entry WHERE action = 'services.ticket_done' ORDER BY number")
        done = [int(pk) for (pk,) in cursor.fetchall()]
    own = {ticket.pk: calling_key(ticket.is_priority, ticket.number) for ticket in window.tickets.all()}
    return [own[pk] for pk in done if pk in own]


def check(called: list[list[tuple[bool, int]]], tickets: int) -> None:
    """Each ticket was served exactly once, by one call, and no window ever called one that another should precede."""
    assert sorted(key[1] for keys in called for key in keys) == list(range(1, tickets + 1))
    assert [keys for keys in called if keys != sorted(keys)] == []
    assert Ticket.objects.filter(state="done", calls=1).count() == tickets


@pytest.mark.servers
@on_postgresql
def test_twenty_windows_never_call_the_same_ticket() -> None:
    check(race(20, 100), 100)


def test_three_windows_never_call_the_same_ticket() -> None:
    check(race(3, 12), 12)
