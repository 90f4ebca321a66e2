import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dutyposts.actions.closing import notice_month, publish_month
from dutyposts.actions.computing import compute_month
from dutyposts.actions.flags import make_flags
from dutyposts.models import DutyPost, Flag, FlagHolding
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from tests.factories.access import BACKEND
from tests.factories.duty import AFTER, MONTH, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def detachment() -> Unit:
    return make_unit(Unit.Kind.DETACHMENT)


@pytest.fixture
def flag(detachment: Unit) -> Flag:
    brigade = make_brigade(code="B1", parent=detachment)
    flag = make_flags(brigade, 1, by=None, at=AFTER)[0]
    FlagHolding.objects.update(post=make_post(make_unit(parent=brigade), code="P1"))
    return flag


def withdraw(flag: Flag, officer: Officer) -> tuple[int, str]:
    client = Client()
    client.force_login(officer, backend=BACKEND)
    response = client.post(reverse("dutyposts:flag_withdraw", args=[flag.pk]), {"reason": "岗位撤销"})
    return response.status_code, response.headers.get("Location", "")


def test_a_withdrawn_flag_is_in_store_and_withdrawing_again_changes_nothing(flag: Flag) -> None:
    chief = make_supervisor(flag.brigade)
    assert [withdraw(flag, chief), withdraw(flag, chief)] == [(302, "/flags/")] * 2
    assert list(flag.holdings.order_by("pk").values_list("post__code", flat=True)) == ["P1", None]


def test_withdrawing_leads_back_to_the_brigade_of_the_flag(flag: Flag, detachment: Unit) -> None:
    chief = make_officer(detachment, role=Role.SUPERVISOR)
    assert withdraw(flag, chief) == (302, "/flags/?brigade=B1")


def test_the_flag_of_another_brigade_does_not_exist(flag: Flag) -> None:
    assert withdraw(flag, make_supervisor(make_brigade()))[0] == 404


def test_where_flags_were_is_told_in_the_names_of_their_month() -> None:
    make_standard()
    brigade = make_brigade()
    chief, post = make_supervisor(brigade), make_post(make_unit(parent=brigade), name="善卷路口岗")
    inspect_often(post, make_inspector(brigade))
    compute_month(brigade, MONTH, by=None, at=AFTER)
    notice_month(brigade, MONTH, by=chief, at=AFTER)
    publish_month(brigade, MONTH, by=chief, at=AFTER + dt.timedelta(days=4))
    DutyPost.objects.update(name="改过名的岗")
    client = Client()
    client.force_login(chief, backend=BACKEND)
    context = client.get(reverse("dutyposts:flag_list")).context
    assert [holding.name_then for holding in context["past"] if holding.post] == ["善卷路口岗"]
    assert [holding.post.name for holding, _streak in context["current"] if holding.post] == ["改过名的岗"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    brigade = make_brigade()
    make_flags(brigade, count, by=None, at=AFTER)
    client = Client()
    client.force_login(make_supervisor(brigade), backend=BACKEND)
    with django_assert_num_queries(4):
        assert len(client.get(reverse("dutyposts:flag_list")).context["current"]) == count
