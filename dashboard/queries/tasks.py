"""What somebody has to do: due today first, then oldest."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dutyposts.models import DutyPost, Event, Finding, Inspection, Item, MonthRun, Objection, Ranking
from organization.calendar import Month
from organization.models import Officer, Unit
from organization.queries import settings_of
from organization.rules.settings import Setting

RECENT = dt.timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what, why, where it is done, until when."""

    title: str
    why: str
    url: str
    icon: str
    due_on: dt.date | None = None

    def urgency(self, today: dt.date) -> str:
        if self.due_on is None:
            return _("to do")
        left = (self.due_on - today).days
        if left < 0:
            return ngettext("%(days)d day late", "%(days)d days late", -left) % {"days": -left}
        return (
            _("due today") if left == 0 else ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
        )


def tasks_of(officer: Officer, brigade: Unit | None, now: dt.datetime) -> list[Task]:
    """Return the officer's tasks in order; the number of queries depends on the roles only."""
    found = _named_in(officer, now)
    if brigade is not None:
        if officer.has_right("dutyposts.record_inspection", brigade):
            found += _posts_to_inspect(officer, brigade, now)
            found += _objections_to_decide(officer, brigade)
        if officer.has_right("dutyposts.publish_month", brigade):
            found += _months_to_close(brigade) + _bonuses_to_approve(officer, brigade) + _failed_runs(brigade)
    return sorted(found, key=lambda task: (task.due_on is None, task.due_on or dt.date.max))


def _named_in(officer: Officer, now: dt.datetime) -> list[Task]:
    rows = Finding.objects.filter(
        people__officer=officer, count__gt=0, inspection__entered_at__gte=now - RECENT, inspection__status="submitted"
    )
    return [
        Task(
            _("Look at the inspection of %(day)s") % {"day": finding.inspection.inspected_at.strftime("%m-%d")},
            _("%(post)s: %(text)s; you can object until the notice ends")
            % {"post": finding.inspection.post_name, "text": finding.text},
            reverse("dutyposts:inspection_detail", args=[finding.inspection.number]),
            "clip",
        )
        for finding in rows.select_related("inspection").order_by("-inspection__inspected_at", "id")[:5]
    ]


def _posts_to_inspect(officer: Officer, brigade: Unit, now: dt.datetime) -> list[Task]:
    month = Month.of_moment(now)
    needed = int(settings_of([brigade.pk], month)[brigade.pk][Setting.MIN_INSPECTIONS])
    done = Count("inspections", filter=Q(inspections__month=month, inspections__status=Inspection.Status.SUBMITTED))
    posts = DutyPost.objects.in_service(month).filter(brigade=brigade).exclude(unit=officer.unit_id)
    return [
        Task(
            _("Inspect %(post)s") % {"post": post.name},
            _("%(done)d of %(needed)d inspections this month") % {"done": times, "needed": needed},
            f"{reverse('dutyposts:inspection_new')}?post={post.code}",
            "pin",
            month.last,
        )
        for post, times in _with_times(posts.annotate(times=done).order_by("times", "code"))
        if times < needed
    ]


def _with_times(posts: QuerySet[DutyPost]) -> list[tuple[DutyPost, int]]:
    return [(post, int(vars(post)["times"])) for post in posts]


def _objections_to_decide(officer: Officer, brigade: Unit) -> list[Task]:
    concerned = Q(finding__inspection__inspector=officer) | Q(finding__inspection__second_inspector=officer)
    rows = Objection.objects.open().filter(brigade=brigade).exclude(concerned | Q(filed_by=officer))
    return [
        Task(
            _("Answer the objection of %(post)s") % {"post": row.finding.inspection.post_name},
            row.claim[:60],
            reverse("dutyposts:objection_decide", args=[row.pk]),
            "flag",
            row.due_on,
        )
        for row in rows.select_related("finding__inspection").order_by("due_on", "id")[:10]
    ]


def _months_to_close(brigade: Unit) -> list[Task]:
    rows = (
        Ranking.objects.latest_versions()
        .filter(brigade=brigade)
        .exclude(state=Ranking.State.PUBLISHED)
        .order_by("month")
    )
    return [_closing(row) for row in rows[:6]]


def _closing(ranking: Ranking) -> Task:
    names = {"month": ranking.month}
    if ranking.state == Ranking.State.COMPUTED:
        address = reverse("dutyposts:month_notice", args=[ranking.month])
        return Task(_("Put %(month)s on notice") % names, _("The ranking is computed"), address, "rank")
    address = reverse("dutyposts:month_publish", args=[ranking.month])
    why = _("On notice until %(day)s") % {"day": ranking.notice_ends_on}
    return Task(_("Publish %(month)s and award the flags") % names, why, address, "flag", ranking.notice_ends_on)


def _bonuses_to_approve(officer: Officer, brigade: Unit) -> list[Task]:
    waiting = Event.objects.filter(brigade=brigade, kind=Item.Kind.BONUS, approved_by=None, voided_at=None)
    count = waiting.exclude(proposed_by=officer).count()
    if not count:
        return []
    title = ngettext("Approve %(count)d bonus", "Approve %(count)d bonuses", count) % {"count": count}
    return [
        Task(
            title,
            _("A bonus counts when somebody other than its proposer approved it"),
            reverse("dutyposts:event_list"),
            "cal",
        )
    ]


def _failed_runs(brigade: Unit) -> list[Task]:
    runs = MonthRun.objects.filter(brigade=brigade, state=MonthRun.State.FAILED).order_by("month")[:3]
    return [
        Task(
            _("%(month)s could not be computed") % {"month": run.month},
            run.outcome,
            reverse("dutyposts:run_list"),
            "warn",
        )
        for run in runs
    ]
