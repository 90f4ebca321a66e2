import datetime as dt
from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dutyposts.models import DutyPost, Event, Item
from organization.models import Officer
from tests.factories.duty import NOON, add_event, assign, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit


@pytest.fixture(autouse=True)
def _noon(db: None) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        make_standard()
        yield


@pytest.fixture
def post() -> DutyPost:
    return make_post(make_unit(parent=make_brigade()), code="DS-01")


@pytest.fixture
def inspector(post: DutyPost, client: Client) -> Officer:
    officer = make_inspector(post.brigade)
    client.force_login(officer)
    return officer


def sent(code: str, **others: object) -> dict[str, object]:
    item = Item.objects.get(code=code).pk
    return {"client_id": str(uuid4()), "happened_on": "2026-10-13", "item": item, "count": "1", **others}


def enter(client: Client, post: DutyPost, data: dict[str, object]) -> list[str]:
    """Send the form and return its errors."""
    answer = client.post(f"/events/new/?post={post.code}", data)
    return [str(text) for texts in answer.context["form"].errors.values() for text in texts] if answer.context else []


def test_an_event_is_entered_with_people(client: Client, post: DutyPost, inspector: Officer) -> None:
    person = make_officer(post.unit)
    assign(post, person)
    enter(client, post, sent("D5", people=[person.pk], count="2", note="电话核实"))
    event = Event.objects.get()
    assert (event.code, event.count, event.note, event.proposed_by) == ("D5", 2, "电话核实", inspector)
    assert event.people.get().officer == person


def test_a_double_submit_enters_one_event(client: Client, post: DutyPost, inspector: Officer) -> None:
    data = sent("D5")
    for _ in range(3):
        enter(client, post, data)
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"happened_on": "2026-10-15"},
        {"happened_on": "2023-12-01"},
        {"happened_on": "13/10"},
        {"item": ""},
        {"count": "0"},
        {"count": "x"},
        {"people": ["99999"]},
    ],
)
def test_each_refusal_is_one_error_and_stores_nothing(
    client: Client, post: DutyPost, inspector: Officer, change: dict[str, object]
) -> None:
    errors = enter(client, post, sent("D5") | change)
    assert (len(errors), Event.objects.count()) == (1, 0)


def test_a_deduction_is_no_event(client: Client, post: DutyPost, inspector: Officer) -> None:
    assert len(enter(client, post, sent("A1"))) == 1


def test_an_officer_enters_no_event(client: Client, post: DutyPost) -> None:
    client.force_login(make_officer(post.unit))
    assert client.get("/events/new/").status_code == 403


def test_a_post_of_another_brigade_is_not_found(client: Client, inspector: Officer) -> None:
    other = make_post(make_unit(parent=make_brigade()), code="XX-01")
    assert client.get(f"/events/new/?post={other.code}").status_code == 404


def test_the_choice_of_posts_comes_first(client: Client, post: DutyPost, inspector: Officer) -> None:
    assert list(client.get("/events/new/").context["posts"]) == [post]


def test_a_bonus_waits_for_somebody_else(client: Client, post: DutyPost, inspector: Officer) -> None:
    event = add_event(post, "J1", by=inspector, on=dt.date(2026, 10, 13))
    supervisor = make_supervisor(post.brigade)
    client.force_login(supervisor)
    waiting = [row.may_approve for row in client.get("/events/?state=waiting").context["rows"]]
    client.post(reverse("dutyposts:event_approve", args=[event.number]))
    event.refresh_from_db()
    assert (waiting, event.approved_by) == ([True], supervisor)


def test_the_proposer_does_not_approve(client: Client, post: DutyPost) -> None:
    supervisor = make_supervisor(post.brigade)
    event = add_event(post, "J1", by=supervisor, on=dt.date(2026, 10, 13))
    client.force_login(supervisor)
    client.post(reverse("dutyposts:event_approve", args=[event.number]))
    event.refresh_from_db()
    assert event.approved_by is None


def test_an_event_is_voided_with_a_reason(client: Client, post: DutyPost, inspector: Officer) -> None:
    event = add_event(post, "D5", by=inspector, on=dt.date(2026, 10, 13))
    client.force_login(make_supervisor(post.brigade))
    path = reverse("dutyposts:event_void", args=[event.number])
    assert client.post(path, {"reason": ""}).context["form"].errors
    client.post(path, {"reason": "查无此事"})
    event.refresh_from_db()
    assert (event.voided_at, event.void_reason) == (NOON, "查无此事")


def test_voiding_twice_says_so(client: Client, post: DutyPost, inspector: Officer) -> None:
    event = add_event(post, "D5", by=inspector, on=dt.date(2026, 10, 13))
    client.force_login(make_supervisor(post.brigade))
    path = reverse("dutyposts:event_void", args=[event.number])
    client.post(path, {"reason": "查无此事"})
    assert len(client.post(path, {"reason": "再次"}).context["form"].non_field_errors()) == 1


def test_another_unit_sees_no_event(client: Client, post: DutyPost, inspector: Officer) -> None:
    add_event(post, "D5", by=inspector, on=dt.date(2026, 10, 13))
    client.force_login(make_officer(make_unit(parent=post.brigade)))
    assert client.get("/events/").context["rows"] == []


def test_the_list_asks_a_constant_number_of_queries(
    client: Client, post: DutyPost, inspector: Officer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add_event(post, "D5", by=inspector, on=dt.date(2026, 10, 13))
    client.get("/events/")
    with django_assert_num_queries(4):
        client.get("/events/")
    for code in ("J1", "V2"):
        add_event(post, code, by=inspector, on=dt.date(2026, 10, 13))
    with django_assert_num_queries(4):
        client.get("/events/")


def test_the_list_goes_on_where_the_page_ended(client: Client, post: DutyPost, inspector: Officer) -> None:
    for day in range(31):
        add_event(post, "D5", by=inspector, on=dt.date(2026, 10, 1 + day % 10))
    first = client.get("/events/").context
    second = client.get(f"/events/?{first['following']}").context
    numbers = {row.event.number for row in (*first["rows"], *second["rows"])}
    assert (len(first["rows"]), len(second["rows"]), len(numbers)) == (30, 1, 31)


@pytest.mark.parametrize("before", ["x", "2026-13-01.1", "2026-10-01"])
def test_a_broken_place_in_the_list_begins_anew(client: Client, inspector: Officer, before: str) -> None:
    assert client.get(f"/events/?before={before}").status_code == 302
