"""Kills real processes in the middle of a month end; they read the real clock, for which the month is past."""

import pytest

from dutyposts.actions.month_end import close_due_months
from dutyposts.models import MonthRun, Ranking
from organization.calendar import Month
from tests.faults.processes import run, start, wait_for
from tests.faults.scenario import AFTER, MONTH, Left, left, make_month, published, put_on_notice, undisturbed

pytestmark = pytest.mark.django_db(transaction=True)
RANK_ALL = ("rank_month", "--all", "--month", str(MONTH))
BEFORE_COMMIT = (
    *("locked", "drafts_read", "worked_out", "rankings_stored"),
    *("scores_stored", "audited", "before_commit"),
)


@pytest.mark.parametrize("step", ["claimed", *BEFORE_COMMIT])
def test_a_process_killed_before_the_commit_leaves_nothing_and_the_catch_up_does_it(step: str) -> None:
    expected = undisturbed(make_month())
    assert run(*RANK_ALL, fault=f"{step}:kill") == -9
    assert left() == Left(0, "", 0, "running", 0, chain_holds=True)
    assert close_due_months(AFTER) == []
    assert left() == expected


def test_a_process_killed_after_the_commit_has_done_it() -> None:
    expected = undisturbed(make_month())
    assert run(*RANK_ALL, fault="committed:kill") == -9
    assert left() == expected
    close_due_months(AFTER)
    assert left() == expected


@pytest.mark.parametrize("step", ["worked_out", "scores_stored", "before_commit"])
def test_an_exception_leaves_nothing_but_its_name(step: str) -> None:
    expected = undisturbed(make_month())
    assert run(*RANK_ALL, fault=f"{step}:raise") == 1
    assert left() == Left(0, "", 0, "failed", 0, chain_holds=True)
    assert MonthRun.objects.get().outcome == f"InjectedFaultError: {step}"
    assert close_due_months(AFTER) == []
    assert left() == expected


def test_eight_processes_at_once_make_one_ranking() -> None:
    expected = undisturbed(make_month())
    processes = [start(*RANK_ALL) for _ in range(8)]
    assert [wait_for(process) for process in processes] == [0] * 8
    assert left() == expected


def test_after_a_month_without_running_both_months_are_made_in_order() -> None:
    make_month(Month(2025, 9), MONTH)
    close_due_months(AFTER)
    assert [ranking.month for ranking in Ranking.objects.order_by("id")] == [Month(2025, 9), MONTH]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/Los_Angeles"])
def test_the_zone_of_the_machine_changes_nothing(zone: str) -> None:
    expected = undisturbed(make_month())
    assert run(*RANK_ALL, zone=zone) == 0
    assert left() == expected


@pytest.mark.parametrize("step", ["published", "handed_over", "frozen"])
def test_a_publication_killed_half_way_gives_the_flags_once(step: str) -> None:
    number = put_on_notice(make_month()).police_number
    publish = ("publish_month", "--brigade", "DS", "--month", str(MONTH), "--by", number)
    assert run(*publish, fault=f"{step}:kill") == -9
    assert published() == ("noticed", 0, 3, [(1, None), (2, None), (3, None)])
    assert [run(*publish), run(*publish)] == [0, 0]
    assert published() == ("published", 1, 6, [(1, "DS-1"), (2, "DS-2"), (3, "DS-3")])
