"""Aids for whoever reads a pledge: likeness to others, lines without a measure or a date. They refuse nothing."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from heapq import nsmallest

SHORTEST_PASSAGE = 4
NEAR_COPY_PERCENT = 80
MOST_COMPARED = 50
_GRAM = 2

_NUMBER = r"[0-9一二三四五六七八九十百两零半每]"
_UNIT = (
    r"(?:次|条|本|户|分钟|小时|天|日|周|个|家|场|人|件|起|篇|名|元|公里|项|宗|份|%|％|percent|times?|hours?|minutes?)"
)
_MEASURE = re.compile(rf"{_NUMBER}\s*{_UNIT}|{_NUMBER}+\s*(?:percent|%|％)|零投诉|零事故|零违纪|[0-9]", re.IGNORECASE)
_DATE = re.compile(
    r"每[天日周月年]|每个?(?:季度|学期|工作日)|半年|全年|年[内底末]|月[内底末]|季度|当[天日场]|[0-9]+月|[0-9]+日前|长期"
    r"|daily|weekly|monthly|quarterly|yearly|every (?:day|week|month|quarter|year)",
    re.IGNORECASE,
)


class Weakness(StrEnum):
    NO_MEASURE = "no_measure"
    NO_DATE = "no_date"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of two texts agrees, in whole percent, and the passages that do, as they stand in the first text."""

    percent: int
    passages: tuple[str, ...]


def weaknesses(text: str, *, has_due_date: bool) -> list[Weakness]:
    """Return what a promise lacks for anybody to check it."""
    found = []
    if not _MEASURE.search(text):
        found.append(Weakness.NO_MEASURE)
    if not has_due_date and not _DATE.search(text):
        found.append(Weakness.NO_DATE)
    return found


def likeness(text: str, other: str) -> Likeness:
    """Compare two texts without regard to blanks, punctuation, width and case."""
    (mine, places), (theirs, _) = _squeezed(text), _squeezed(other)
    if not mine or not theirs:
        return Likeness(0, ())
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    both, agreeing = len(mine) + len(theirs), sum(block.size for block in blocks)
    percent = (400 * agreeing + both) // (2 * both)
    passages = tuple(
        text[places[block.a] : places[block.a + block.size - 1] + 1]
        for block in blocks
        if block.size >= SHORTEST_PASSAGE
    )
    return Likeness(percent, passages)


def pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters and digits of `text`."""
    plain = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
    return frozenset(plain[at : at + _GRAM] for at in range(max(1, len(plain) - _GRAM + 1)) if plain)


def nearest(
    text: str,
    others: Sequence[str],
    *,
    pairs: Sequence[frozenset[str]] | None = None,
    least_percent: int = NEAR_COPY_PERCENT,
) -> list[tuple[int, Likeness]]:
    """Return which of `others` are near-copies of `text`, by position, the nearest first.

    Two texts can only be near-copies when enough of their pairs of characters agree; of those that can be, the fifty
    that agree most are compared. `pairs` are those of `others`, for whoever compares many texts with them.
    """
    mine, candidates = pairs_of(text), []
    for at, theirs in enumerate(map(pairs_of, others) if pairs is None else pairs):
        shared = len(mine & theirs)
        if shared and 100 * shared >= (2 * least_percent - 100) * min(len(mine), len(theirs)):
            candidates.append((-200 * shared // (len(mine) + len(theirs)), at))
    compared = [(at, likeness(text, others[at])) for _shared, at in nsmallest(MOST_COMPARED, candidates)]
    return sorted(
        (pair for pair in compared if pair[1].percent >= least_percent), key=lambda pair: (-pair[1].percent, pair[0])
    )


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits of `text` in one form, and where in `text` each of them stands."""
    letters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for letter in _letters(unicodedata.normalize("NFKC", character)):
            letters.append(letter)
            places.append(at)
    return "".join(letters), places


def _letters(characters: str) -> Iterable[str]:
    return (character for character in characters.casefold() if character.isalnum())
