import pytest
from django.test import Client

from organization.models import Officer
from organization.rules.permissions import Role
from services.actions.slips import issue_notice
from services.models import Case
from services.views.guessing import MOST_WRONG
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.services import AT, bring, make_case, make_window

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Officer:
    return make_officer(make_unit(parent=make_brigade()), name="谢窗口", role=Role.WINDOW_CLERK)


@pytest.fixture
def case(clerk: Officer) -> Case:
    return make_case(make_window(clerk.unit, clerk), clerk)


def told(client: Client, code: str, digits: str) -> str:
    return client.post("/follow/", {"code": code, "digits": digits}).content.decode()


def test_code_and_digits_show_the_case_and_nobodys_name(client: Client, case: Case, clerk: Officer) -> None:
    issue_notice(bring(case, "form", by=clerk), by=clerk, at=AT)
    page = told(client, f" {case.code.lower()} ", "6620")
    assert [word in page for word in (case.number, "遗失的书面声明", "张", "1381234", "谢窗口")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_wrong_code_and_wrong_digits_get_the_same_answer(client: Client, case: Case) -> None:
    one, other = told(client, case.code, "0000"), told(client, "AAAAAAAA", "6620")
    assert [case.number in page for page in (one, other)] == [False, False]
    assert one.count("请核对凭证") == other.count("请核对凭证") == 1


def test_who_tries_at_random_is_stopped(client: Client, case: Case) -> None:
    for _ in range(MOST_WRONG):
        assert client.post("/follow/", {"code": "AAAAAAAA", "digits": "6620"}).status_code == 200
    assert client.post("/follow/", {"code": case.code, "digits": "6620"}).status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").post("/follow/", {"code": case.code, "digits": "6620"}).status_code == 200


def test_the_code_of_a_scanned_slip_is_filled_in(client: Client) -> None:
    assert 'value="ABCD2345"' in client.get("/follow/?code=ABCD2345").content.decode()
    assert 'value="ABCD2345"' in client.get("/appointments/lookup/?code=ABCD2345").content.decode()
