"""The figures of ratings: never a rate of fewer than five."""

import pytest

from services.rules.ratings import good_share, wilson_share


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
