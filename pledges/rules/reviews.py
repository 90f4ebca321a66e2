"""Which levels review a pledge, and how far it has come (RULES.md, Pledges)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pledges.rules.criteria import Owner


class Level(StrEnum):
    GROUP = "group"
    BRANCH = "branch"
    SUPERIOR = "superior"


class Decision(StrEnum):
    PASS = "pass"  # noqa: S105 - no password
    AMEND = "amend"
    REDO = "redo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """What the one who pledges is in the Party and in the brigade."""

    is_in_group: bool = True
    leads_group: bool = False
    is_secretary: bool = False
    leads_brigade: bool = False


def route_of(owner: Owner, author: Author) -> tuple[Level, ...]:
    """Return the levels that review a pledge, in their order; nobody meets an own level.

    A group leader's own goes straight to the branch, the secretary's to the superior; a brigade leader's passes the
    superior last. A group's pledge is the branch's to review, a branch's the superior's.
    """
    if owner is Owner.BRANCH or (owner is Owner.MEMBER and author.is_secretary):
        return (Level.SUPERIOR,)
    levels = [Level.BRANCH]
    if owner is Owner.MEMBER:
        if author.is_in_group and not author.leads_group:
            levels.insert(0, Level.GROUP)
        if author.leads_brigade:
            levels.append(Level.SUPERIOR)
    return tuple(levels)


def passes_given(words: Iterable[tuple[str, str, str]]) -> dict[Level, set[str]]:
    """Return the digests of promises that each level has passed; a later word on the same text takes the place.

    `words` are levels, digests and decisions in the order in which they were given.
    """
    passed: dict[Level, set[str]] = {level: set() for level in Level}
    for level, digest, decision in words:
        if decision == Decision.PASS:
            passed[Level(level)].add(digest)
        else:
            passed[Level(level)].discard(digest)
    return passed


def open_items(items: Mapping[int, str], passed: Collection[str]) -> list[int]:
    """Return the numbers of the items, given with their digests, whose present text a level has not passed."""
    return [number for number, digest in items.items() if digest not in passed]


def next_level(
    route: Sequence[Level], items: Mapping[int, str], passed: Mapping[Level, Collection[str]]
) -> Level | None:
    """Return the first level that has not passed every item as it reads now; None when all have.

    A pass counts for the digest that it was given to, so an edit voids it at every level.
    """
    for level in route:
        if open_items(items, passed.get(level, ())):
            return level
    return None
