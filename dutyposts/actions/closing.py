"""A month's way from the draft over the notice to publication, and back by reopening."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from audit.actions import head, record
from dutyposts.actions.computing import MonthClosedError, compute_month
from dutyposts.actions.flags import hand_over, make_flags
from dutyposts.faults import reach
from dutyposts.locks import hold_months
from dutyposts.models import FlagDecision, FrozenMonth, PostScore, Ranking, Reopening
from dutyposts.queries.frozen import frozen_content, frozen_digest
from dutyposts.queries.papers import paper_of
from dutyposts.queries.preflight import Blocker, blockers_of_notice, blockers_of_publication
from dutyposts.rules.flags import FLAGS_OWNED
from organization.calendar import Month, add_working_days, beijing_date
from organization.models import CalendarDay, Officer, Unit
from organization.queries import settings_of
from organization.rules.settings import Setting

LEAST_REASON = 10


class NotComputedError(ValueError):
    """The month has no ranking yet."""


class BlockedError(ValueError):
    """Something still stands in the way; `blockers` says what."""

    def __init__(self, blockers: Sequence[Blocker]) -> None:
        super().__init__(", ".join(str(blocker.message) for blocker in blockers))
        self.blockers = blockers


class NotPublishedError(ValueError):
    """Only a published month is reopened."""


class ReasonTooShortError(ValueError):
    """A reason needs at least ten characters."""


class SamePersonError(ValueError):
    """Another supervisor has to confirm."""


class WrongNumberOfFlagsError(ValueError):
    """The decision names more posts than there are flags, or a post that did not win."""


def notice_month(brigade: Unit, month: Month, *, by: Officer, at: dt.datetime) -> Ranking:
    """Compute a last time and put the ranking on notice; the month takes no new entries from here.

    Noticing it again returns what stands. The notice runs for the set number of working days after today.
    """
    with transaction.atomic():
        ranking = _hold_latest(brigade, month)
        if ranking.state == Ranking.State.NOTICED:
            return ranking
        if ranking.state == Ranking.State.PUBLISHED:
            raise MonthClosedError(str(month))
        blockers = blockers_of_notice(brigade, month, at=at)
        if blockers:
            raise BlockedError(blockers)
        ranking = compute_month(brigade, month, by=by, at=at)
        if not brigade.flags.exists():
            make_flags(brigade, FLAGS_OWNED, by=by, at=at)
        days = int(settings_of([brigade.pk], month)[brigade.pk][Setting.NOTICE_DAYS])
        today = beijing_date(at)
        ranking.state, ranking.noticed_at, ranking.noticed_by = Ranking.State.NOTICED, at, by
        ranking.notice_ends_on = add_working_days(today, days, CalendarDay.objects.as_overrides())
        ranking.save(update_fields=["state", "noticed_at", "noticed_by", "notice_ends_on"])
        record(
            "dutyposts.month_noticed",
            on=ranking,
            by=by,
            scope=brigade.path,
            after={"version": ranking.version, "digest": ranking.digest, "ends_on": ranking.notice_ends_on},
        )
    return ranking


def decide_flags(
    ranking: Ranking, scores: Sequence[PostScore], *, reason: str, by: Officer, at: dt.datetime
) -> FlagDecision:
    """Record who gets the flags when there are more winners than flags; deciding again replaces the decision."""
    with transaction.atomic():
        ranking = _hold_latest(ranking.brigade, ranking.month)
        if ranking.state == Ranking.State.PUBLISHED:
            raise MonthClosedError(str(ranking.month))
        winners = set(ranking.scores.filter(wins_flag=True).values_list("pk", flat=True))
        chosen = {score.pk for score in scores}
        if not chosen <= winners or len(chosen) > ranking.brigade.flags.filter(is_retired=False).count():
            raise WrongNumberOfFlagsError
        decision, _created = FlagDecision.objects.update_or_create(
            ranking=ranking, defaults={"reason": reason, "decided_by": by, "decided_at": at}
        )
        decision.scores.set(scores)
        record(
            "dutyposts.flags_decided",
            on=ranking,
            by=by,
            scope=ranking.brigade.path,
            after={"posts": sorted(score.post_code for score in scores), "reason": reason},
        )
    return decision


def publish_month(
    brigade: Unit, month: Month, *, by: Officer, at: dt.datetime, document_number: str = "", review_meeting: str = ""
) -> Ranking:
    """Freeze the noticed ranking under a digest, hand over the flags, issue the bulletin.

    Publishing again returns what stands; BlockedError lists what is still in the way.
    """
    with transaction.atomic():
        ranking = _hold_latest(brigade, month)
        if ranking.state == Ranking.State.PUBLISHED:
            return ranking
        ranking = compute_month(brigade, month, by=by, at=at)
        blockers = blockers_of_publication(ranking, at=at)
        if blockers:
            raise BlockedError(blockers)
        ranking.state, ranking.published_at, ranking.published_by = Ranking.State.PUBLISHED, at, by
        ranking.document_number, ranking.review_meeting = document_number, review_meeting
        ranking.save(update_fields=["state", "published_at", "published_by", "document_number", "review_meeting"])
        reach("published")
        hand_over(ranking, by=by, at=at)
        reach("handed_over")
        content, paper = frozen_content(ranking), paper_of(ranking)
        digest = frozen_digest(content)
        record(
            "dutyposts.month_published",
            on=ranking,
            by=by,
            scope=brigade.path,
            after={"version": ranking.version, "digest": digest, "paper": frozen_digest(paper)},
        )
        number, chain = head()
        FrozenMonth.objects.create(
            ranking=ranking, content=content, paper=paper, digest=digest, audit_number=number, audit_digest=chain
        )
        reach("frozen")
    return ranking


def ask_to_reopen(ranking: Ranking, *, reason: str, by: Officer, at: dt.datetime) -> Reopening:
    """Ask for a published month to be reopened; asking again returns the first request."""
    if len(reason.strip()) < LEAST_REASON:
        raise ReasonTooShortError
    with transaction.atomic():
        ranking = _hold_latest(ranking.brigade, ranking.month)
        if ranking.state != Ranking.State.PUBLISHED:
            raise NotPublishedError
        reopening, created = Reopening.objects.get_or_create(
            ranking=ranking, defaults={"asked_by": by, "asked_at": at, "reason": reason.strip()}
        )
        if created:
            record(
                "dutyposts.reopening_asked",
                on=ranking,
                by=by,
                scope=ranking.brigade.path,
                after={"version": ranking.version, "reason": reopening.reason},
            )
    return reopening


def confirm_reopening(reopening: Reopening, *, by: Officer, at: dt.datetime) -> Ranking:
    """Start the next version of the month; the published one stays readable for ever.

    Another supervisor than the one who asked confirms. Confirming again returns the version that was started.
    """
    with transaction.atomic():
        published = reopening.ranking
        latest = _hold_latest(published.brigade, published.month)
        if latest.version > published.version:
            return latest
        if reopening.asked_by_id == by.pk:
            raise SamePersonError
        Reopening.objects.filter(pk=reopening.pk).update(confirmed_by=by, confirmed_at=at)
        Ranking.objects.filter(pk=published.pk).update(is_latest=False)
        Ranking.objects.create(
            brigade=published.brigade,
            month=published.month,
            version=published.version + 1,
            standard=published.standard,
            settings=published.settings,
            digest="",
            computed_at=at,
        )
        record(
            "dutyposts.month_reopened",
            on=published,
            by=by,
            scope=published.brigade.path,
            after={"version": published.version + 1, "reason": reopening.reason},
        )
        return compute_month(published.brigade, published.month, by=by, at=at)


def _hold_latest(brigade: Unit, month: Month) -> Ranking:
    """Take the month's lock and return its latest version as it stands under the lock."""
    hold_months([brigade.pk], month)
    ranking = (
        Ranking.objects.latest_versions()
        .select_for_update(of=("self",))
        .select_related("brigade", "standard")
        .filter(brigade=brigade, month=month)
        .first()
    )
    if ranking is None:
        raise NotComputedError(str(month))
    return ranking
