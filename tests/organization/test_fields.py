from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from organization.calendar import Month
from organization.fields import HundredthsField, MonthField, from_hundredths, to_hundredths


@given(st.integers(-(10**9), 10**9))
def test_hundredths_come_back_as_they_went(value: int) -> None:
    assert to_hundredths(from_hundredths(value)) == value
    assert from_hundredths(value).as_tuple().exponent == -2


@pytest.mark.parametrize("text", ["0.001", "1.005", "-2.999"])
def test_more_than_two_places_are_refused_not_rounded(text: str) -> None:
    with pytest.raises(ValidationError):
        to_hundredths(Decimal(text))


@pytest.mark.parametrize(
    ("given_value", "stored"), [("2", 200), ("1.5", 150), (Decimal("0.25"), 25), ("-3.10", -310), (None, None)]
)
def test_a_score_is_stored_in_hundredths(given_value: str | Decimal | None, stored: int | None) -> None:
    assert HundredthsField().get_prep_value(given_value) == stored


@pytest.mark.parametrize("text", ["", "x", "1e3", "1.", ".5", "NaN", "１", "1.234", "12345678"])
def test_other_texts_are_no_scores(text: str) -> None:
    with pytest.raises(ValidationError):
        HundredthsField().to_python(text)


def test_a_month_is_stored_as_text() -> None:
    assert MonthField().get_prep_value(Month(2026, 10)) == "2026-10"
    assert MonthField().to_python("2026-10") == Month(2026, 10)


def test_other_texts_are_refused_as_months() -> None:
    with pytest.raises(ValidationError):
        MonthField().to_python("2026-13")
