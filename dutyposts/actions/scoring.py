"""How stored scores follow from findings: the one place that asks the rules and fills an inspection's columns."""

from collections.abc import Iterable, Mapping

from dutyposts.models import Finding, Inspection, Standard
from dutyposts.rules.categories import Category
from dutyposts.rules.inspections import Fault, category_scores
from organization.fields import from_hundredths, to_hundredths


def maxima_of(standard: Standard) -> dict[Category, int]:
    """Return each category's maximum in hundredths; served from a prefetch where there is one."""
    return {Category(category.code): to_hundredths(category.points) for category in standard.categories.all()}


def score_inspection(inspection: Inspection, maxima_h: Mapping[Category, int], findings: Iterable[Finding]) -> None:
    """Fill the score columns of an inspection, unsaved."""
    faults = [Fault(Category(row.category), to_hundredths(row.points), row.count) for row in findings]
    scores_h = category_scores(maxima_h, faults)
    for category, score_h in scores_h.items():
        setattr(inspection, category.value, from_hundredths(score_h))
    inspection.score = from_hundredths(sum(scores_h.values()))
