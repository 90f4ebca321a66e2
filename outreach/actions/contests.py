"""A contest from its call to its award; whoever manages it never reads a mark before all are in."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from audit.actions import record
from organization.calendar import beijing_date
from organization.fields import from_hundredths
from organization.models import Officer, Unit
from outreach.models import Campaign, Contest, Entry, Mark, Pupil
from outreach.models.contests import MANAGE, WorkKind
from outreach.queries.contests import missing_marks
from outreach.rules.contests import results

PUPILS_KEPT = dt.timedelta(days=365)


class ContestError(ValueError):
    """A step that the rules refuse."""


class NotManagerError(ContestError):
    """Leaders and supervisors of the unit that runs a contest manage it."""


class ContestStepError(ContestError):
    """The contest is not at the state that this step begins from."""


class TitleTakenError(ContestError):
    """The brigade has a contest of this title."""


class OtherCampaignError(ContestError):
    """A contest belongs to a campaign of its own brigade."""


class CampaignOverError(ContestError):
    """A campaign that is closed takes no more contests."""


class EntriesOpenError(ContestError):
    """Entries are taken until the end of the day that was announced."""


class NoJudgeError(ContestError):
    """Somebody must judge."""


class StrangeJudgeError(ContestError):
    """Judges belong to the contest's brigade; the argument is the police number of another."""


class JudgeHasMarkedError(ContestError):
    """A judge who has given marks stays; the argument is the police number."""


