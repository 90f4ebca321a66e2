"""Months, days and working days as the brigade counts them: Beijing dates, public holidays, make-up days."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo

import holidays

BEIJING = ZoneInfo("Asia/Shanghai")
_MONTH_PATTERN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_DECEMBER = 12
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
"""Between these lies every day that anybody here can mean."""


class MonthFormatError(ValueError):
    """A text is not a month such as 2026-10."""


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One calendar month; ordered, hashable, written `2026-10`."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        match = _MONTH_PATTERN.fullmatch(text)
        if match is None or not dt.MINYEAR < int(match[1]) < dt.MAXYEAR:
            raise MonthFormatError(text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: dt.date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def of_moment(cls, moment: dt.datetime) -> Self:
        """Return the month of the Beijing date of an aware moment."""
        return cls.of(beijing_date(moment))

    @property
    def first(self) -> dt.date:
        return _first_and_last(self.year, self.number)[0]

    @property
    def last(self) -> dt.date:
        return _first_and_last(self.year, self.number)[1]

    @property
    def starts_at(self) -> dt.datetime:
        return dt.datetime.combine(self.first, dt.time.min, tzinfo=BEIJING)

    @property
    def ends_at(self) -> dt.datetime:
        """The first moment that no longer belongs to the month."""
        return self.shift(1).starts_at

    def shift(self, months: int) -> Self:
        index = self.year * _DECEMBER + self.number - 1 + months
        return type(self)(index // _DECEMBER, index % _DECEMBER + 1)

    def until(self, last: Self) -> Iterator[Self]:
        """Yield this month and the following ones up to and including `last`."""
        month = self
        while month <= last:
            yield month
            month = month.shift(1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def __contains__(self, day: dt.date) -> bool:
        return (day.year, day.month) == (self.year, self.number)


def beijing_date(moment: dt.datetime) -> dt.date:
    if moment.tzinfo is None:
        message = "a moment needs a time zone"
        raise ValueError(message)
    return moment.astimezone(BEIJING).date()


@cache
def _national_calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("CN")


def is_working_day(day: dt.date, overrides: Mapping[dt.date, bool]) -> bool:
    """Tell whether `day` is worked: an override decides first, then holidays and make-up days, then the week."""
    decided = overrides.get(day)
    return _national_calendar().is_working_day(day) if decided is None else decided


def add_working_days(start: dt.date, days: int, overrides: Mapping[dt.date, bool]) -> dt.date:
    """Return the last of `days` working days counted from the day after `start`; `days` is at least 1."""
    if days < 1:
        message = "at least one working day"
        raise ValueError(message)
    day = start
    while days:
        day += dt.timedelta(days=1)
        days -= is_working_day(day, overrides)
    return day


@cache
def _first_and_last(year: int, number: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, number, 1), dt.date(year, number, monthrange(year, number)[1])


def days_within(month: Month, opened_on: dt.date, closed_on: dt.date | None) -> int:
    """Count the days of `month` from `opened_on` to `closed_on`, both ends included."""
    first = max(month.first, opened_on)
    last = month.last if closed_on is None else min(month.last, closed_on)
    return max(0, (last - first).days + 1)
