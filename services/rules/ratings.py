"""What the ratings of a window say in figures."""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

FEWEST_WITH_RATE = 5

_Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the count it rests on and its 95 % interval; all three shares lie between 0 and 1."""

    count: int
    value: float
    low: float
    high: float


def wilson_share(hits: int, count: int) -> Share:
    """Return `hits` of `count` with Wilson's 95 % interval; `count` is at least 1, `hits` at most `count`."""
    if not 0 <= hits <= count or count == 0:
        message = "hits lie between 0 and a count of at least 1"
        raise ValueError(message)
    value = hits / count
    square = _Z_95**2
    middle = (value + square / (2 * count)) / (1 + square / count)
    half = _Z_95 / (1 + square / count) * sqrt(value * (1 - value) / count + square / (4 * count**2))
    return Share(count, value, max(0.0, middle - half), min(1.0, middle + half))


def good_share(good: int, rated: int) -> Share | None:
    """Return the good rate, or None under five ratings, so that nobody who rated is recognised."""
    return wilson_share(good, rated) if rated >= FEWEST_WITH_RATE else None


@dataclass(frozen=True, slots=True)
class Told:
    """The good rate as it may be told, in whole percent; `bound` is set where both all and all but one may be meant."""

    value: int
    low: int
    high: int
    bound: Literal["", "least", "most"] = ""


def told_rate(good: int, rated: int) -> Told | None:
    """Return what may be told of `good` among `rated`: nothing under five, and never that all gave the same side.

    One answer apart from all others looks like none apart: the rate is then a bound that is true of both, with an
    interval that spans both.
    """
    share = good_share(good, rated)
    if share is None:
        return None
    if rated - good <= 1:
        low = wilson_share(rated - 1, rated).low
        return Told(100 * (rated - 1) // rated, _percent(low), 100, "least")
    if good <= 1:
        high = wilson_share(1, rated).high
        return Told(-(-100 // rated), 0, _percent(high), "most")
    return Told(_percent(share.value), _percent(share.low), _percent(share.high))


def _percent(share: float) -> int:
    return int(f"{100 * share:.0f}")
