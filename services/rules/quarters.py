"""A quarter of a year, written `2026-Q3`."""

import datetime as dt
from dataclasses import dataclass

_MONTHS = 3
LAST = 4


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """The `number`th of a year, 1 to 4."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= LAST:
            raise ValueError(self.number)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @classmethod
    def of(cls, day: dt.date) -> "Quarter":
        return cls(day.year, (day.month - 1) // _MONTHS + 1)

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, (self.number - 1) * _MONTHS + 1, 1)

    @property
    def last(self) -> dt.date:
        return self.shift(1).first - dt.timedelta(days=1)

    def shift(self, quarters: int) -> "Quarter":
        years, number = divmod(self.number - 1 + quarters, LAST)
        return Quarter(self.year + years, number + 1)
