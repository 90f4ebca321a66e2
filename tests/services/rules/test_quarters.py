import datetime as dt

import pytest

from services.rules.quarters import Quarter


@pytest.mark.parametrize(
    ("day", "name", "first", "last"),
    [
        ("2026-01-01", "2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-06-30", "2026-Q2", "2026-04-01", "2026-06-30"),
        ("2026-12-31", "2026-Q4", "2026-10-01", "2026-12-31"),
    ],
)
def test_a_quarter_has_three_months(day: str, name: str, first: str, last: str) -> None:
    quarter = Quarter.of(dt.date.fromisoformat(day))
    assert (str(quarter), f"{quarter.first}", f"{quarter.last}") == (name, first, last)


def test_quarters_follow_each_other_over_the_years() -> None:
    assert [str(Quarter(2026, 1).shift(by)) for by in (-5, -1, 0, 4)] == ["2024-Q4", "2025-Q4", "2026-Q1", "2027-Q1"]


@pytest.mark.parametrize("number", [0, 5])
def test_there_are_four(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        Quarter(2026, number)
