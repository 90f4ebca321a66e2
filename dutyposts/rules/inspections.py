"""What one inspection is worth (RULES.md, Inspection). Points are whole hundredths."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dutyposts.rules.categories import Category

FULL_MARKS_H = 100_00


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding as the score sees it; a struck one has count 0."""

    category: Category
    points_h: int
    count: int


def category_scores(maxima_h: Mapping[Category, int], faults: Iterable[Fault]) -> dict[Category, int]:
    """Return what is left of each category's maximum, never below 0. No fault means full marks."""
    left = dict(maxima_h)
    for fault in faults:
        left[fault.category] -= fault.points_h * fault.count
    return {category: max(0, points_h) for category, points_h in left.items()}
