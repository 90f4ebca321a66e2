"""One brigade's month, always the same, and what must be left of it after any fault."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from audit.models import Entry
from audit.queries import verify
from dutyposts.actions.closing import notice_month
from dutyposts.actions.computing import compute_month
from dutyposts.models import FlagHolding, FrozenMonth, MonthRun, PostScore, Ranking
from organization.calendar import BEIJING, Month
from organization.models import Officer, Unit
from tests.factories.duty import inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_supervisor, make_unit

MONTH = Month(2025, 10)
AFTER = dt.datetime(2025, 11, 1, 0, 30, tzinfo=BEIJING)


@dataclass(frozen=True, slots=True)
class Left:
    """What there is of the month: one ranking, one set of scores, an unbroken chain of entries."""

    rankings: int
    digest: str
    scores: int
    run: str
    entries_of_the_month: int
    chain_holds: bool


def make_month(*months: Month) -> Unit:
    make_standard()
    brigade = make_brigade(code="DS")
    unit, inspector = make_unit(parent=brigade), make_inspector(brigade)
    for code, faults in (("DS-1", ()), ("DS-2", ("D1",)), ("DS-3", ("B2",))):
        post = make_post(unit, code=code)
        for month in months or (MONTH,):
            inspect_often(post, inspector, *faults, month=month)
    return brigade


def undisturbed(brigade: Unit) -> Left:
    """Compute the month, look and take everything back."""
    with transaction.atomic():
        compute_month(brigade, MONTH, by=None, at=AFTER)
        seen = left()
        transaction.set_rollback(True)
    return seen


def left() -> Left:
    ranking = Ranking.objects.filter(month=MONTH).first()
    run = MonthRun.objects.filter(month=MONTH).first()
    return Left(
        rankings=Ranking.objects.filter(month=MONTH).count(),
        digest=ranking.digest if ranking else "",
        scores=PostScore.objects.filter(ranking__month=MONTH).count(),
        run=run.state if run else "",
        entries_of_the_month=Entry.objects.filter(
            action="dutyposts.month_computed", object_id=str(ranking.pk) if ranking else ""
        ).count(),
        chain_holds=verify()[1] is None,
    )


def put_on_notice(brigade: Unit) -> Officer:
    supervisor = make_supervisor(brigade)
    compute_month(brigade, MONTH, by=None, at=AFTER)
    notice_month(brigade, MONTH, by=supervisor, at=AFTER)
    return supervisor


def published() -> tuple[str, int, int, list[tuple[int, str | None]]]:
    """Return the month's state, how often it was frozen, how many holdings there are and where the flags are."""
    now = FlagHolding.objects.filter(ended_at=None).order_by("flag__number").select_related("flag", "post")
    state = Ranking.objects.values_list("state", flat=True).get()
    places = [(holding.flag.number, holding.post.code if holding.post else None) for holding in now]
    return state, FrozenMonth.objects.count(), FlagHolding.objects.count(), places
