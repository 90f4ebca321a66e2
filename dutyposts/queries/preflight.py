"""What still stands in the way of a month's next step."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dutyposts.models import Event, FlagDecision, Inspection, Item, Objection, Ranking
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
    objections = Objection.objects.open().filter(brigade=ranking.brigade_id, month=ranking.month).count()
    if objections:
        waiting = ngettext_lazy("%(count)d objection is open.", "%(count)d objections are open.", objections)
        found.append(Blocker(BlockerCode.OBJECTIONS, waiting % {"count": objections}))
    if needs_flag_decision(ranking) and not FlagDecision.objects.filter(ranking=ranking).exists():
        text = _("More posts won than there are flags; record who gets them.")
        found.append(Blocker(BlockerCode.FLAGS, text))
    return found


def needs_flag_decision(ranking: Ranking) -> bool:
    """Tell whether more posts won than the brigade has flags."""
    return ranking.scores.filter(wins_flag=True).count() > ranking.brigade.flags.filter(is_retired=False).count()
