"""The versions of a month as its pages need them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, FilteredRelation, OuterRef

from dutyposts.models import PostScore, Ranking, Reopening
from organization.calendar import Month
from organization.models import Officer, Unit


@dataclass(frozen=True, slots=True)
class Version:
    """One version, whether it is seen as a whole, and what led to it from the version before."""

    ranking: Ranking
    is_visible: bool
    reopening: Reopening | None


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a month by number, and which of the months beside it have something to see."""

    all: Mapping[int, Version]
    seen: frozenset[Month]

    def find(self, number: str | None) -> Version | None:
        """Return the version named, else the latest."""
        if not number:
            return self.all.get(max(self.all, default=0))
        return self.all.get(int(number) if number.isascii() and number.isdecimal() else 0)


def versions_of(brigade: Unit, month: Month, officer: Officer) -> Versions:
    """Read the month with the months beside it, who published them and what `officer` may see of them; one query."""
    rows = (
        Ranking.objects.filter(brigade=brigade, month__in=[month.shift(-1), month, month.shift(1)])
        .annotate(
            is_visible=Exists(Ranking.objects.visible_to(officer).filter(pk=OuterRef("pk"))),
            has_own=Exists(PostScore.objects.visible_to(officer).filter(ranking=OuterRef("pk"))),
            reopened=FilteredRelation("reopenings"),
        )
        .select_related("standard", "published_by", "reopened__asked_by", "reopened__confirmed_by")  # type: ignore[misc]
        .order_by("version")
    )
    found: dict[int, Version] = {}
    seen: set[Month] = set()
    reopening: Reopening | None = None
    for row in rows:
        is_visible, has_own = row.is_visible, row.has_own  # type: ignore[attr-defined]  # annotated above
        if row.month == month:
            row.brigade = brigade
            found[row.version] = Version(row, is_visible, reopening)
            reopening = getattr(row, "reopened", None)
        elif is_visible or has_own:
            seen.add(row.month)
    return Versions(found, frozenset(seen))


def reopening_before(ranking: Ranking) -> Reopening | None:
    """Return what led from the version before to this one; the first needs no query."""
    if ranking.version == 1:
        return None
    rows = Reopening.objects.filter(
        ranking__brigade=ranking.brigade_id, ranking__month=ranking.month, ranking__version=ranking.version - 1
    )
    return rows.select_related("asked_by", "confirmed_by").first()
