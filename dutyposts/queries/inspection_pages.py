"""What the pages of an inspection show, each with a constant number of queries."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from dutyposts.models import Assignment, DutyPost, Finding, Inspection, Item, Standard
from dutyposts.models.inspections import InspectionQuerySet
from dutyposts.models.posts import AssignmentQuerySet, DutyPostQuerySet
from dutyposts.queries.totals import month_rules, totals_of
from dutyposts.rules.months import month_score_h
from organization.calendar import Month
from organization.fields import from_hundredths, to_hundredths
from organization.models import Officer, Unit
from organization.models.units import within
from organization.queries import settings_of
from organization.rules.settings import Setting

RECORD = "dutyposts.record_inspection"
PAGE_SIZE = 30
_TIMES = "times_inspected"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_CURSOR = re.compile(r"([0-9]{1,16})\.([0-9]{1,18})")


class CursorFormatError(ValueError):
    """A text is no place in the list."""


@dataclass(frozen=True, slots=True)
class PostChoice:
    """A post that may be inspected: how often it was this month, and who serves there that day."""

    post: DutyPost
    inspected: int
    people: Sequence[Officer]


@dataclass(frozen=True, slots=True)
class CategorySum:
    """One line of an inspection's arithmetic; `lost` may exceed the maximum, `score` is never below 0."""

    name: str
    maximum: Decimal
    lost: Decimal
    score: Decimal
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class VoidEffect:
    """A post's month with an inspection and without it."""

    times: int
    score: Decimal | None
    new_score: Decimal | None


def inspectable_posts(officer: Officer) -> DutyPostQuerySet:
    """Keep the posts at which the right to inspect is held, never those of the own unit."""
    held = within(officer.paths_of(RECORD), "unit__path")
    posts = DutyPost.objects.visible_to(officer).filter(held).exclude(unit=officer.unit_id)
    return posts.select_related("unit", "brigade")


def posts_to_inspect(officer: Officer, brigade: Unit, day: dt.date) -> list[PostChoice]:
    """Return the posts of `brigade` that `officer` may inspect, the least inspected of the month first."""
    inspected = Inspection.objects.submitted().of_month(Month.of(day)).filter(post=OuterRef("pk")).order_by()
    times = inspected.values("post").annotate(times=Count("pk")).values("times")
    posts = (
        inspectable_posts(officer)
        .filter(brigade=brigade)
        .in_service_on(day)
        .annotate(**{_TIMES: Coalesce(Subquery(times), 0)})
        .order_by(_TIMES, "code")
        .prefetch_related(Prefetch("assignments", assignments_on(day)))
    )
    return [PostChoice(post, getattr(post, _TIMES), [row.officer for row in post.assignments.all()]) for post in posts]


def assignments_on(day: dt.date) -> AssignmentQuerySet:
    people = Assignment.objects.on(day).select_related("officer")
    return people.order_by("-is_leader", "officer__sort_key", "pk")


def people_at(post: DutyPost, day: dt.date) -> list[Officer]:
    """Return who serves at the post on that day, its leader first."""
    return [row.officer for row in assignments_on(day).filter(post=post)]


def colleagues(officer: Officer, brigade: Unit, day: dt.date) -> list[Officer]:
    """Return who may accompany `officer` on an inspection in `brigade`."""
    there = Q(unit__brigade=brigade) | Q(unit=officer.unit_id)
    serving = Officer.objects.visible_to(officer).serving(day).filter(there, kind=Officer.Kind.OFFICER)
    return list(serving.exclude(pk=officer.pk).select_related("unit"))


def standard_on(month: Month) -> Standard | None:
    """Return the version in force with its categories in tie order and their deductions."""
    deductions = Item.objects.filter(kind=Item.Kind.DEDUCTION).select_related("category")
    return (
        Standard.objects.in_force(month)
        .prefetch_related("categories", Prefetch("categories__items", deductions))
        .first()
    )


def photo_points(brigade: Unit, month: Month) -> Decimal:
    """Return from how many points on a finding asks for a photo."""
    return settings_of([brigade.pk], month)[brigade.pk][Setting.PHOTO_POINTS]


