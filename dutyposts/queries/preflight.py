"""What still stands in the way of a month's next step."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dutyposts.models import Event, Flag, FlagDecision, Inspection, Item, Objection, PostScore, Ranking
from organization.calendar import Month, beijing_date
from organization.models import Unit


class BlockerCode(StrEnum):
    NOT_OVER = "not_over"
    NOT_NOTICED = "not_noticed"
    DRAFTS = "drafts"
    BONUSES = "bonuses"
    NOTICE_RUNS = "notice_runs"
    OBJECTIONS = "objections"
    FLAGS = "flags"


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing in the way, in words a supervisor can act on."""

    code: BlockerCode
    message: str | Promise


def blockers_of_notice(brigade: Unit, month: Month, *, at: dt.datetime) -> list[Blocker]:
    """Return what must be done before the notice: the month over, no draft, no bonus waiting for approval."""
    found = []
    if at < month.ends_at:
        found.append(Blocker(BlockerCode.NOT_OVER, _("The month is not over yet.")))
    drafts = Inspection.objects.filter(brigade=brigade, month=month, status=Inspection.Status.DRAFT).count()
    if drafts:
        text = ngettext_lazy(
            "%(count)d inspection is still a draft.", "%(count)d inspections are still drafts.", drafts
        )
        found.append(Blocker(BlockerCode.DRAFTS, text % {"count": drafts}))
    waiting = Event.objects.filter(
        brigade=brigade, month=month, kind=Item.Kind.BONUS, approved_by=None, voided_at=None
    ).count()
    if waiting:
        text = ngettext_lazy("%(count)d bonus waits for approval.", "%(count)d bonuses wait for approval.", waiting)
        found.append(Blocker(BlockerCode.BONUSES, text % {"count": waiting}))
    return found


def blockers_of_publication(ranking: Ranking, *, at: dt.datetime) -> list[Blocker]:
    """Return what must be done before publication: notice over, objections answered, flags decided."""
    if ranking.state == Ranking.State.COMPUTED:
        return [Blocker(BlockerCode.NOT_NOTICED, _("The ranking has not been on notice yet."))]
    found = []
    if ranking.notice_ends_on is not None and beijing_date(at) <= ranking.notice_ends_on:
        runs = _("The notice runs until %(day)s; publish from the day after.") % {"day": ranking.notice_ends_on}
        found.append(Blocker(BlockerCode.NOTICE_RUNS, runs))
    objections, winners, flags, is_decided = _counts(ranking)
    if objections:
        waiting = ngettext_lazy("%(count)d objection is open.", "%(count)d objections are open.", objections)
        found.append(Blocker(BlockerCode.OBJECTIONS, waiting % {"count": objections}))
    if winners > flags and not is_decided:
        text = _("More posts won than there are flags; record who gets them.")
        found.append(Blocker(BlockerCode.FLAGS, text))
    return found


def _counts(ranking: Ranking) -> tuple[int, int, int, bool]:
    """Return open objections, winners, flags and whether it is decided who gets them; one query."""
    in_month = {"brigade": OuterRef("brigade"), "month": OuterRef("month")}
    return (
        Ranking.objects.filter(pk=ranking.pk)
        .annotate(
            objections=_number(Objection.objects.open().filter(**in_month)),
            winners=_number(PostScore.objects.filter(ranking=OuterRef("pk"), wins_flag=True)),
            flags=_number(Flag.objects.filter(brigade=OuterRef("brigade"), is_retired=False)),
            is_decided=Exists(FlagDecision.objects.filter(ranking=OuterRef("pk"))),
        )
        .values_list("objections", "winners", "flags", "is_decided")
        .get()
    )


def _number(rows: QuerySet[Any]) -> Subquery:
    """Count rows inside another query; as an aggregate it would ask for groups."""
    return Subquery(rows.order_by().values(how_many=Func("pk", function="COUNT")), output_field=IntegerField())
