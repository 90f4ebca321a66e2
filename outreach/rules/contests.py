"""How a contest is decided: means, places and prizes, for each kind of work apart (RULES.md, Contests)."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


class Prize(StrEnum):
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


@dataclass(frozen=True, slots=True)
class Result:
    """What an entry came to; `mean_h` are hundredths of a mark."""

    mean_h: int
    place: int
    prize: Prize | None


def mean_h(marks: Sequence[int]) -> int | None:
    """Return the mean of whole marks in hundredths, a half rounded up; none without marks."""
    return (200 * sum(marks) + len(marks)) // (2 * len(marks)) if marks else None


def results(marks: Mapping[Key, Sequence[int]], prizes: Mapping[Prize, int]) -> dict[Key, Result]:
    """Return means, places and prizes of the entries of one kind; an entry without marks has none."""
    means = {key: mean for key, given in marks.items() if (mean := mean_h(given)) is not None}
    places = _places(means.values())
    return {key: Result(mean, places[mean], _prize(places[mean], prizes)) for key, mean in means.items()}


def _places(means: Iterable[int]) -> dict[int, int]:
    """Return the place of each mean: equal means share a place, and the places after it stay empty."""
    places: dict[int, int] = {}
    for place, mean in enumerate(sorted(means, reverse=True), start=1):
        places.setdefault(mean, place)
    return places


def _prize(place: int, prizes: Mapping[Prize, int]) -> Prize | None:
    """Return the prize of a place; whoever shares the last place of a prize has it too."""
    last = 0
    for prize in Prize:
        last += prizes.get(prize, 0)
        if place <= last:
            return prize
    return None
