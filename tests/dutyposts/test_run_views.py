import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dutyposts.models import MonthRun
from dutyposts.queries.runs import PAGE_SIZE
from organization.calendar import Month
from organization.models import Officer, Unit
from tests.factories.duty import AFTER, MONTH
from tests.factories.people import make_brigade, make_officer, make_supervisor

pytestmark = pytest.mark.django_db
URL = "/rankings/runs/"


@pytest.fixture
def brigade() -> Unit:
    return make_brigade(name="三大队")


@pytest.fixture
def chief(client: Client, brigade: Unit) -> Officer:
    chief = make_supervisor(brigade)
    client.force_login(chief, backend="organization.authentication.RoleBackend")
    return chief


def make_run(brigade: Unit, month: Month = MONTH, *, state: str = "done", outcome: str = "") -> MonthRun:
    return MonthRun.objects.create(
        brigade=brigade,
        month=month,
        version=1,
        state=state,
        attempts=1,
        outcome=outcome,
        started_at=AFTER,
        heartbeat_at=AFTER,
    )


def months(client: Client, query: str = "") -> list[str]:
    return [str(run.month) for run in client.get(URL + query).context["runs"]]


def test_the_address_has_a_name() -> None:
    assert reverse("dutyposts:run_list") == URL


def test_who_is_signed_out_goes_to_the_door(client: Client) -> None:
    assert client.get(URL).status_code == 302


def test_an_officer_without_the_right_is_refused(client: Client, brigade: Unit) -> None:
    client.force_login(make_officer(brigade), backend="organization.authentication.RoleBackend")
    assert client.get(URL).status_code == 403


def test_a_supervisor_sees_the_runs_of_the_own_brigade(client: Client, chief: Officer, brigade: Unit) -> None:
    own, _other = make_run(brigade, state="failed", outcome="DataError: x"), make_run(make_brigade())
    response = client.get(URL)
    assert list(response.context["runs"]) == [own]
    assert "DataError: x" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_runs(
    client: Client, chief: Officer, brigade: Unit, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_run(brigade, MONTH.shift(-number))
    client.get(URL)
    with django_assert_num_queries(3):
        client.get(URL)


def test_a_state_narrows_the_list(client: Client, chief: Officer, brigade: Unit) -> None:
    make_run(brigade), make_run(brigade, MONTH.shift(-1), state="failed")
    assert months(client, "?state=failed") == ["2026-09"]
    assert months(client, "?state=unknown") == ["2026-10", "2026-09"]


def test_older_runs_are_on_the_next_page(client: Client, chief: Officer, brigade: Unit) -> None:
    for number in range(PAGE_SIZE + 1):
        make_run(brigade, MONTH.shift(-number))
    older = client.get(URL).context["older_url"]
    assert (len(months(client)), months(client, older)) == (PAGE_SIZE, [str(MONTH.shift(-PAGE_SIZE))])


@pytest.mark.parametrize("before", ["x", "2026-13.1", "2026-10.", "9999999.1"])
def test_a_text_that_is_no_place_shows_the_first_page(
    client: Client, chief: Officer, brigade: Unit, before: str
) -> None:
    make_run(brigade)
    assert months(client, f"?before={before}") == ["2026-10"]


def test_an_empty_list_says_what_comes(client: Client, chief: Officer) -> None:
    assert months(client) == []
    assert months(client, "?state=done") == []
