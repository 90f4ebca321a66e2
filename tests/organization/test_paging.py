import datetime as dt

import pytest

from organization.paging import place_of, query_of

DAY, MOMENT = dt.date(2026, 10, 31), dt.datetime(2026, 10, 31, 8, 0, 0, 123456, tzinfo=dt.UTC)


def test_a_place_is_read_as_it_was_written() -> None:
    assert (place_of(f"{DAY.isoformat()}.17"), place_of(f"{MOMENT.isoformat()}.17", dt.datetime)) == (
        (DAY, 17),
        (MOMENT, 17),
    )


@pytest.mark.parametrize(
    "text", ["", "x", "2026-13-01.1", "2026-10-31", "2026-10-31.x", "2026-10-31.1234567890123456789"]
)
def test_what_names_no_day_is_no_place(text: str) -> None:
    assert place_of(text) is None


@pytest.mark.parametrize("text", ["2026-10-31.1", "2026-10-31T08:00:00.1", "x.1"])
def test_what_names_no_moment_is_no_place(text: str) -> None:
    assert place_of(text, dt.datetime) is None


def test_a_query_leaves_out_what_is_empty() -> None:
    assert query_of(brigade="XH", unit="", first=DAY, last=None, grassroots=True, page=2) == (
        "brigade=XH&first=2026-10-31&grassroots=on&page=2"
    )
