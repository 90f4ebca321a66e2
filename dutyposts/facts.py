"""What duty posts tell the rest of the house."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count

from dutyposts.models import FlagHolding, Inspection, PostScore, Ranking
from organization.calendar import Month
from organization.models import Unit


@dataclass(frozen=True, slots=True)
class Facts:
    """Figures of a brigade over a period of whole months."""

    inspections: int
    months_published: int
    flags_won: dict[str, int]


def facts_for(brigade: Unit, first: dt.date, last: dt.date) -> Facts:
    """Return the figures of the months from the one of `first` to the one of `last`; three queries."""
    months = {"month__gte": Month.of(first), "month__lte": Month.of(last)}
    published = Ranking.objects.latest_versions().filter(brigade=brigade, state=Ranking.State.PUBLISHED, **months)
    flags = (
        FlagHolding.objects.filter(ranking__in=published, post__isnull=False)
        .values_list("post__unit__name")
        .annotate(times=Count("id"))
    )
    return Facts(
        inspections=Inspection.objects.submitted().filter(brigade=brigade, **months).count(),
        months_published=published.count(),
        flags_won=dict(flags),
    )


def latest_scores(brigade: Unit, months: list[Month]) -> list[PostScore]:
    """Return the stored scores of the latest versions of these months, by post code and month."""
    rows = PostScore.objects.filter(ranking__brigade=brigade, ranking__is_latest=True, ranking__month__in=months)
    return list(rows.select_related("ranking", "unit").order_by("post_code", "ranking__month"))
