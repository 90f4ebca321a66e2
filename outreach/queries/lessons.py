"""Lessons as a list: narrowed and paged in the database."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from organization.models import Officer, Unit
from organization.paging import Page, page_by, query_of
from outreach.models import Lesson
from outreach.models.lessons import LessonQuerySet

PAGE_SIZE = 50
OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; empty means all. The period is that of the wished day."""

    state: str = ""
    unit: str = ""
    first: dt.date | None = None
    last: dt.date | None = None

    def address(self, brigade: Unit, before: str = "") -> str:
        """Return the query string that asks for the same list again, from the place `before` on."""
        return query_of(
            brigade=brigade.code, state=self.state, unit=self.unit, first=self.first, last=self.last, before=before
        )


def narrowed(lessons: LessonQuerySet, wanted: Wanted, today: dt.date) -> LessonQuerySet:
    if wanted.state == OVERDUE:
        lessons = lessons.overdue(today)
    elif wanted.state:
        lessons = lessons.filter(state=wanted.state)
    if wanted.unit:
        lessons = lessons.filter(unit__code=wanted.unit)
    if wanted.first:
        lessons = lessons.filter(wished_on__gte=wanted.first)
    if wanted.last:
        lessons = lessons.filter(wished_on__lte=wanted.last)
    return lessons


def page_of(lessons: LessonQuerySet, before: str) -> Page[Lesson]:
    """Return one page, the latest wished day first, from the place `before` on; one query."""
    return page_by("wished_on", lessons.select_related("unit"), before, size=PAGE_SIZE)


def counts_of(brigade: Unit, today: dt.date) -> dict[str, int]:
    """Return how many are to be answered, overdue among them, and agreed; one query."""
    asked = Q(state=Lesson.State.ASKED)
    return Lesson.objects.filter(brigade=brigade).aggregate(
        asked=Count("pk", filter=asked),
        overdue=Count("pk", filter=asked & Q(due_on__lt=today)),
        agreed=Count("pk", filter=Q(state=Lesson.State.AGREED)),
    )


def lesson_of(officer: Officer, pk: int) -> Lesson | None:
    """Return a lesson that the officer may read, with everybody who teaches."""
    found = Lesson.objects.visible_to(officer).select_related("brigade", "unit", "entered_by", "visit")
    return found.prefetch_related("teachers").filter(pk=pk).first()
