"""The figures of ratings: never a rate of fewer than five."""

import pytest

from services.rules.ratings import Told, good_share, told_rate, wilson_share


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [
        (0, 1, 0.0, 0.7935),
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_interval(hits: int, count: int, low: float, high: float) -> None:
    share = wilson_share(hits, count)
    assert (share.count, share.value, round(share.low, 4), round(share.high, 4)) == (count, hits / count, low, high)


@pytest.mark.parametrize(("hits", "count"), [(0, 0), (-1, 5), (6, 5)])
def test_impossible_counts_are_refused(hits: int, count: int) -> None:
    with pytest.raises(ValueError, match="hits lie between"):
        wilson_share(hits, count)


@pytest.mark.parametrize("rated", [0, 1, 4])
def test_fewer_than_five_have_no_rate(rated: int) -> None:
    assert good_share(rated, rated) is None


def test_five_have_a_rate() -> None:
    assert good_share(4, 5) == wilson_share(4, 5)


@pytest.mark.parametrize(
    ("good", "rated", "told"),
    [
        (4, 4, None),
        (5, 5, Told(80, 38, 100, "least")),
        (4, 5, Told(80, 38, 100, "least")),
        (3, 5, Told(60, 23, 88)),
        (1, 5, Told(20, 0, 62, "most")),
        (0, 5, Told(20, 0, 62, "most")),
        (6, 6, Told(83, 44, 100, "least")),
        (0, 6, Told(17, 0, 56, "most")),
        (999, 1000, Told(99, 99, 100, "least")),
    ],
)
def test_nobodys_answer_is_told(good: int, rated: int, told: Told | None) -> None:
    assert told_rate(good, rated) == told


@pytest.mark.parametrize("rated", range(5, 40))
def test_all_of_one_side_are_told_like_all_but_one(rated: int) -> None:
    assert told_rate(rated, rated) == told_rate(rated - 1, rated)
    assert told_rate(0, rated) == told_rate(1, rated)
