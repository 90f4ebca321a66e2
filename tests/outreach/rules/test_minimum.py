import datetime as dt

import pytest

from organization.calendar import Month
from outreach.rules.minimum import Minimum, Outlook, Span, required, warning_due

NOVEMBER = Month(2026, 11)


def span(first: int, last: int) -> Span:
    return Span(dt.date(2026, 11, first), dt.date(2026, 11, last))


@pytest.mark.parametrize(
    ("service", "excused", "owed"),
    [
        (Span(dt.date(2020, 1, 1)), [], 2),
        (Span(dt.date(2026, 11, 16)), [], 1),
        (Span(dt.date(2026, 11, 24)), [], 0),
        (Span(dt.date(2026, 11, 23)), [], 1),
        (Span(dt.date(2020, 1, 1)), [span(1, 15)], 1),
        (Span(dt.date(2020, 1, 1)), [span(1, 30)], 0),
        (Span(dt.date(2020, 1, 1)), [span(1, 10), span(6, 15)], 1),
        (Span(dt.date(2020, 1, 1)), [Span(dt.date(2026, 10, 1), dt.date(2026, 10, 31))], 2),
        (Span(dt.date(2026, 12, 1)), [], 0),
    ],
)
def test_a_part_of_a_month_owes_a_part_of_the_services(service: Span, excused: list[Span], owed: int) -> None:
    assert required(2, NOVEMBER, service, excused) == owed


@pytest.mark.parametrize(
    ("minimum", "is_over", "outlook"),
    [
        (Minimum(required=2, done=2), False, Outlook.REACHED),
        (Minimum(required=2, done=1, booked=1), False, Outlook.BOOKED),
        (Minimum(required=2, done=1), False, Outlook.MISSING),
        (Minimum(required=2, done=1, booked=1), True, Outlook.SHORT),
        (Minimum(required=0), True, Outlook.REACHED),
    ],
)
def test_the_outlook_counts_what_is_booked_until_the_month_is_over(
    minimum: Minimum, *, is_over: bool, outlook: Outlook
) -> None:
    assert minimum.outlook(is_over=is_over) is outlook


@pytest.mark.parametrize(("day", "warning"), [(19, None), (20, 20), (24, 20), (25, 25), (30, 25)])
def test_warnings_come_on_the_twentieth_and_the_twenty_fifth(day: int, warning: int | None) -> None:
    assert warning_due(dt.date(2026, 11, day)) == warning
