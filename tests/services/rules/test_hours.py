import datetime as dt

import pytest

from organization.calendar import BEIJING
from services.rules.hours import Span, is_open, spans_on

MORNING = Span(on_working_days=True, opens_at=dt.time(9), closes_at=dt.time(12))
AFTERNOON = Span(on_working_days=True, opens_at=dt.time(13, 30), closes_at=dt.time(17))
SATURDAY = Span(on_working_days=False, opens_at=dt.time(9), closes_at=dt.time(11))
SPANS = [AFTERNOON, MORNING, SATURDAY]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-04T08:59", False),
        ("2026-11-04T09:00", True),
        ("2026-11-04T12:00", False),
        ("2026-11-04T13:30", True),
        ("2026-11-04T17:00", False),
        ("2026-11-07T10:00", True),
        ("2026-11-07T14:00", False),
        ("2026-10-10T14:00", True),
        ("2026-10-01T10:00", True),
    ],
)
def test_a_window_is_open_by_the_calendar(moment: str, *, expected: bool) -> None:
    assert is_open(SPANS, dt.datetime.fromisoformat(moment).replace(tzinfo=BEIJING), {}) is expected


def test_the_spans_of_a_day_stand_in_order() -> None:
    assert spans_on(SPANS, dt.date(2026, 11, 4), {}) == [MORNING, AFTERNOON]
    assert spans_on(SPANS, dt.date(2026, 11, 4), {dt.date(2026, 11, 4): False}) == [SATURDAY]
