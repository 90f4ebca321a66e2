import datetime as dt
from typing import Any

import pytest

from services.rules.leniency import Facts, Lack, Rule, lacks_of, repeats_since, settle_dates
from services.rules.plates import is_plate, plate_key

PERMITTED = {"permit": "K-7", "route": "德山大道", "passage_time": "22:00", "escort": "铁骑"}


@pytest.mark.parametrize(
    ("rule", "told", "lacks"),
    [
        (Rule.W1, {"is_driver_present": True, "is_corrected": True}, []),
        (Rule.W1, {"is_corrected": True}, [Lack.DRIVER_PRESENT]),
        (Rule.W1, {"is_driver_present": True}, [Lack.CORRECTED]),
        (Rule.W1, {"is_driver_present": True, "is_corrected": True, "is_passage_affected": True}, [Lack.FREE_PASSAGE]),
        (Rule.W2, {"is_local": False, "is_corrected": True}, []),
        (Rule.W2, {"is_hazardous": True}, [Lack.FOREIGN_PLATE, Lack.CORRECTED, Lack.NO_HAZARD]),
        (Rule.W3, {"hospital": "市医院"}, []),
        (Rule.W3, {}, [Lack.HOSPITAL]),
        (Rule.W4, PERMITTED, []),
        (Rule.W4, {}, [Lack.PERMIT, Lack.ROUTE, Lack.PASSAGE_TIME, Lack.ESCORT]),
    ],
)
def test_each_rule_tells_what_a_case_lacks(rule: Rule, told: dict[str, Any], lacks: list[Lack]) -> None:
    assert lacks_of(Facts(rule=rule, **told)) == lacks


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (dt.date(2026, 11, 4), dt.date(2025, 11, 5)),
        (dt.date(2028, 2, 29), dt.date(2027, 3, 1)),
        (dt.date(2026, 12, 31), dt.date(2026, 1, 1)),
    ],
)
def test_repeats_count_for_twelve_months(day: dt.date, since: dt.date) -> None:
    assert repeats_since(day) == since


def test_a_release_is_settled_in_working_days() -> None:
    assert settle_dates(dt.date(2026, 9, 30), {}) == (dt.date(2026, 10, 10), dt.date(2026, 10, 13))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("湘J12345", True),
        ("湘Ｊ·１２３４５", True),
        ("湘jd12345", True),
        ("湘J 1234挂", True),
        ("J12345", False),
        ("湘J12", False),
    ],
)
def test_a_plate_is_known_however_it_is_written(text: str, *, expected: bool) -> None:
    assert is_plate(text) is expected


def test_two_spellings_of_a_plate_are_one() -> None:
    assert plate_key(" 湘ｊ·１２３４５") == plate_key("湘J12345") == "湘J12345"
