from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override

from dutyposts.actions.closing import notice_month
from dutyposts.actions.computing import compute_month
from dutyposts.actions.events import approve_bonus
from dutyposts.models import Assignment, DutyPost, Event, PostDifficulty
from organization.calendar import Month
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from tests.factories.files import AT, import_rows, import_sample, outcome, refusals, write_rows
from tests.factories.people import make_brigade, make_officer, make_supervisor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sample() -> None:
    import_sample()


def test_post_keeps_its_difficulty_from_its_opening() -> None:
    difficulty = PostDifficulty.objects.get()
    assert (difficulty.post.code, difficulty.value, difficulty.from_month) == ("YH-02", Decimal("1.15"), Month(2025, 3))


def test_same_files_again_change_nothing() -> None:
    assert [outcome(run) for run in import_sample("posts", "assignments")] == [(0, 0, 3), (0, 0, 5)]


def test_changed_difficulty_counts_from_the_present_month(tmp_path: Path) -> None:
    assert outcome(import_rows(tmp_path, "posts", {"difficulty": "1.05"})) == (1, 0, 0)
    assert outcome(import_rows(tmp_path, "posts", {"difficulty": "1.20"})) == (0, 1, 0)
    found = PostDifficulty.objects.filter(post__code="YH-09")
    assert [(str(row.from_month), str(row.value), row.reason) for row in found] == [
        ("2026-11", "1.20", "从 posts.csv 导入"),
        ("2026-01", "1.05", "从 posts.csv 导入"),
    ]


def test_changed_post_is_updated(tmp_path: Path) -> None:
    import_rows(tmp_path, "posts", {})
    assert outcome(import_rows(tmp_path, "posts", {"name": "旧岗", "closed_on": "2026-11-30"})) == (0, 1, 0)
    assert DutyPost.objects.get(code="YH-09").name == "旧岗"


def test_ended_assignment_is_updated(tmp_path: Path) -> None:
    changes = {"post_code": "YH-01", "started_on": "2026-10-01", "ended_on": "2026-10-31"}
    assert outcome(import_rows(tmp_path, "assignments", changes)) == (0, 1, 0)


BAD_ROWS = [
    ("posts", {"brigade_code": "NO"}, "2: brigade_code: There is no unit NO.", "2: brigade_code: 没有单位 NO。"),
    ("posts", {"unit_code": "NO"}, "2: unit_code: There is no unit NO.", "2: unit_code: 没有单位 NO。"),
    (
        "posts",
        {"brigade_code": "YH-Z1"},
        "2: brigade_code: YH-Z1 is no brigade.",
        "2: brigade_code: YH-Z1 不是大队。",
    ),
    ("posts", {"unit_code": "HZ"}, "2: unit_code: HZ is no unit of YH.", "2: unit_code: HZ 不是 YH 的单位。"),
    (
        "posts",
        {"kind": "desk"},
        "2: kind: desk is none of road, window.",
        "2: kind: desk 不在可选值内：road, window。",
    ),
    (
        "posts",
        {"closed_on": "2025-12-31"},
        "2: closed_on: The end lies before the beginning.",
        "2: closed_on: 结束日期早于开始日期。",
    ),
    (
        "posts",
        {"difficulty": "1.31"},
        "2: difficulty: No number from 1.00 to 1.30 with at most two places: 1.31.",
        "2: difficulty: 填 1.00–1.30 的数，最多两位小数：1.31。",
    ),
    (
        "posts",
        {"difficulty": "0.99"},
        "2: difficulty: No number from 1.00 to 1.30 with at most two places: 0.99.",
        "2: difficulty: 填 1.00–1.30 的数，最多两位小数：0.99。",
    ),
    (
        "assignments",
        {"post_code": "NO"},
        "2: post_code: There is no duty post NO.",
        "2: post_code: 没有岗勤点 NO。",
    ),
    (
        "assignments",
        {"police_number": "999999"},
        "2: police_number: There is nobody with the police number 999999.",
        "2: police_number: 没有警号 999999。",
    ),
    (
        "assignments",
        {"ended_on": "2026-08-31"},
        "2: ended_on: The end lies before the beginning.",
        "2: ended_on: 结束日期早于开始日期。",
    ),
    (
        "assignments",
        {"post_code": "YH-01", "started_on": "2026-09-15"},
        "2: started_on: 006112 serves at this post already from 2026-10-01 on: end that first.",
        "2: started_on: 006112 从 2026-10-01 起已在这个岗，先填那一段的结束日期。",
    ),
    (
        "assignments",
        {"post_code": "YH-03", "started_on": "2026-07-01"},
        "2: started_on: The post was not in service on that day.",
        "2: started_on: 这个岗那天不在岗勤期内。",
    ),
    (
        "assignments",
        {"leader": "y"},
        "2: leader: y is none of yes, no.",
        "2: leader: y 不在可选值内：yes, no。",
    ),
]


@pytest.mark.parametrize(("kind", "changes", "english", "chinese"), BAD_ROWS)
def test_bad_row_is_told_in_both_languages_and_nothing_is_written(
    tmp_path: Path, kind: str, changes: dict[str, str], english: str, chinese: str
) -> None:
    path = write_rows(tmp_path, kind, changes)
    with override("en"):
        assert refusals(path, kind) == [english]
    with override("zh-hans"):
        assert refusals(path, kind) == [chinese]
    assert (DutyPost.objects.count(), Assignment.objects.count()) == (3, 5)


def test_closed_month_keeps_its_posts(tmp_path: Path) -> None:
    brigade = Unit.objects.get(code="YH")
    approve_bonus(Event.objects.get(number="YH26-E3"), by=Officer.objects.get(police_number="006101"))
    compute_month(brigade, Month(2026, 10), by=None, at=AT)
    notice_month(brigade, Month(2026, 10), by=make_supervisor(brigade), at=AT)
    with override("en"):
        assert refusals(write_rows(tmp_path, "posts", {}), "posts") == [
            "2: opened_on: 2026-10 is on notice or published and takes no entries."
        ]
    assert outcome(import_rows(tmp_path, "posts", {"opened_on": "2026-11-01"})) == (1, 0, 0)
    assert outcome(import_rows(tmp_path, "posts", {"opened_on": "2026-11-01", "closed_on": "2026-11-30"})) == (0, 1, 0)


def test_supervisor_imports_for_the_own_brigade_only(tmp_path: Path) -> None:
    stranger = make_supervisor(make_brigade(code="XX"))
    own = make_officer(Unit.objects.get(code="YH-BG"), role=Role.SUPERVISOR, at=Unit.objects.get(code="YH"))
    path = write_rows(tmp_path, "posts", {})
    with override("en"):
        assert refusals(path, "posts", by=stranger) == ["2: brigade_code: There is no unit YH."]
        assert refusals(path, "posts", by=own) == []
        assert refusals(write_rows(tmp_path, "assignments", {}), "assignments", by=stranger) == [
            "2: post_code: There is no duty post YH-02."
        ]
    assert Officer.objects.filter(police_number="006112").count() == 1
