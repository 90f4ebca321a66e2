"""Cases as a list and as a page, and how many came only once."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q

from organization.models import Officer, Unit
from organization.paging import Page, page_by, query_of
from services.models import Case, CaseStep, Slip, Window
from services.models.cases import WORK, CaseQuerySet
from services.models.kinds import OutcomeName, StepName
from services.queries.deadlines import Kind, keys_told
from services.rules.notices import rate
from services.rules.steps import Step, next_steps, next_subject

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; empty means all."""

    brigade: Unit
    state: str = ""
    matter: str = ""
    number: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    told: str = ""

    def address(self, before: str = "") -> str:
        return query_of(
            brigade=self.brigade.code,
            state=self.state,
            matter=self.matter,
            number=self.number,
            first=self.first,
            last=self.last,
            told=self.told,
            before=before,
        )


def narrowed(cases: CaseQuerySet, wanted: Wanted, officer: Officer, today: dt.date) -> CaseQuerySet:
    cases = cases.filter(brigade=wanted.brigade)
    if wanted.told:
        cases = cases.filter(pk__in=keys_told(Kind.CASES, officer, today))
    if wanted.state:
        cases = cases.filter(state=wanted.state)
    if wanted.matter:
        cases = cases.filter(matter__code=wanted.matter)
    if wanted.number:
        cases = cases.filter(number__endswith=wanted.number.strip().upper())
    if wanted.first:
        cases = cases.filter(received_on__gte=wanted.first)
    if wanted.last:
        cases = cases.filter(received_on__lte=wanted.last)
    return cases


def page_of(cases: CaseQuerySet, before: str) -> Page[Case]:
    """Return one page, the newest first, from the place `before` on; one query."""
    return page_by("received_on", cases.select_related("matter", "window"), before, size=PAGE_SIZE)


def counts_of(cases: CaseQuerySet, brigade: Unit, today: dt.date) -> dict[str, int]:
    """Return how many came today, how many are open, and how many of them are late; one query."""
    is_open = Q(state__in=(Case.State.INTAKE, Case.State.ACCEPTED))
    return cases.filter(brigade=brigade).aggregate(
        today=Count("pk", filter=Q(received_on=today)),
        open=Count("pk", filter=is_open),
        late=Count("pk", filter=is_open & Q(due_on__lt=today)),
    )


def case_of(officer: Officer, number: str) -> Case | None:
    """Return a case that the officer may read, with all that its page shows."""
    found = Case.objects.visible_to(officer).select_related(
        "brigade", "unit", "window", "matter", "rule__version", "entered_by", "green_granted_by", "previous"
    )
    return (
        found.prefetch_related("materials", "steps__by", "steps__window", "blocks", "slips")
        .filter(number=number)
        .first()
    )


def followed(code: str, digits: str) -> Case | None:
    """Return the case of a code whose telephone ends with the digits, with what its applicant may know."""
    found = Case.objects.select_related("brigade", "matter", "window").filter(code=code)
    return found.filter(applicant_phone__endswith=digits).prefetch_related("steps__by", "blocks", "slips").first()


def windows_for(officer: Officer, brigade: Unit, today: dt.date) -> list[Window]:
    """Return the windows at which the officer may take in a case, those where the officer serves first."""
    mine = Window.objects.filter(brigade=brigade).existing(today).visible_to(officer)
    windows = [window for window in mine.select_related("unit") if officer.has_right(WORK, window.unit)]
    own = set(officer.window_duties.filter(ended_on=None).values_list("window", flat=True))
    return sorted(windows, key=lambda window: (window.pk not in own, window.number))


@dataclass(frozen=True, slots=True)
class StepNow:
    """One step of the course as the tracker draws it; `state` is done, now or open."""

    name: str
    state: str
    last: CaseStep | None


def course_of(case: Case, passed: set[Step]) -> list[StepNow]:
    due = next_steps(case.course, passed) if case.is_open else ()
    last = {Step(step.kind): step for step in case.steps.all()}
    states = {step: "done" if step in passed else "now" if step in due else "open" for step in case.course}
    return [StepNow(str(StepName(step).label), states[step], last.get(step)) for step in case.course]


def subject_now(case: Case) -> int | None:
    return next_subject({step.subject for step in case.steps.all() if step.kind == Step.EXAM and step.is_passed})


@dataclass(frozen=True, slots=True)
class OneTrip:
    """Of the cases that one window took in of one matter: how many were accepted without a second trip."""

    window: str
    matter: str
    cases: int
    once: int
    late_notices: int

    @property
    def rate(self) -> Decimal | None:
        return rate(self.once, self.cases)


def one_trip(brigade: Unit, first: dt.date, last: dt.date) -> list[OneTrip]:
    """Return the one-trip rate per window and matter of the cases taken in from `first` to `last`; one query.

    A case counts as one trip when it was accepted without any notice, is no return for want of being told, and nobody
    came back for it within thirty days for a reason of the window's.
    """
    notices = Slip.objects.filter(case=OuterRef("pk"), outcome=OutcomeName.SUPPLEMENT)
    ours = (Case.ReturnReason.NOT_TOLD, Case.ReturnReason.WINDOW_CLOSED, Case.ReturnReason.FETCHED)
    returns = Case.objects.filter(previous=OuterRef("pk"), return_reason__in=ours)
    rows = (
        Case.objects.filter(brigade=brigade, received_on__gte=first, received_on__lte=last, accepted_on__isnull=False)
        .annotate(
            has_notice=Exists(notices),
            has_late=Exists(notices.exclude(approved_reason="")),
            has_return=Exists(returns),
        )
        .values("window__number", "window__name", "matter__code", "matter__name")
        .annotate(
            cases=Count("pk"),
            once=Count("pk", filter=Q(has_notice=False, has_return=False) & ~Q(return_reason__in=ours)),
            late=Count("pk", filter=Q(has_late=True)),
        )
        .order_by("window__number", "matter__code")
    )
    return [
        OneTrip(
            window=f"{row['window__number']} {row['window__name']}",
            matter=row["matter__name"],
            cases=row["cases"],
            once=row["once"],
            late_notices=row["late"],
        )
        for row in rows
    ]
