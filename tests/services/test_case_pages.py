from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organization.models import Officer
from organization.rules.permissions import Role
from services.models import Case, Window
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.services import AT, bring, make_case, make_window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_nine")]


@pytest.fixture
def _at_nine() -> object:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def clerk() -> Officer:
    return make_officer(make_unit(parent=make_brigade(code="YH")), role=Role.WINDOW_CLERK)


@pytest.fixture
def window(clerk: Officer) -> Window:
    return make_window(clerk.unit, clerk)


@pytest.fixture
def client(client: Client, clerk: Officer) -> Client:
    client.force_login(clerk, backend=BACKEND)
    return client


def told(window: Window, **more: object) -> dict[str, object]:
    return {
        "client_id": uuid4(),
        "window": window.pk,
        "applicant_name": "张小明",
        "applicant_phone": "138 1234 6620",
        **more,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_case_and_for_three(
    client: Client, window: Window, clerk: Officer, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_case(window, clerk, phone=f"1390000000{number}")
    with django_assert_num_queries(9):
        page = client.get("/cases/").content.decode()
    assert (page.count("张某某"), "张小明" in page) == (count, False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_case_asks_the_same_whatever_it_holds(
    client: Client, window: Window, clerk: Officer, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = make_case(window, clerk, "DL1")
    for step in ("photo", "medical", "form")[:count]:
        client.post(f"/cases/{case.number}/", {"step": "pass", "course": step})
    with django_assert_num_queries(9):
        client.get(f"/cases/{case.number}/")


def test_the_questions_give_the_list(client: Client, window: Window) -> None:
    page = client.get("/cases/new/DL5/").content.decode()
    assert "由他人代办" in page
    response = client.post("/cases/new/DL5/", told(window, conditions=["由他人代办"]), follow=True)
    assert "授权委托书" in response.content.decode()


def test_sent_twice_it_is_one_case(client: Client, window: Window) -> None:
    sent = told(window)
    client.post("/cases/new/DL5/", sent)
    client.post("/cases/new/DL5/", sent)
    assert Case.objects.get().applicant_phone == "13812346620"


def test_who_comes_again_is_asked_why(client: Client, window: Window, clerk: Officer) -> None:
    make_case(window, clerk)
    page = client.post("/cases/new/DL5/", told(window)).content.decode()
    assert "YH-261104-001" in page
    client.post("/cases/new/DL5/", told(window, return_reason="own_wish"))
    assert list(Case.objects.order_by("pk").values_list("return_reason", flat=True)) == ["", "own_wish"]


def test_a_clerk_ticks_the_list_gives_the_notice_and_prints_it_again(
    client: Client, window: Window, clerk: Officer
) -> None:
    case = make_case(window, clerk)
    client.post(
        f"/cases/{case.number}/", {"step": "materials", "has_form": "on", "has_photo": "on", "fault_photo": "太小"}
    )
    client.post(f"/cases/{case.number}/", {"step": "notice"})
    paper = client.get(f"/cases/{case.number}/slips/1/").content.decode()
    assert [word in paper for word in ("一次性告知单", "太小", "遗失的书面声明", "张小明")] == [True, True, True, False]


def test_done_in_one_go(client: Client, window: Window, clerk: Officer) -> None:
    case = bring(make_case(window, clerk), by=clerk)
    for step in ("acceptance", "issue"):
        client.post(f"/cases/{case.number}/", {"step": "pass", "course": step})
    case.refresh_from_db()
    assert (case.state, case.slips.get().outcome) == ("done", "accepted")


def test_what_is_refused_is_said_and_nothing_is_lost(client: Client, window: Window, clerk: Officer) -> None:
    case = make_case(window, clerk)
    for sent in ({"step": "pass", "course": "issue"}, {"step": "pass", "course": "nothing"}, {"step": "learner"}):
        assert client.post(f"/cases/{case.number}/", sent).status_code == 200
    case.refresh_from_db()
    assert (case.state, case.steps.count()) == ("intake", 0)


def test_the_applicant_is_shown_whole_once(client: Client, window: Window, clerk: Officer) -> None:
    case = make_case(window, clerk)
    assert "张小明" in client.post(f"/cases/{case.number}/applicant/").content.decode()
    assert "张小明" not in client.get(f"/cases/{case.number}/").content.decode()


def test_leaders_read_the_one_trip_rate(client: Client, window: Window, clerk: Officer) -> None:
    case = bring(make_case(window, clerk), by=clerk)
    client.post(f"/cases/{case.number}/", {"step": "pass", "course": "acceptance"})
    client.force_login(make_officer(clerk.unit, role=Role.UNIT_LEADER), backend=BACKEND)
    assert "100.0" in client.get("/cases/one-trip/2026-11/").content.decode()


def test_the_page_says_that_who_it_was_is_deleted(client: Client, window: Window, clerk: Officer) -> None:
    case = make_case(window, clerk)
    Case.objects.update(applicant_name="", applicant_phone="")
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert ("申请人信息已按期删除" in page, f"/cases/{case.number}/applicant/" in page) == (True, False)
