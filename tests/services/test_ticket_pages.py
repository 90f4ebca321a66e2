from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organization.models import Officer, Unit
from organization.rules.permissions import Role
from services.actions.tickets import call_next, finish_ticket
from services.models import Ticket, Window
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.services import AT, make_case, make_ticket, make_window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_nine")]
VIOLATIONS = Window.Kind.VIOLATIONS


@pytest.fixture
def _at_nine() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def clerk() -> Officer:
    return make_officer(make_unit(parent=make_brigade(code="YH")), role=Role.WINDOW_CLERK)


@pytest.fixture
def brigade(clerk: Officer) -> Unit:
    assert clerk.unit.brigade is not None
    return clerk.unit.brigade


@pytest.fixture
def window(clerk: Officer) -> Window:
    return make_window(clerk.unit, clerk)


@pytest.fixture
def client(client: Client, clerk: Officer) -> Client:
    client.force_login(clerk, backend=BACKEND)
    return client


def states() -> list[tuple[str, str]]:
    return list(Ticket.objects.order_by("pk").values_list("state", "outcome"))


def test_a_ticket_is_given_once_and_shown(client: Client) -> None:
    sent = {"client_id": uuid4(), "kind": "licences", "priority": "disabled"}
    for _time in range(2):
        page = client.post("/tickets/", sent, follow=True).content.decode()
    assert ("A001" in page, Ticket.objects.get().priority) == (True, "disabled")


def test_a_case_that_nobody_knows_gives_no_ticket(client: Client) -> None:
    page = client.post("/tickets/", {"client_id": uuid4(), "kind": "violations", "case_number": "X-1"})
    assert ("X-1" in page.content.decode(), Ticket.objects.count()) == (True, 0)


def test_a_clerk_works_with_one_button(client: Client, clerk: Officer, brigade: Unit, window: Window) -> None:
    first, second = make_ticket(brigade, clerk), make_ticket(brigade, clerk)
    address = f"/tickets/windows/{window.pk}/"
    client.post(address, {"step": "next"})
    client.post(address, {"step": "serve", "current": first.pk})
    client.post(address, {"step": "done_next", "current": first.pk, "outcome": "notice"})
    assert states() == [("done", "notice"), ("called", "")]
    client.post(address, {"step": "again", "current": second.pk})
    client.post(address, {"step": "hold", "current": second.pk, "reason": "去复印"})
    assert "去复印" in client.get(address).content.decode()
    client.post(address, {"step": "call", "ticket": second.pk})
    client.post(address, {"step": "missed", "current": second.pk})
    assert states() == [("done", "notice"), ("missed", "")]


@pytest.mark.parametrize(
    "sent",
    [
        {"step": "serve", "current": "999"},
        {"step": "nothing"},
        {"step": "done", "outcome": "verbal"},
        {"step": "hold", "reason": ""},
        {"step": "call", "ticket": "999"},
        {"step": "next"},
    ],
)
def test_a_step_that_does_not_fit_changes_nothing(
    client: Client, clerk: Officer, brigade: Unit, window: Window, sent: dict[str, str]
) -> None:
    make_ticket(brigade, clerk)
    call_next(window, by=clerk, at=AT)
    assert client.post(f"/tickets/windows/{window.pk}/", sent).status_code == 422
    assert states() == [("called", "")]


def test_who_leaves_is_taken_out_of_the_queue(client: Client, clerk: Officer, brigade: Unit, window: Window) -> None:
    ticket = make_ticket(brigade, clerk)
    client.post(f"/tickets/windows/{window.pk}/", {"step": "withdraw", "ticket": ticket.pk})
    assert states() == [("withdrawn", "")]


@pytest.mark.parametrize("count", [1, 3])
def test_a_window_asks_the_same_for_one_and_for_three(
    client: Client,
    clerk: Officer,
    brigade: Unit,
    window: Window,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(count):
        make_ticket(brigade, clerk)
    with django_assert_num_queries(7):
        client.get(f"/tickets/windows/{window.pk}/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_violation_list_asks_the_same_for_one_and_for_three(
    client: Client, clerk: Officer, brigade: Unit, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    window = make_window(clerk.unit, clerk, number="5", kind=VIOLATIONS)
    case = make_case(window, clerk)
    for _number in range(count):
        make_ticket(brigade, clerk, kind=VIOLATIONS, case_number=case.number)
        ticket = call_next(window, by=clerk, at=AT)
        assert ticket is not None
        finish_ticket(ticket, "explained", by=clerk, at=AT)
    with django_assert_num_queries(5):
        page = client.get("/violations/?first=2026-11-01").content.decode()
    assert page.count(case.number) == count


@pytest.mark.parametrize(
    "address", ["/violations/?first=x&before=y", "/violations/?last=2026-10-31", "/tickets/day/?day=x"]
)
def test_what_nobody_offered_narrows_nothing(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_the_table_of_violations_is_taken_along(client: Client, clerk: Officer, brigade: Unit) -> None:
    make_ticket(brigade, clerk, kind=VIOLATIONS)
    response = client.post("/violations/export/")
    response.close()
    assert (response.status_code, response["Content-Disposition"]) == (200, 'attachment; filename="violations.xlsx"')
