import pytest

from pledges.rules.appraisal import Conclusion, Mark, Weights, fulfilment_h, mean_h, most_excellent, overall_h

FIVE = {Mark.SATISFIED: 3, Mark.FAIRLY: 1, Mark.DISSATISFIED: 1}  # (300 + 70) / 5 = 74
FOUR = {Mark.SATISFIED: 4, Mark.FAIRLY: 0, Mark.DISSATISFIED: 0}
TEN = {Mark.SATISFIED: 10, Mark.FAIRLY: 0, Mark.DISSATISFIED: 0}


def test_mean_of_the_marks() -> None:
    assert mean_h(FIVE) == 74_00


def test_no_figure_below_five_ballots() -> None:
    assert mean_h(FOUR) is None
    assert overall_h(FOUR, TEN, Mark.SATISFIED, Weights()) is None
    assert overall_h(TEN, FOUR, Mark.SATISFIED, Weights()) is None
    assert overall_h(TEN, TEN, None, Weights()) is None


def test_overall_weighs_the_parts_and_rounds_once() -> None:
    assert overall_h(FIVE, TEN, Mark.FAIRLY, Weights()) == 83_20  # 0.3 × 74 + 0.4 × 100 + 0.3 × 70
    six = {Mark.SATISFIED: 4, Mark.FAIRLY: 1, Mark.DISSATISFIED: 1}  # 78.33…
    assert overall_h(six, TEN, Mark.SATISFIED, Weights()) == 93_50


@pytest.mark.parametrize(
    ("conclusions", "rate"),
    [
        ([Conclusion.FULFILLED, Conclusion.FULFILLED, Conclusion.PARTLY], 66_67),
        ([Conclusion.FULFILLED, Conclusion.EXCUSED], 100_00),
        ([Conclusion.UNFULFILLED], 0),
        ([Conclusion.EXCUSED], None),
        ([], None),
    ],
)
def test_fulfilment_rate(conclusions: list[Conclusion], rate: int | None) -> None:
    assert fulfilment_h(conclusions) == rate


def test_a_third_may_be_excellent() -> None:
    assert [most_excellent(members) for members in (2, 3, 8, 9)] == [0, 1, 2, 3]
