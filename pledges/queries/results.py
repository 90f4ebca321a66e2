"""What a concluded cycle came to, in the words of its bulletin: official Chinese whatever its reader has chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import translation

from organization.models import PartyBranch
from pledges.models import Cycle, Pledge, PledgeItem
from pledges.models.kinds import ConclusionName, GradeName, OwnerKind
from pledges.queries.appraisal_pages import Turnout, turnout_of

LANGUAGE = "zh-hans"
_NO_FIGURE = "--"


@dataclass(frozen=True, slots=True)
class Line:
    """A pledge and its verdict; a probationary member and an organization have no grade."""

    name: str
    unit: str
    kind: str
    fulfilment: str
    overall: str
    grade: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that was not or only partly kept, without an excuse."""

    name: str
    unit: str
    text: str
    conclusion: str
    reason: str


@dataclass(frozen=True, slots=True)
class Results:
    issuer: str
    turnout: Turnout
    members: Sequence[Line]
    organizations: Sequence[Line]
    grades: Sequence[tuple[str, int]]
    ungraded: int
    broken: Sequence[Broken]


def results_of(cycle: Cycle) -> Results:
    """Return the verdicts of a cycle, the best grade first, then by name; four queries."""
    branch = PartyBranch.objects.filter(unit=cycle.brigade_id).first()
    concluded = cycle.pledges.filter(state=Pledge.State.CONCLUDED).select_related("unit", "appraisal")
    pledges = sorted(concluded.order_by("sort_key", "pk"), key=_place)
    grades = [pledge.appraisal.grade for pledge in pledges]
    with translation.override(LANGUAGE):
        members = [_line(pledge) for pledge in pledges if pledge.owner_kind == OwnerKind.MEMBER]
        return Results(
            issuer=branch.name if branch else cycle.brigade.name,
            turnout=turnout_of(cycle),
            members=members,
            organizations=[_line(pledge) for pledge in pledges if pledge.owner_kind != OwnerKind.MEMBER],
            grades=[(str(grade.label), grades.count(grade)) for grade in GradeName],
            ungraded=sum(not line.grade for line in members),
            broken=_broken(cycle),
        )


def _place(pledge: Pledge) -> int:
    grades = [grade.value for grade in GradeName]
    return grades.index(pledge.appraisal.grade) if pledge.appraisal.grade else len(grades)


def _line(pledge: Pledge) -> Line:
    verdict = pledge.appraisal
    fulfilment = _NO_FIGURE if verdict.fulfilment is None else f"{verdict.fulfilment:.2f}%"
    return Line(
        name=pledge.owner_name,
        unit=pledge.unit.name,
        kind=pledge.get_owner_kind_display(),
        fulfilment=fulfilment,
        overall=_text(verdict.overall),
        grade=verdict.get_grade_display(),
    )


def _text(value: Decimal | None) -> str:
    return _NO_FIGURE if value is None else f"{value:.2f}"


def _broken(cycle: Cycle) -> list[Broken]:
    items = PledgeItem.objects.filter(
        pledge__cycle=cycle,
        pledge__state=Pledge.State.CONCLUDED,
        conclusion__in=[ConclusionName.UNFULFILLED, ConclusionName.PARTLY],
    )
    return [
        Broken(
            name=item.pledge.owner_name,
            unit=item.pledge.unit.name,
            text=item.text,
            conclusion=item.get_conclusion_display(),
            reason=item.conclusion_reason,
        )
        for item in items.select_related("pledge__unit").order_by("pledge__sort_key", "pledge", "position")
    ]
