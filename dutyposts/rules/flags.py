"""Where each red flag goes when a month is published (RULES.md, Red flags)."""

from collections.abc import Mapping, Sequence

# What a brigade owns until it makes others.
FLAGS_OWNED = 3


class TooManyWinnersError(ValueError):
    """More winners than flags: people decide who gets them, never the rules."""


def next_holders(holders: Mapping[int, int | None], winners: Sequence[int]) -> dict[int, int | None]:
    """Return for each flag number the post that holds it next, or None for the store.

    A winner that holds a flag keeps that one; the others, in the order given, take the free flags by number.
    """
    if len(winners) > len(holders):
        raise TooManyWinnersError
    kept = {flag: post for flag, post in holders.items() if post in winners}
    waiting = [post for post in winners if post not in kept.values()]
    free = [flag for flag in sorted(holders) if flag not in kept]
    return dict.fromkeys(holders) | kept | dict(zip(free, waiting, strict=False))


def streak(months_won: Sequence[int], upto: int) -> int:
    """Count the consecutive months won that end with `upto`; months are numbered without gaps."""
    won, length = set(months_won), 0
    while upto - length in won:
        length += 1
    return length
