"""A post's year: the sum of its published month scores, its place, whether it is up for a demonstration post.

RULES.md, Year.
"""

from collections.abc import Sequence
from dataclasses import dataclass

DEMONSTRATION_PLACES = 3
# So many months with a veto keep a post from becoming a demonstration post.
TOO_MANY_VETOES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PostYear:
    """What the published months of a year add up to for one post."""

    code: str
    sum_h: int
    flags: int = 0
    first_places: int = 0
    vetoes: int = 0


@dataclass(frozen=True, slots=True)
class YearStanding:
    post: PostYear
    rank: int
    is_candidate: bool


def year_standings(posts: Sequence[PostYear]) -> list[YearStanding]:
    """Rank by sum, then flags, then first places; what is still equal shares the place and the next is skipped.

    Nobody moves up for a candidate whom vetoes keep out.
    """
    ordered = sorted(posts, key=lambda post: (*(-value for value in _merit(post)), post.code))
    merits = [_merit(post) for post in ordered]
    return [_standing(post, merits.index(_merit(post)) + 1) for post in ordered]


def _merit(post: PostYear) -> tuple[int, int, int]:
    return post.sum_h, post.flags, post.first_places


def _standing(post: PostYear, rank: int) -> YearStanding:
    return YearStanding(post, rank, rank <= DEMONSTRATION_PLACES and post.vetoes < TOO_MANY_VETOES)
