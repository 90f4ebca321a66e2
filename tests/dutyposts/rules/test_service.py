import datetime as dt

import pytest

from dutyposts.rules.service import Stay, post_of_month
from organization.calendar import Month

OCTOBER = Month(2026, 10)


def stay(post: int, first: str, last: str = "") -> Stay:
    return Stay(post, dt.date.fromisoformat(first), dt.date.fromisoformat(last) if last else None)


@pytest.mark.parametrize(
    ("stays", "post"),
    [
        ([], None),
        ([stay(1, "2026-01-01")], 1),
        ([stay(1, "2026-01-01", "2026-09-30"), stay(2, "2026-11-01")], None),
        ([stay(1, "2026-01-01", "2026-10-16"), stay(2, "2026-10-17")], 1),
        ([stay(1, "2026-01-01", "2026-10-15"), stay(2, "2026-10-16")], 2),
        ([stay(1, "2026-10-01", "2026-10-05"), stay(2, "2026-10-06", "2026-10-14"), stay(1, "2026-10-15")], 1),
        ([stay(1, "2026-01-01"), stay(2, "2026-09-01")], 2),
    ],
)
def test_month_belongs_to_the_post_of_most_days(stays: list[Stay], post: int | None) -> None:
    assert post_of_month(stays, OCTOBER) == post
    assert post_of_month(reversed(stays), OCTOBER) == post
