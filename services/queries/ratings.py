"""What a month's ratings say of each window, and which low ones wait for a call."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, Count, Q, When

from organization.calendar import Month
from organization.models import Officer, Unit
from services.models import Rating
from services.models.cases import LEAD
from services.models.ratings import CALL_BACK, EXCLUDED, STANDING_LOW, RatingQuerySet
from services.rules.ratings import Told, told_rate

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class WindowRatings:
    """How many of a window's finished cases were rated, and how well; low ones are told only beside an exact rate."""

    window: str
    finished: int
    rated: int
    excluded: int
    good: Told | None
    called_back: int
    low: int

    @property
    def response(self) -> str:
        """Return how many of a hundred answered."""
        return f"{100 * self.rated / self.finished:.0f}"

    @property
    def tells_low(self) -> bool:
        return self.good is not None and not self.good.bound


def month_of(ratings: RatingQuerySet, first: dt.date, last: dt.date) -> list[WindowRatings]:
    """Add up the cases that were finished from `first` to `last`, by window; one query.

    Excluded ratings answered, but count neither among the good nor among the low.
    """
    rows = (
        ratings.filter(invited_on__gte=first, invited_on__lte=last)
        .order_by("window__number", "window__name")
        .values("window__number", "window__name")
        .annotate(
            finished=Count("pk"),
            rated=Count("pk", filter=Q(level__isnull=False)),
            excluded=Count("pk", filter=EXCLUDED),
            low=Count("pk", filter=STANDING_LOW),
            called_back=Count("pk", filter=STANDING_LOW & Q(called_on__isnull=False)),
        )
    )
    return [
        WindowRatings(
            window=f"{row['window__number']} {row['window__name']}",
            finished=row["finished"],
            rated=row["rated"],
            excluded=row["excluded"],
            good=told_rate(row["rated"] - row["excluded"] - row["low"], row["rated"] - row["excluded"]),
            called_back=row["called_back"],
            low=row["low"],
        )
        for row in rows
    ]


def given_beside(rating: Rating) -> int:
    """Count the ratings of the same window and month, this one too."""
    month = Month.of(rating.invited_on)
    return Rating.objects.given().filter(window=rating.window_id, invited_on__range=(month.first, month.last)).count()


def ratings_of(officer: Officer, brigade: Unit) -> RatingQuerySet:
    return Rating.objects.visible_to(officer, LEAD).filter(window__brigade=brigade)


def calls_of(officer: Officer, brigade: Unit) -> list[Rating]:
    """Return the low ratings that wait for a call, the oldest first; one query, at most fifty rows."""
    waiting = Rating.objects.visible_to(officer, CALL_BACK).filter(window__brigade=brigade).waiting()
    return list(waiting.select_related("window").order_by("due_on", "pk")[:PAGE_SIZE])


def reviews_of(officer: Officer, brigade: Unit, first: dt.date, last: dt.date) -> list[Rating]:
    """Return what waits for a decision, then what of the month may be reviewed; one query, at most fifty rows."""
    waiting = Q(review=Rating.Review.ASKED)
    found = Rating.objects.open_to(officer).filter(
        waiting | Q(invited_on__range=(first, last)), window__brigade=brigade
    )
    waits = Case(When(waiting, then=0), default=1)
    return list(found.select_related("window").order_by(waits, "window__number", "pk")[:PAGE_SIZE])


def review_of(officer: Officer, pk: int) -> Rating | None:
    found = Rating.objects.open_to(officer).filter(pk=pk)
    return found.select_related("window__brigade", "window__unit", "case", "review_asked_by", "reviewed_by").first()
