import datetime as dt
from decimal import Decimal

import pytest
from time_machine import TimeMachineFixture

from dutyposts.actions.month_end import close_due_months
from dutyposts.models import Inspection, MonthRun, Ranking
from dutyposts.tasks import close_due_months as task
from organization.calendar import BEIJING, Month
from organization.models import Unit
from tests.factories.duty import AFTER, MONTH, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_unit

pytestmark = pytest.mark.django_db
AUGUST, SEPTEMBER = Month(2026, 8), Month(2026, 9)


def brigade_with_inspections(*months: Month) -> Unit:
    brigade = make_brigade()
    post, inspector = make_post(make_unit(parent=brigade)), make_inspector(brigade)
    for month in months:
        inspect_often(post, inspector, month=month)
    return brigade


def computed() -> list[tuple[str, str]]:
    return [(ranking.brigade.code, str(ranking.month)) for ranking in Ranking.objects.order_by("id")]


def test_nothing_is_due_without_a_standard() -> None:
    make_post(make_unit(parent=make_brigade()))
    assert (close_due_months(AFTER), computed()) == ([], [])


def test_missed_months_are_made_in_order() -> None:
    make_standard()
    code = brigade_with_inspections(AUGUST, MONTH).code
    assert close_due_months(AFTER) == []
    assert computed() == [(code, "2026-08"), (code, "2026-09"), (code, "2026-10")]


def test_a_brigade_without_records_owes_only_the_month_just_over() -> None:
    make_standard()
    old, new = brigade_with_inspections(SEPTEMBER), brigade_with_inspections()
    close_due_months(AFTER)
    assert computed() == [(old.code, "2026-09"), (old.code, "2026-10"), (new.code, "2026-10")]


def test_a_brigade_without_posts_owes_nothing() -> None:
    make_standard()
    make_brigade()
    close_due_months(AFTER)
    assert computed() == []


def test_the_running_month_is_not_due() -> None:
    make_standard()
    brigade_with_inspections(MONTH)
    close_due_months(dt.datetime(2026, 10, 31, 23, 59, 59, 999999, tzinfo=BEIJING))
    assert Ranking.objects.filter(month=MONTH).exists() is False


def test_the_month_is_due_half_past_midnight_in_beijing() -> None:
    make_standard()
    code = brigade_with_inspections(MONTH).code
    close_due_months(dt.datetime(2026, 10, 31, 16, 29, 59, 999999, tzinfo=dt.UTC))
    assert Ranking.objects.filter(month=MONTH).exists() is False
    close_due_months(dt.datetime(2026, 10, 31, 16, 30, tzinfo=dt.UTC))
    assert Ranking.objects.get(month=MONTH).brigade.code == code


def test_before_half_past_midnight_the_month_before_is_still_made_up_for() -> None:
    make_standard()
    code = brigade_with_inspections(SEPTEMBER).code
    close_due_months(dt.datetime(2026, 11, 1, 0, 29, 59, tzinfo=BEIJING))
    assert computed() == [(code, "2026-09")]


def test_a_second_run_writes_nothing() -> None:
    make_standard()
    brigade_with_inspections(MONTH)
    close_due_months(AFTER)
    before = list(Ranking.objects.values()), list(MonthRun.objects.values())
    close_due_months(AFTER + dt.timedelta(minutes=10))
    assert (list(Ranking.objects.values()), list(MonthRun.objects.values())) == before


def break_records(brigade: Unit) -> None:
    """Give the brigade scores whose sum no column can hold."""
    huge = Decimal(9 * 10**16)
    Inspection.objects.filter(brigade=brigade).update(score=huge, enforcement=huge, presence=0, appearance=0, style=0)


def test_a_failing_brigade_is_named_and_stops_nobody() -> None:
    make_standard()
    bad, good = brigade_with_inspections(MONTH), brigade_with_inspections(MONTH)
    break_records(bad)
    failures = close_due_months(AFTER)
    run = MonthRun.objects.get(brigade=bad)
    assert [failure.brigade for failure in failures] == [bad]
    assert (run.state, run.attempts, run.outcome) == ("failed", 1, failures[0].reason)
    assert computed() == [(good.code, "2026-10")]


def test_the_job_tries_three_times() -> None:
    make_standard()
    bad = brigade_with_inspections(MONTH)
    break_records(bad)
    assert [len(close_due_months(AFTER)) for _ in range(5)] == [1, 1, 1, 0, 0]
    assert MonthRun.objects.get().attempts == 3


def test_an_attempt_that_ended_the_process_is_repeated_alone() -> None:
    make_standard()
    brigades = [brigade_with_inspections(MONTH) for _ in range(2)]
    MonthRun.objects.create(
        brigade=brigades[0], month=MONTH, version=1, state="running", attempts=1, started_at=AFTER, heartbeat_at=AFTER
    )
    close_due_months(AFTER)
    assert computed() == [(brigades[1].code, "2026-10"), (brigades[0].code, "2026-10")]
    assert list(MonthRun.objects.order_by("brigade").values_list("state", "attempts")) == [("done", 2), ("done", 1)]


def test_the_task_computes_what_is_due(time_machine: TimeMachineFixture) -> None:
    make_standard()
    code = brigade_with_inspections(MONTH).code
    time_machine.move_to(AFTER)
    task()
    assert computed() == [(code, "2026-10")]


def test_the_task_has_the_name_that_the_schedule_calls() -> None:
    assert task.name == "dutyposts.tasks.close_due_months"
