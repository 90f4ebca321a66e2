"""Publishing and reopening ask for the own password again."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from dutyposts.actions.closing import ask_to_reopen, notice_month, publish_month
from dutyposts.actions.computing import compute_month
from dutyposts.models import Ranking, Reopening
from organization.models import Officer
from tests.factories.access import BACKEND
from tests.factories.duty import AFTER, MONTH, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit

LATER = AFTER + dt.timedelta(days=14)
PASSWORD = "right-horse-battery"
REASON = "一条检查记录登记错误，需要更正。"
PUBLISH, REOPEN = (reverse(f"dutyposts:{name}", args=[MONTH]) for name in ("month_publish", "month_reopen"))


@pytest.fixture
def ranking(db: None) -> Iterator[Ranking]:
    make_standard()
    brigade = make_brigade(code="B1")
    inspect_often(make_post(make_unit(parent=brigade), code="P1"), make_inspector(brigade))
    compute_month(brigade, MONTH, by=None, at=AFTER)
    with time_machine.travel(LATER, tick=False):
        yield notice_month(brigade, MONTH, by=make_supervisor(brigade), at=AFTER)


@pytest.fixture
def chief(ranking: Ranking) -> Officer:
    chief = make_supervisor(ranking.brigade)
    chief.set_password(PASSWORD)
    chief.save()
    return chief


@pytest.fixture
def desk(client: Client, chief: Officer) -> Client:
    client.force_login(chief, backend=BACKEND)
    return client


def state() -> tuple[str, int]:
    ranking = Ranking.objects.latest_versions().get()
    return ranking.state, ranking.version


@pytest.mark.parametrize(("password", "expected"), [(PASSWORD, "published"), ("wrong", "noticed"), ("", "noticed")])
def test_a_month_is_published_with_the_own_password(desk: Client, password: str, expected: str) -> None:
    desk.post(PUBLISH, {"own_password": password, "document_number": "通报〔2026〕10号"})
    assert state() == (expected, 1)


def test_asking_to_reopen_takes_the_password(desk: Client, ranking: Ranking, chief: Officer) -> None:
    publish_month(ranking.brigade, MONTH, by=chief, at=LATER)
    desk.post(REOPEN, {"reason": REASON})
    assert Reopening.objects.count() == 0
    desk.post(REOPEN, {"reason": REASON, "own_password": PASSWORD})
    assert Reopening.objects.get().asked_by == chief


def test_confirming_takes_the_password(desk: Client, ranking: Ranking, chief: Officer) -> None:
    published = publish_month(ranking.brigade, MONTH, by=chief, at=LATER)
    ask_to_reopen(published, reason=REASON, by=make_supervisor(ranking.brigade), at=LATER)
    assert (desk.post(REOPEN, {"own_password": "wrong"}).status_code, state()) == (200, ("published", 1))
    assert (desk.post(REOPEN, {"own_password": PASSWORD}).status_code, state()) == (302, ("computed", 2))


def test_who_meant_to_ask_confirms_nothing_unread(desk: Client, ranking: Ranking, chief: Officer) -> None:
    published = publish_month(ranking.brigade, MONTH, by=chief, at=LATER)
    ask_to_reopen(published, reason=REASON, by=make_supervisor(ranking.brigade), at=LATER)
    response = desk.post(REOPEN, {"reason": "另一条理由也要写在这里", "own_password": PASSWORD})
    assert (response.status_code, response["Location"], state()) == (302, REOPEN, ("published", 1))


@pytest.mark.parametrize(("minutes", "asks"), [(9, False), (11, True)])
def test_the_password_counts_for_ten_minutes(desk: Client, *, minutes: int, asks: bool) -> None:
    desk.post(REOPEN, {"own_password": PASSWORD, "reason": REASON})
    with time_machine.travel(LATER + dt.timedelta(minutes=minutes), tick=False):
        assert ("own_password" in desk.get(PUBLISH).context["form"].fields) is asks


def test_a_right_password_is_not_asked_for_again_when_the_rest_is_wrong(desk: Client) -> None:
    form = desk.post(REOPEN, {"own_password": PASSWORD, "reason": "太短"}).context["form"]
    assert (list(form.fields), list(form.errors)) == (["reason"], ["reason"])


def test_the_sign_in_alone_is_not_enough(client: Client, chief: Officer) -> None:
    client.post(reverse("organization:login"), {"username": chief.police_number, "password": PASSWORD})
    assert list(client.get(PUBLISH).context["form"].fields)[-1] == "own_password"


def test_what_one_session_entered_does_not_count_in_another(desk: Client, chief: Officer) -> None:
    desk.post(REOPEN, {"own_password": PASSWORD, "reason": REASON})
    other = Client()
    other.force_login(chief, backend=BACKEND)
    assert "own_password" in other.get(PUBLISH).context["form"].fields


def test_guessing_at_the_desk_locks_the_account(desk: Client, chief: Officer) -> None:
    statuses = [desk.post(PUBLISH, {"own_password": "wrong"}).status_code for _try in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert (desk.post(PUBLISH, {"own_password": PASSWORD}).status_code, state()) == (429, ("noticed", 1))
    data = {"username": chief.police_number, "password": PASSWORD}
    assert Client().post(reverse("organization:login"), data).status_code == 429


def test_the_page_never_says_the_password(desk: Client) -> None:
    page = desk.post(PUBLISH, {"own_password": "a-secret-mistyped"}).content.decode()
    words = ("a-secret-mistyped", "再错 4 次", 'autocomplete="current-password"')
    assert [page.count(word) for word in words] == [0, 2, 1]


def test_an_account_without_a_password_publishes_nothing(client: Client, ranking: Ranking) -> None:
    client.force_login(make_supervisor(ranking.brigade), backend=BACKEND)
    assert (client.post(PUBLISH, {"own_password": "!"}).status_code, state()) == (200, ("noticed", 1))


def test_the_password_of_somebody_else_is_no_use(desk: Client, ranking: Ranking) -> None:
    make_officer(ranking.brigade, password="other-horse-battery")
    desk.post(PUBLISH, {"own_password": "other-horse-battery"})
    assert state() == ("noticed", 1)
