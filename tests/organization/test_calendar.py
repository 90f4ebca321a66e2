import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organization.calendar import (
    BEIJING,
    Month,
    MonthFormatError,
    add_working_days,
    beijing_date,
    days_within,
    is_working_day,
)

months = st.builds(Month, st.integers(1950, 2100), st.integers(1, 12))
OCTOBER = Month(2026, 10)


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (dt.datetime(2026, 10, 31, 23, 59, 59, 999999, tzinfo=BEIJING), "2026-10"),
        (dt.datetime(2026, 11, 1, 0, 0, tzinfo=BEIJING), "2026-11"),
        (dt.datetime(2026, 10, 31, 15, 59, 59, 999999, tzinfo=dt.UTC), "2026-10"),
        (dt.datetime(2026, 10, 31, 16, 0, tzinfo=dt.UTC), "2026-11"),
        (dt.datetime(2026, 12, 31, 23, 59, 59, tzinfo=BEIJING), "2026-12"),
        (dt.datetime(2026, 12, 31, 16, 0, tzinfo=dt.UTC), "2027-01"),
        (dt.datetime(2028, 2, 29, 23, 59, 59, tzinfo=BEIJING), "2028-02"),
        (dt.datetime(2028, 2, 29, 16, 0, tzinfo=dt.UTC), "2028-03"),
    ],
)
def test_a_moment_belongs_to_the_month_of_its_beijing_date(moment: dt.datetime, month: str) -> None:
    assert str(Month.of_moment(moment)) == month


def test_a_moment_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match=r"^a moment needs a time zone$"):
        beijing_date(dt.datetime(2026, 10, 31))  # noqa: DTZ001 - that is the case


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "0000-01", "9999-12", "2026-10 ", "２０２６-10", ""])
def test_other_texts_are_no_months(text: str) -> None:
    with pytest.raises(MonthFormatError):
        Month.parse(text)


@given(months)
def test_a_month_is_read_as_it_is_written(month: Month) -> None:
    assert Month.parse(str(month)) == month


@given(months)
def test_a_month_ends_where_the_next_one_starts(month: Month) -> None:
    assert month.ends_at == month.shift(1).starts_at
    assert month.last + dt.timedelta(days=1) == month.shift(1).first
    assert month.first in month
    assert month.shift(1).first not in month


@given(months, st.integers(-500, 500))
def test_shifting_there_and_back_comes_home(month: Month, count: int) -> None:
    assert month.shift(count).shift(-count) == month
    assert (month.shift(count) > month) == (count > 0)


@given(months, st.integers(0, 40))
def test_months_follow_each_other_without_a_gap(month: Month, count: int) -> None:
    run = list(month.until(month.shift(count)))
    assert run == [month.shift(step) for step in range(count + 1)]


@pytest.mark.parametrize(
    ("opened_on", "closed_on", "days"),
    [
        (dt.date(2020, 1, 1), None, 31),
        (dt.date(2026, 10, 1), dt.date(2026, 10, 31), 31),
        (dt.date(2026, 10, 31), None, 1),
        (dt.date(2026, 10, 5), dt.date(2026, 10, 5), 1),
        (dt.date(2026, 10, 17), None, 15),
        (dt.date(2026, 11, 1), None, 0),
        (dt.date(2020, 1, 1), dt.date(2026, 9, 30), 0),
    ],
)
def test_days_in_service_count_both_ends(opened_on: dt.date, closed_on: dt.date | None, days: int) -> None:
    assert days_within(OCTOBER, opened_on, closed_on) == days


@pytest.mark.parametrize(("month", "days"), [(Month(2028, 2), 29), (Month(2026, 2), 28), (Month(2026, 12), 31)])
def test_a_month_has_its_own_length(month: Month, days: int) -> None:
    assert days_within(month, dt.date(2020, 1, 1), None) == days


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (dt.date(2025, 10, 1), False),
        (dt.date(2025, 10, 8), False),
        (dt.date(2025, 10, 9), True),
        (dt.date(2025, 9, 28), True),
        (dt.date(2025, 10, 11), True),
        (dt.date(2025, 10, 12), False),
    ],
)
def test_holidays_rest_and_make_up_days_work(day: dt.date, *, is_worked: bool) -> None:
    assert is_working_day(day, {}) is is_worked


def test_an_override_decides_first() -> None:
    monday, sunday = dt.date(2026, 11, 2), dt.date(2026, 11, 1)
    assert [is_working_day(day, {monday: False, sunday: True}) for day in (monday, sunday)] == [False, True]


@pytest.mark.parametrize(
    ("start", "days", "overrides", "end"),
    [
        (dt.date(2026, 11, 2), 3, {}, dt.date(2026, 11, 5)),
        (dt.date(2026, 11, 5), 3, {}, dt.date(2026, 11, 10)),
        (dt.date(2026, 11, 7), 1, {}, dt.date(2026, 11, 9)),
        (dt.date(2025, 9, 30), 3, {}, dt.date(2025, 10, 11)),
        (dt.date(2026, 11, 5), 1, {dt.date(2026, 11, 6): False}, dt.date(2026, 11, 9)),
        (dt.date(2026, 11, 6), 1, {dt.date(2026, 11, 7): True}, dt.date(2026, 11, 7)),
    ],
)
def test_working_days_are_counted_from_the_day_after(
    start: dt.date, days: int, overrides: dict[dt.date, bool], end: dt.date
) -> None:
    assert add_working_days(start, days, overrides) == end


def test_no_working_days_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^at least one working day$"):
        add_working_days(dt.date(2026, 11, 2), 0, {})
