import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organization.calendar import BEIJING
from services.models import Material, MatterRule, Window
from services.queries.windows import windows_now
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.services import AT, make_window

pytestmark = pytest.mark.django_db


def test_both_versions_of_the_rules_are_there_with_their_materials() -> None:
    names = MatterRule.objects.filter(matter__code="DL1").values_list("version__name", "statutory_days")
    assert list(names) == [("2010", 5), ("2022", 1)]
    assert (MatterRule.objects.count(), Material.objects.filter(rule__matter__code="DL5").count()) == (26, 9)
    blocked = MatterRule.objects.filter(is_blocked_by_violation=True, version__name="2022")
    assert list(blocked.values_list("matter__code", flat=True)) == ["VR2", "VR3", "VR6"]


def test_a_promise_is_no_longer_than_the_law() -> None:
    rule = MatterRule.objects.get(matter__code="VR5", version__name="2010")
    rule.promised_days = rule.statutory_days + 1
    with pytest.raises(IntegrityError):
        rule.save()


@pytest.mark.parametrize("count", [1, 3])
@time_machine.travel(AT, tick=False)
def test_the_list_asks_the_same_for_one_window_and_for_three(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = make_unit(parent=make_brigade())
    clerk = make_officer(unit)
    for number in range(count):
        make_window(unit, clerk, number=str(number))
    client.force_login(clerk, backend=BACKEND)
    with django_assert_num_queries(7):
        response = client.get("/windows/")
    assert response.content.decode().count("9:00–12:00") == count


def test_a_window_tells_who_serves_today_and_whether_it_is_open() -> None:
    unit = make_unit(parent=make_brigade())
    clerk, gone = make_officer(unit), make_officer(unit)
    window = make_window(unit, clerk, gone)
    window.duties.filter(officer=gone).update(ended_on=dt.date(2026, 11, 3))
    assert unit.brigade is not None
    (now,) = windows_now(unit.brigade, AT)
    assert (now.is_open, [duty.officer for duty in now.duties]) == (True, [clerk])
    assert not windows_now(unit.brigade, dt.datetime(2026, 11, 4, 12, 15, tzinfo=BEIJING))[0].is_open
    Window.objects.update(closed_on=dt.date(2026, 11, 3))
    assert windows_now(unit.brigade, AT) == []
