import datetime as dt

import pytest

from organization.calendar import is_working_day
from services.rules.days import Basis, add_calendar_days, add_days, is_in_working_days

# 2026: National Day 1 to 7 October, worked on Sunday 20 September and Saturday 10 October.
BEFORE_THE_HOLIDAY = dt.date(2026, 9, 29)
ALL = {1, 2, 3, 5, 7, 10, 15, 20, 30, 60, 90}


@pytest.mark.parametrize(
    ("basis", "working"),
    [
        (Basis.LICENSING, ALL),
        (Basis.LICENCES, {1, 3, 5}),
        (Basis.REGISTRATION, {1, 2, 3, 5, 7, 10, 15}),
        (Basis.ACCIDENTS, {1, 2, 3, 5, 10}),
        (Basis.VIOLATIONS, {2, 3, 5, 7, 10, 15}),
        (Basis.PENALTIES, {2, 3, 5, 7}),
        (Basis.CIVIL_SERVICE, set()),
    ],
)
def test_each_law_names_the_limits_that_are_working_days(basis: Basis, working: set[int]) -> None:
    assert {days for days in ALL if is_in_working_days(days, basis)} == working


@pytest.mark.parametrize(
    ("days", "basis", "last"),
    [
        (1, Basis.LICENSING, dt.date(2026, 9, 30)),
        (2, Basis.LICENSING, dt.date(2026, 10, 8)),
        (3, Basis.LICENCES, dt.date(2026, 10, 9)),
        (5, Basis.LICENCES, dt.date(2026, 10, 12)),
        (5, Basis.ACCIDENTS, dt.date(2026, 10, 12)),
        (10, Basis.REGISTRATION, dt.date(2026, 10, 19)),
        (7, Basis.LICENCES, dt.date(2026, 10, 8)),
        (10, Basis.LICENCES, dt.date(2026, 10, 9)),
        (30, Basis.ACCIDENTS, dt.date(2026, 10, 29)),
        (10, Basis.PENALTIES, dt.date(2026, 10, 9)),
        (2, Basis.CIVIL_SERVICE, dt.date(2026, 10, 8)),
    ],
)
def test_a_limit_across_the_holiday_ends_on(days: int, basis: Basis, last: dt.date) -> None:
    assert add_days(BEFORE_THE_HOLIDAY, days, basis, {}) == last


def test_a_make_up_day_counts_and_an_override_decides_first() -> None:
    thursday, saturday = dt.date(2026, 10, 8), dt.date(2026, 10, 10)
    assert is_working_day(saturday, {})
    assert add_days(thursday, 2, Basis.VIOLATIONS, {}) == saturday
    assert add_days(thursday, 2, Basis.VIOLATIONS, {saturday: False}) == dt.date(2026, 10, 12)


def test_a_limit_in_calendar_days_moves_on_to_a_working_day() -> None:
    assert add_calendar_days(dt.date(2026, 11, 4), 30, {}) == dt.date(2026, 12, 4)
    assert add_calendar_days(dt.date(2026, 11, 5), 30, {}) == dt.date(2026, 12, 7)


@pytest.mark.parametrize("basis", [Basis.LICENSING, Basis.CIVIL_SERVICE])
def test_no_day_is_no_limit(basis: Basis) -> None:
    with pytest.raises(ValueError, match="at least one"):
        add_days(BEFORE_THE_HOLIDAY, 0, basis, {})
