"""Contests and their entries as lists; names of pupils are never among them."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet

from organization.models import Officer, Unit
from organization.paging import Page
from outreach.models import Campaign, Contest, Entry, Mark
from outreach.models.contests import PrizeName

PAGE_SIZE = 50
_IN_CONTEST = Count("entries", filter=~Q(entries__state=Entry.State.WITHDRAWN))
Row = TypeVar("Row", Contest, Entry)


@dataclass(frozen=True, slots=True)
class JudgeProgress:
    judge: Officer
    given: int
    due: int


@dataclass(frozen=True, slots=True)
class ContestLine:
    """A contest of a campaign; `prizes` are none before the award."""

    contest: Contest
    entries: int
    prizes: int


def contests_page(brigade: Unit, officer: Officer, before: str) -> Page[Contest]:
    """Return one page of the brigade's contests with their number of entries, the newest first; one query."""
    found = Contest.objects.visible_to(officer).filter(brigade=brigade).annotate(entry_count=_IN_CONTEST)
    if before.isdecimal():
        found = found.filter(pk__lt=int(before[:18]))
    return _page(list(found.select_related("unit").order_by("-pk")[: PAGE_SIZE + 1]))


def contests_of(campaign: Campaign) -> list[ContestLine]:
    """Return the contests of a campaign with their entries and prizes, the newest first; one query."""
    counts = {"entries_": _IN_CONTEST, "prizes_": Count("entries", filter=Q(entries__prize__in=PrizeName.values))}
    rows: QuerySet[Any] = campaign.contests.annotate(**counts).order_by("-pk")
    return [ContestLine(row, row.entries_, row.prizes_) for row in rows]


def entries_page(contest: Contest, kind: str, after: str) -> Page[Entry]:
    """Return one page in the order of entering, from the key `after` on; one query."""
    entries = contest.entries.all() if not kind else contest.entries.filter(kind=kind)
    if after.isdecimal():
        entries = entries.filter(pk__gt=int(after[:18]))
    return _page(list(entries.order_by("pk")[: PAGE_SIZE + 1]))


def own_marks(entries: list[Entry], judge: Officer) -> dict[int, int]:
    """Return the judge's own marks by entry; one query."""
    return dict(Mark.objects.filter(entry__in=entries, judge=judge).values_list("entry_id", "points"))


def unmarked_by(contest: Contest, judge: Officer) -> QuerySet[Entry]:
    """Return what the judge still has to mark; own entries are not among it."""
    return contest.entries.to_mark_by(judge).order_by("pk")


def progress_of(contest: Contest) -> list[JudgeProgress]:
    """Return how many marks each judge has given and owes; three queries."""
    judges = list(contest.judges.order_by("sort_key", "pk"))
    works = contest.entries.in_contest()
    entries = dict(works.values_list("entered_by").annotate(Count("pk")).order_by())
    given = dict(Mark.objects.filter(entry__contest=contest).values_list("judge").annotate(Count("pk")).order_by())
    total = sum(entries.values())
    return [JudgeProgress(judge, given.get(judge.pk, 0), total - entries.get(judge.pk, 0)) for judge in judges]


def missing_marks(contest: Contest) -> int:
    """Return how many marks the judges still owe."""
    return sum(line.due - line.given for line in progress_of(contest))


def awards_of(contest: Contest) -> QuerySet[Entry]:
    """Return the entries with a prize by kind and place."""
    return contest.entries.filter(prize__in=PrizeName.values).order_by("kind", "place", "pk")


def entry_of(officer: Officer, code: str) -> Entry | None:
    found = Entry.objects.visible_to(officer).select_related("contest__unit", "entered_by")
    return found.filter(code=code).first()


def _page(rows: list[Row]) -> Page[Row]:
    return Page(rows[:PAGE_SIZE], str(rows[PAGE_SIZE - 1].pk) if len(rows) > PAGE_SIZE else "")
