from pathlib import Path

import pytest
from django.utils.translation import override

from dutyposts.models import Inspection, Item, Standard
from organization.calendar import Month
from tests.factories.files import DATA, import_path, import_sample, outcome, refusals

pytestmark = pytest.mark.django_db

SAMPLE = (DATA / "standard.csv").read_text()


def write(folder: Path, old: str = "", new: str = "", *, text: str = SAMPLE) -> Path:
    path = folder / "standard.csv"
    path.write_text(text.replace(old, new) if old else text)
    return path


def test_version_comes_with_categories_and_items(tmp_path: Path) -> None:
    assert outcome(import_path(write(tmp_path), "standard")) == (9, 0, 0)
    standard = Standard.objects.get()
    assert (standard.version, standard.in_force_from, standard.is_used) == ("YH.1", Month(2026, 1), False)
    assert list(standard.categories.values_list("code", flat=True)) == [
        "enforcement",
        "presence",
        "appearance",
        "style",
    ]
    assert [str(item.points) for item in standard.items.filter(code__in=["B3", "V1"])] == ["1.50", "0.00"]


def test_same_version_again_changes_nothing(tmp_path: Path) -> None:
    import_path(write(tmp_path), "standard")
    assert outcome(import_path(write(tmp_path), "standard")) == (0, 0, 9)


def test_unused_version_is_replaced(tmp_path: Path) -> None:
    import_path(write(tmp_path), "standard")
    assert outcome(import_path(write(tmp_path, "帽子没有戴正", "帽子没有戴"), "standard")) == (0, 9, 0)
    assert Item.objects.get(code="A2").text == "帽子没有戴"


BAD_TEXTS = [
    (
        ("离岗未说明去向", "罚款数少于定额"),
        "3: text: “罚款数” counts penalties, which no item may reward. A supervisor can allow it in the admin.",
        "3: text: “罚款数”按处罚计数，标准里不能写。确有必要，由主管在后台放行。",
    ),
    (
        ("presence,在位履职,30", "presence,在位履职,31"),
        "2: category_points: The categories add up to 101, not to 100.",
        "2: category_points: 各类别合计 101 分，应为 100 分。",
    ),
    (
        ("YH.1,2026-01,presence,在位履职,30,2,B2", "YH.1,2026-01,presence,在位履职,29,2,B2"),
        "4: category_points: Line 3 tells this category otherwise.",
        "4: category_points: 与第 3 行的同一类别不一致。",
    ),
    (
        ("YH.1,2026-01,enforcement,执勤执法,30,1,C1", "YH.1,2026-01,style,工作作风,20,4,C1"),
        "2: category_code: The category enforcement is missing.",
        "2: category_code: 缺类别 enforcement。",
    ),
    (
        ("工作作风,20,4", "工作作风,20,3"),
        "2: tie_order: Two categories have the same place in the tie order.",
        "2: tie_order: 两个类别的同分次序相同。",
    ),
    (
        ("enforcement,执勤执法,30,1,C1", ",,,,C1"),
        "2: category_code: A deduction belongs to a category.",
        "2: category_code: 扣分项要填类别。",
    ),
    (
        ("收受财物,0", "收受财物,3"),
        "9: points: A veto has 0 points, every other item more than 0.",
        "9: points: 否决项填 0 分，其他项大于 0 分。",
    ),
    (
        ("收到表扬信,1", "收到表扬信,0"),
        "10: points: A veto has 0 points, every other item more than 0.",
        "10: points: 否决项填 0 分，其他项大于 0 分。",
    ),
    (
        ("收到表扬信,1", "收到表扬信,1.125"),
        "10: points: No number from 0 to 100 with at most two places: 1.125.",
        "10: points: 填 0–100 的数，最多两位小数：1.125。",
    ),
    (
        ("YH.1,2026-01,,,,,J1", "YH.1,2026-02,,,,,J1"),
        "10: in_force_from: Version YH.1 has two months.",
        "10: in_force_from: 版本 YH.1 写了两个施行月份。",
    ),
    (
        ("YH.1,2026-01,,,,,J1", "YH.1,2026-13,,,,,J1"),
        "10: in_force_from: No month such as 2026-10: 2026-13.",
        "10: in_force_from: 月份写成 2026-10 的样子：2026-13。",
    ),
    ((",J1,", ",V1,"), "10: item_code: V1 YH.1 stands on line 9 already.", "10: item_code: V1 YH.1 在第 9 行已有。"),
]


@pytest.mark.parametrize(("change", "english", "chinese"), BAD_TEXTS)
def test_bad_row_is_told_in_both_languages_and_nothing_is_written(
    tmp_path: Path, change: tuple[str, str], english: str, chinese: str
) -> None:
    path = write(tmp_path, *change)
    with override("en"):
        assert english in refusals(path, "standard")
    with override("zh-hans"):
        assert chinese in refusals(path, "standard")
    assert Standard.objects.count() == 0


def test_used_version_changes_no_more(tmp_path: Path) -> None:
    import_sample()
    with override("en"):
        assert refusals(write(tmp_path, "帽子没有戴正", "帽子没有戴"), "standard") == [
            "2: version: Version YH.1 is used and changes no more: follow it by a new one."
        ]


def test_two_versions_do_not_share_a_month(tmp_path: Path) -> None:
    import_path(write(tmp_path), "standard")
    with override("en"):
        assert refusals(write(tmp_path, "YH.1", "YH.2"), "standard") == [
            "2: in_force_from: Version YH.1 comes into force in this month."
        ]


def test_new_version_does_not_reach_back_over_inspections(tmp_path: Path) -> None:
    import_sample()
    text = SAMPLE.replace("YH.1", "YH.2")
    with override("en"):
        assert refusals(write(tmp_path, "2026-01", "2026-10", text=text), "standard") == [
            "2: in_force_from: There are inspections of this time under an earlier version."
        ]
    assert outcome(import_path(write(tmp_path, "2026-01", "2026-11", text=text), "standard")) == (9, 0, 0)
    assert Inspection.objects.filter(standard__version="YH.2").count() == 0
