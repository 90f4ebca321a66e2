"""What a month's ratings say of each window, and which low ones wait for a call."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from organization.models import Officer, Unit
from services.models import Rating
from services.models.cases import LEAD
from services.models.ratings import CALL_BACK, LOW, RatingQuerySet
from services.rules.ratings import Share, good_share, wilson_share

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class WindowRatings:
    """How many of a window's finished cases were rated, and how well; no good rate under five ratings."""

    window: str
    finished: int
    response: Share
    good: Share | None
    called_back: int
    low: int

    @property
    def rated(self) -> int:
        return round(self.response.value * self.finished)

    @property
    def percents(self) -> dict[str, str]:
        """Return the shares in whole percent: how many answered, and of them the good ones with the interval."""
        told = {"response": self.response.value}
        if self.good is not None:
            told |= {"good": self.good.value, "low": self.good.low, "high": self.good.high}
        return {name: f"{100 * share:.0f}" for name, share in told.items()}


def month_of(ratings: RatingQuerySet, first: dt.date, last: dt.date) -> list[WindowRatings]:
    """Add up the cases that were finished from `first` to `last`, by window; one query."""
    given = Q(level__isnull=False)
    rows = (
        ratings.filter(invited_on__gte=first, invited_on__lte=last)
        .order_by("window__number")
        .values("window__number", "window__name")
        .annotate(
            finished=Count("pk"),
            rated=Count("pk", filter=given),
            good=Count("pk", filter=Q(level__gt=LOW)),
            low=Count("pk", filter=Q(level__lte=LOW)),
            called_back=Count("pk", filter=Q(called_on__isnull=False)),
        )
    )
    return [
        WindowRatings(
            window=f"{row['window__number']} {row['window__name']}",
            finished=row["finished"],
            response=wilson_share(row["rated"], row["finished"]),
            good=good_share(row["good"], row["rated"]),
            called_back=row["called_back"],
            low=row["low"],
        )
        for row in rows
    ]


def ratings_of(officer: Officer, brigade: Unit) -> RatingQuerySet:
    return Rating.objects.visible_to(officer, LEAD).filter(window__brigade=brigade)


def calls_of(officer: Officer, brigade: Unit) -> list[Rating]:
    """Return the low ratings that wait for a call, the oldest first; one query, at most fifty rows."""
    waiting = Rating.objects.visible_to(officer, CALL_BACK).filter(window__brigade=brigade).waiting()
    return list(waiting.select_related("window").order_by("due_on", "pk")[:PAGE_SIZE])