class MarksMissingError(ContestError):
    """Without all marks the judging is closed for a reason only; the argument is how many are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestInput:
    """What is announced of a contest; the prizes are counted for each kind of work."""

    title: str
    kinds: Collection[WorkKind]
    first_grade: int
    last_grade: int
    entries_until: dt.date
    judged_until: dt.date
    first_prizes: int = 1
    second_prizes: int = 2
    third_prizes: int = 3
    campaign: Campaign | None = None


def announce_contest(unit: Unit, told: ContestInput, *, by: Officer) -> Contest:
    with transaction.atomic():
        _check_manager(by, unit)
        brigade = Unit.objects.select_for_update().get(pk=unit.brigade_id or unit.pk)
        contest = _filled(Contest(brigade=brigade, unit=unit), told)
        record("outreach.contest_announced", on=contest, by=by, scope=unit.path, after=_content(contest))
    return contest


def change_contest(contest: Contest, told: ContestInput, *, by: Officer) -> Contest:
    """Change what was announced, as long as entries are taken."""
    with transaction.atomic():
        contest = _held(contest, Contest.State.OPEN, by=by)
        before = _content(contest)
        _filled(contest, told)
        after = _content(contest)
        record("outreach.contest_changed", on=contest, by=by, scope=contest.unit.path, before=before, after=after)
    return contest


def name_judges(contest: Contest, judges: Collection[Officer], *, by: Officer) -> Contest:
    """Let exactly these judge; whoever has given marks cannot be left out."""
    with transaction.atomic():
        contest = _held(contest, Contest.State.OPEN, Contest.State.JUDGING, by=by)
        for judge in judges:
            if judge.unit.brigade_id != contest.brigade_id:
                raise StrangeJudgeError(judge.police_number)
        marked = Mark.objects.filter(entry__contest=contest).exclude(judge__in=judges).select_related("judge").first()
        if marked:
            raise JudgeHasMarkedError(marked.judge.police_number)
        contest.judges.set(judges)
        after = {"judges": sorted(judge.police_number for judge in judges)}
        record("outreach.judges_named", on=contest, by=by, scope=contest.unit.path, after=after)
    return contest


def begin_judging(contest: Contest, *, by: Officer, at: dt.datetime) -> Contest:
    """Take no more entries; not before the announced day is over."""
    with transaction.atomic():
        contest = _held(contest, Contest.State.OPEN, by=by)
        if beijing_date(at) <= contest.entries_until:
            raise EntriesOpenError
        if not contest.judges.exists():
            raise NoJudgeError
        contest.state = Contest.State.JUDGING
        contest.save(update_fields=["state"])
        after = {"entries": contest.entries.in_contest().count()}
        record("outreach.judging_begun", on=contest, by=by, scope=contest.unit.path, after=after)
    return contest


def award_contest(contest: Contest, *, reason: str, by: Officer, at: dt.datetime) -> Contest:
    """Close the judging and fix means, places and prizes; a reason is asked for only where marks are missing."""
    with transaction.atomic():
        contest = _held(contest, Contest.State.JUDGING, by=by)
        missing = missing_marks(contest)
        if missing and not reason:
            raise MarksMissingError(str(missing))
        marks = _award_entries(contest)
        contest.state, contest.awarded_on = Contest.State.AWARDED, beijing_date(at)
        contest.reason = reason if missing else ""
        contest.save(update_fields=["state", "awarded_on", "reason"])
        after = {"reason": contest.reason, "missing": missing, "marks": marks}
        record("outreach.contest_awarded", on=contest, by=by, scope=contest.unit.path, after=after)
    return contest


def forget_pupils(at: dt.datetime) -> int:
    """Empty the names of pupils a year after the award; return how many. Nothing that is counted changes."""
    forgotten = 0
    for contest in Contest.objects.awarded_by(beijing_date(at) - PUPILS_KEPT).select_related("unit"):
        with transaction.atomic():
            count = Pupil.objects.filter(entry__contest=contest).exclude(name="").update(name="")
            if count:
                after = {"entries": count}
                record("outreach.pupils_forgotten", on=contest, by=None, scope=contest.unit.path, after=after)
        forgotten += count
    return forgotten


def _award_entries(contest: Contest) -> dict[str, list[int]]:
    """Store what each entry came to, kind by kind; return the marks by code."""
    entries = list(contest.entries.in_contest().prefetch_related("marks"))
    marks = {entry.code: [mark.points for mark in entry.marks.all()] for entry in entries}
    for kind in WorkKind:
        found = results({entry.code: marks[entry.code] for entry in entries if entry.kind == kind}, contest.prizes)
        for entry in entries:
            if entry.code in found:
                result = found[entry.code]
                entry.mean, entry.place = from_hundredths(result.mean_h), result.place
                entry.prize = result.prize or ""
    Entry.objects.bulk_update(entries, ["mean", "place", "prize"], batch_size=200)
    return marks


def _filled(contest: Contest, told: ContestInput) -> Contest:
    if Contest.objects.filter(brigade=contest.brigade, title=told.title).exclude(pk=contest.pk).exists():
        raise TitleTakenError
    _check_campaign(contest, told.campaign)
    for name in ContestInput.__dataclass_fields__:
        setattr(contest, name, getattr(told, name))
    contest.kinds = [kind.value for kind in WorkKind if kind in told.kinds]
    contest.full_clean()
    contest.save()
    return contest


def _content(contest: Contest) -> dict[str, object]:
    names = ContestInput.__dataclass_fields__.keys() - {"campaign"}
    return {name: getattr(contest, name) for name in names} | {"campaign": contest.campaign_id}


def _check_campaign(contest: Contest, campaign: Campaign | None) -> None:
    """Refuse a campaign that the contest cannot join; the one that it belongs to already stays."""
    if campaign is None or campaign.pk == contest.campaign_id:
        return
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if held.brigade_id != contest.brigade_id:
        raise OtherCampaignError
    if held.closed_at:
        raise CampaignOverError


def _held(contest: Contest, *states: Contest.State, by: Officer) -> Contest:
    contest = Contest.objects.select_for_update(of=("self",)).select_related("unit").get(pk=contest.pk)
    _check_manager(by, contest.unit)
    if contest.state not in states:
        raise ContestStepError
    return contest


def _check_manager(by: Officer, unit: Unit) -> None:
    if not by.has_right(MANAGE, unit):
        raise NotManagerError
