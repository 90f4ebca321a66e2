import datetime as dt

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organization.actions.settings import set_brigade_setting
from organization.calendar import BEIJING, Month
from organization.models import Unit
from organization.rules.settings import Setting
from services.models import Matter
from tests.factories.people import make_brigade, make_supervisor, make_unit
from tests.factories.services import AT, make_window

pytestmark = pytest.mark.django_db


@pytest.fixture
def brigade() -> Unit:
    brigade = make_brigade(code="YH")
    make_window(make_unit(parent=brigade)).matters.add(Matter.objects.get(code="DL5"))
    return brigade


@time_machine.travel(AT, tick=False)
def test_everybody_reads_the_guide_without_signing_in(
    client: Client, brigade: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert client.get("/guide/").headers["Location"] == "/guide/YH/"
    with django_assert_num_queries(4):
        assert client.get("/guide/YH/").content.decode().count("<tr>") == 14
    assert client.get("/guide/XX/").status_code == 404


@time_machine.travel(AT, tick=False)
def test_the_answers_give_the_exact_list(client: Client, brigade: Unit) -> None:
    plain, sent = (client.get("/guide/YH/DL5/", {"if": asked}).content.decode() for asked in ("有熟人", "由他人代办"))
    assert (plain.count("授权委托书"), sent.count("授权委托书")) == (0, 1)
    assert "2号窗口" in plain


def test_the_brigades_version_decides(client: Client, brigade: Unit) -> None:
    december = dt.datetime(2026, 12, 1, 9, tzinfo=BEIJING)
    set_brigade_setting(
        brigade,
        Setting.RULE_VERSION,
        "2022",
        from_month=Month(2026, 12),
        reason="新规定",
        by=make_supervisor(brigade),
        at=AT,
    )
    with time_machine.travel(AT, tick=False):
        before = client.get("/guide/YH/DL5/").content.decode()
    with time_machine.travel(december, tick=False):
        after = client.get("/guide/YH/DL5/").content.decode()
    assert ["遗失的书面声明" in page for page in (before, after)] == [True, False]
