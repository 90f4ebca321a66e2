"""Moves the clock that the job reads: back, ahead and back again."""

import datetime as dt

import pytest

from dutyposts.actions.month_end import close_due_months
from dutyposts.models import DutyPost, Ranking
from organization.calendar import Month
from organization.models import Officer
from tests.factories.duty import inspect_often
from tests.faults.scenario import AFTER, left, make_month, undisturbed

pytestmark = pytest.mark.django_db
NOVEMBER = Month(2025, 11)
A_DAY = dt.timedelta(days=1)
JUMPS = [dt.timedelta(), dt.timedelta(hours=-2), A_DAY, dt.timedelta(minutes=-1), -A_DAY, dt.timedelta()]


def close_at(at: dt.datetime) -> list[str]:
    assert close_due_months(at) == []
    return [str(month) for month in Ranking.objects.order_by("id").values_list("month", flat=True)]


def test_no_jump_closes_a_month_early_or_twice() -> None:
    expected = undisturbed(make_month())
    assert close_at(AFTER - dt.timedelta(hours=2)) == ["2025-09"]
    assert [close_at(AFTER + jump) for jump in JUMPS] == [["2025-09", "2025-10"]] * 6
    assert left() == expected


def test_a_month_computed_by_a_clock_that_was_ahead_is_computed_again_when_it_is_over() -> None:
    make_month()
    post, inspector = DutyPost.objects.get(code="DS-1"), Officer.objects.get()
    assert close_at(NOVEMBER.ends_at + A_DAY) == ["2025-10", "2025-11"]
    early = Ranking.objects.get(month=NOVEMBER).digest
    inspect_often(post, inspector, month=NOVEMBER)
    assert close_at(AFTER + A_DAY) == ["2025-10", "2025-11"]
    assert Ranking.objects.get(month=NOVEMBER).digest == early
    assert close_at(NOVEMBER.ends_at + dt.timedelta(minutes=30)) == ["2025-10", "2025-11"]
    assert Ranking.objects.get(month=NOVEMBER).digest != early
