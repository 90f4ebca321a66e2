import pytest

from outreach.rules.contests import Prize, Result, mean_h, results

PRIZES = {Prize.FIRST: 1, Prize.SECOND: 1, Prize.THIRD: 1}


@pytest.mark.parametrize(
    ("marks", "mean"), [([], None), ([0], 0), ([100], 100_00), ([90, 91, 91], 90_67), ([0] * 7 + [1], 13)]
)
def test_a_half_of_a_hundredth_goes_up(marks: list[int], mean: int | None) -> None:
    assert mean_h(marks) == mean


def test_who_shares_the_last_place_of_a_prize_has_it_too() -> None:
    found = results({"A": [90], "B": [90], "C": [80], "D": [70]}, PRIZES)
    assert {code: (result.place, result.prize) for code, result in found.items()} == {
        "A": (1, Prize.FIRST),
        "B": (1, Prize.FIRST),
        "C": (3, Prize.THIRD),
        "D": (4, None),
    }


def test_without_marks_there_is_neither_place_nor_prize() -> None:
    assert results({"A": [], "B": [60, 61]}, PRIZES) == {"B": Result(60_50, 1, Prize.FIRST)}


def test_prizes_of_none_are_not_given() -> None:
    assert results({"A": [90]}, {Prize.SECOND: 1})["A"].prize is Prize.SECOND
