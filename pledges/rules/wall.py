"""How the cards of the pledge wall fit on a big screen and on paper.

A line of text is as long as its room; lengths are counted in halves of a Chinese character, heights in millimetres.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, TypeVar
from unicodedata import east_asian_width

Card = TypeVar("Card")
Promises = Callable[[Card], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A way to divide the screen: how many cards, and what one of them holds."""

    cards: int
    length: int
    lines: int


GRIDS = (Grid(6, 34, 5), Grid(4, 56, 5), Grid(2, 56, 15), Grid(1, 116, 15))


@dataclass(frozen=True, slots=True)
class Screen(Generic[Card]):
    grid: int
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet: its cards, and what the text of a card and everything around it takes."""

    columns: int
    rows: int
    length: int
    line: float
    frame: float
    height: float


PAPERS = {"a4": Paper(2, 3, 36, 6.0, 38, 212), "a3": Paper(3, 3, 46, 6.8, 44, 208)}


def lines_of(promises: Sequence[str], length: int) -> int:
    """Return how many lines the promises take, each on lines of its own."""
    return sum(max(1, ceil(_halves(promise) / length)) for promise in promises)


def screens(cards: Sequence[Card], promises: Promises[Card]) -> list[Screen[Card]]:
    """Return the screens of the cards: six cards each, or four if any has more than five lines.

    Where even that cuts off words, the screen is divided further: two cards, or one.
    """
    at = 0 if _all_fit(cards, promises, GRIDS[0]) else 1
    return list(_divided(cards, promises, at))


def sheets(cards: Sequence[Card], promises: Promises[Card], paper: Paper) -> list[list[Card]]:
    """Return the cards of each sheet, row by row; a row that does not fit any more begins the next one."""
    found: list[list[Card]] = []
    rows, left = 0, 0.0
    for row in _parts(cards, paper.columns):
        height = paper.frame + paper.line * max(lines_of(promises(card), paper.length) for card in row)
        if not found or rows == paper.rows or height > left:
            found.append([])
            rows, left = 0, paper.height
        found[-1].extend(row)
        rows, left = rows + 1, left - height
    return found


def _divided(cards: Sequence[Card], promises: Promises[Card], at: int) -> Iterator[Screen[Card]]:
    for part in _parts(cards, GRIDS[at].cards):
        if at + 1 == len(GRIDS) or _all_fit(part, promises, GRIDS[at]):
            yield Screen(GRIDS[at].cards, part)
        else:
            yield from _divided(part, promises, at + 1)


def _all_fit(cards: Sequence[Card], promises: Promises[Card], grid: Grid) -> bool:
    return all(lines_of(promises(card), grid.length) <= grid.lines for card in cards)


def _parts(cards: Sequence[Card], size: int) -> Iterator[Sequence[Card]]:
    return (cards[start : start + size] for start in range(0, len(cards), size))


def _halves(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)