def correction_minutes(inspection: Inspection) -> int:
    settings = settings_of([inspection.brigade_id], inspection.month)[inspection.brigade_id]
    return int(settings[Setting.CORRECTION_MINUTES])


def usual_kind(officer: Officer) -> str:
    """Return the kind of the officer's last inspection; announced where there is none."""
    last = Inspection.objects.filter(inspector=officer).order_by("-pk").values_list("kind", flat=True)
    return last.first() or Inspection.Kind.ANNOUNCED


def shown(officer: Officer) -> InspectionQuerySet:
    """Return what `officer` may look at, with everything that one inspection's page tells."""
    findings = Finding.objects.prefetch_related("people", "objections")
    return (
        Inspection.objects.visible_to(officer)
        .select_related("post", "unit", "brigade", "inspector", "second_inspector", "standard", "voided_by")
        .prefetch_related("standard__categories", Prefetch("findings", findings), "photos")
    )


def drafts_of(officer: Officer) -> list[Inspection]:
    """Return the officer's own drafts, the oldest first."""
    drafts = Inspection.objects.visible_to(officer).filter(inspector=officer, status=Inspection.Status.DRAFT)
    return list(drafts.order_by("pk"))


def category_sums(inspection: Inspection) -> list[CategorySum]:
    """Return the arithmetic of the stored scores in the standard's order."""
    findings = list(inspection.findings.all())
    sums = []
    for category in inspection.standard.categories.all():
        rows = [row for row in findings if row.category == category.code]
        lost = sum((row.points * row.count for row in rows), Decimal("0.00"))
        score = getattr(inspection, category.code)
        sums.append(CategorySum(category.name, category.points, lost, score, rows))
    return sums


def findings_without_photo(inspection: Inspection) -> list[Finding]:
    """Return the findings that ask for a photo while the inspection has none."""
    if inspection.photos.all():
        return []
    least = photo_points(inspection.brigade, inspection.month)
    return [row for row in inspection.findings.all() if row.points >= least and not row.is_struck]


def leads_post(inspection: Inspection, officer: Officer, day: dt.date) -> bool:
    return Assignment.objects.on(day).filter(post=inspection.post_id, officer=officer, is_leader=True).exists()


def void_effect(inspection: Inspection) -> VoidEffect:
    """Return what voiding does to the post's month; nothing is written."""
    brigade_id, month = inspection.brigade_id, inspection.month
    rules = month_rules(settings_of([brigade_id], month)[brigade_id])
    totals = totals_of({brigade_id: rules}, month)[brigade_id]
    present = next(row.sums for row in totals if row.post_id == inspection.post_id)
    left = replace(
        present,
        inspections=present.inspections - 1,
        score_sum_h=present.score_sum_h - to_hundredths(inspection.score),
    )
    scores_h = [month_score_h(sums, rules) for sums in (present, left)]
    score, new_score = (None if score_h is None else from_hundredths(score_h) for score_h in scores_h)
    return VoidEffect(left.inspections, score, new_score)


def page_of(inspections: InspectionQuerySet, before: str) -> tuple[list[Inspection], str]:
    """Return one page, newest first, from the place `before` on, and the next place or an empty text."""
    if before:
        moment, pk = read_cursor(before)
        inspections = inspections.filter(Q(inspected_at__lt=moment) | Q(inspected_at=moment, pk__lt=pk))
    rows = list(
        inspections.order_by("-inspected_at", "-pk")
        .select_related("inspector")
        .prefetch_related("findings", "photos")[: PAGE_SIZE + 1]
    )
    page = rows[:PAGE_SIZE]
    return page, cursor_of(page[-1]) if len(rows) > PAGE_SIZE else ""


def cursor_of(inspection: Inspection) -> str:
    return f"{(inspection.inspected_at - _EPOCH) // _MICROSECOND}.{inspection.pk}"


def read_cursor(text: str) -> tuple[dt.datetime, int]:
    """Return the moment and key of a place in the list."""
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise CursorFormatError(text)
    return _EPOCH + int(match[1]) * _MICROSECOND, int(match[2])
