from collections.abc import Collection

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from organization.actions.portraits import give_portrait, withdraw_portrait
from organization.actions.settings import set_brigade_setting
from organization.calendar import Month
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from organization.rules.settings import Setting
from services.actions.tickets import call_next
from services.models import Window, WindowDuty
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit
from tests.factories.pictures import picture, upload
from tests.factories.services import AT, make_ticket, make_window

pytestmark = pytest.mark.django_db
LINE = "材料一次告知清楚"
ADDRESSES = ("/hall/YH/", "/hall/YH/screen/")


def promise(_brigade: Unit, officers: Collection[int]) -> dict[int, str]:
    return dict.fromkeys(officers, LINE)


@pytest.fixture(autouse=True)
def _promising(settings: Settings) -> None:
    settings.PROMISE_LINES = f"{__name__}.promise"


def make_member(unit: Unit, name: str) -> Officer:
    officer = make_officer(unit, name=name, role=Role.WINDOW_CLERK)
    officer.party_standing = Officer.PartyStanding.MEMBER
    officer.save(update_fields=["party_standing"])
    return officer


@pytest.fixture
def member() -> Officer:
    return make_member(make_unit(parent=make_brigade(code="YH")), "谢明")


@pytest.fixture
def window(member: Officer) -> Window:
    window = make_window(member.unit, make_officer(member.unit, name="顾晓兰"))
    WindowDuty.objects.create(window=window, officer=member, is_pioneer=True, started_on=AT.date())
    return window


def read(address: str, officer: Officer | None = None) -> tuple[int, str]:
    client = Client()
    if officer is not None:
        client.force_login(officer, backend=BACKEND)
    with time_machine.travel(AT, tick=False):
        answer = client.get(address)
    return answer.status_code, b"".join(answer).decode("utf-8", "replace")


def open_to_the_public(window: Window) -> None:
    by, since = make_supervisor(window.brigade), Month(2026, 11)
    earlier = since.shift(-1).starts_at
    set_brigade_setting(window.brigade, Setting.HALL_IS_PUBLIC, "1", from_month=since, reason="公开", by=by, at=earlier)


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_see_it_once_the_brigade_opened_it(window: Window, address: str) -> None:
    before = read(address)[0]
    open_to_the_public(window)
    assert (before, read(address)[0]) == (404, 200)


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_names_who_serves_at_a_pioneer_post_with_the_promise(window: Window, member: Officer, address: str) -> None:
    page = read(address, member)[1]
    assert [word in page for word in ("谢明", LINE, "顾晓兰")] == [True, True, False]


def test_a_photo_is_shown_only_while_the_member_agrees(window: Window, member: Officer) -> None:
    open_to_the_public(window)
    portrait = give_portrait(upload(picture()), by=member, at=AT)
    address = f"/hall/YH/portraits/{portrait.digest}/"
    shown = (address in read("/hall/YH/")[1], read(address)[0])
    withdraw_portrait(member, by=member, at=AT)
    assert (shown, address in read("/hall/YH/")[1], read(address)[0]) == ((True, 200), False, 404)


def test_a_photo_of_somebody_who_serves_elsewhere_is_not_sent(window: Window) -> None:
    open_to_the_public(window)
    other = make_member(window.unit, "李建")
    portrait = give_portrait(upload(picture()), by=other, at=AT)
    assert read(f"/hall/YH/portraits/{portrait.digest}/")[0] == 404


def test_the_screen_calls_numbers_and_says_how_many_wait(window: Window, member: Officer) -> None:
    for _number in range(3):
        make_ticket(window.brigade, member)
    call_next(window, by=member, at=AT)
    page = read("/hall/YH/screen/", member)[1]
    assert [word in page for word in ("A001", "A002", 'class="num">2</b>')] == [True, False, True]


def test_a_screen_that_is_up_to_date_is_not_sent_again(window: Window) -> None:
    open_to_the_public(window)
    with time_machine.travel(AT, tick=False):
        tag = Client().get("/hall/YH/screen/")["ETag"]
        assert Client().get("/hall/YH/screen/", headers={"if-none-match": tag}).status_code == 304
