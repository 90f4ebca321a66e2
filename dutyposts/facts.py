"""What duty posts tell the rest of the house."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import BooleanField, Count, ExpressionWrapper

from dutyposts.models import PostScore, Ranking
from dutyposts.models.months import AWARDED
from organization.calendar import Month
from organization.models import Unit


@dataclass(frozen=True, slots=True)
class Facts:
    """Figures of a brigade over a period of whole months; `flags_won` counts them by unit code."""

    months_published: int
    flags_won: dict[str, int]


def facts_for(brigade: Unit, first: dt.date, last: dt.date) -> Facts:
    """Return the figures of the months from the one of `first` to the one of `last`; one query."""
    published = Ranking.objects.latest_versions().filter(
        brigade=brigade, state=Ranking.State.PUBLISHED, month__gte=Month.of(first), month__lte=Month.of(last)
    )
    held_by = "flag_holdings__post__unit__code"
    rows = published.order_by("month").values_list("month", held_by).annotate(flags=Count(held_by))
    months, flags = set(), Counter[str]()
    for month, unit, count in rows:
        months.add(month)
        if unit is not None:
            flags[unit] += count
    return Facts(len(months), dict(flags))


def latest_scores(brigade: Unit, months: list[Month]) -> list[PostScore]:
    """Return the stored scores of the latest versions of these months, by post code and month.

    Each carries `has_flag`, which heeds the decision about too many winners.
    """
    rows = PostScore.objects.filter(ranking__brigade=brigade, ranking__is_latest=True, ranking__month__in=months)
    flagged = rows.annotate(has_flag=ExpressionWrapper(AWARDED, BooleanField()))
    return list(flagged.select_related("ranking", "unit").order_by("post_code", "ranking__month"))
