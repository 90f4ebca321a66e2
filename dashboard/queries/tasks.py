"""What somebody has to do, and until when."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.queries.steps import Step, steps_of
from dashboard.queries.window_words import WINDOW_WORDS
from dutyposts.models import Assignment, Finding, Inspection, Item, MonthRun, Objection, Ranking
from organization.calendar import BEIJING, Month, beijing_date
from organization.models import Officer, Unit
from outreach import facts as outreach
from pledges import facts as pledges
from services import facts as services

RECENT = dt.timedelta(days=5)
_UNPUBLISHED = {Ranking.State.COMPUTED, Ranking.State.NOTICED}


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


@dataclass(frozen=True, slots=True)
class Agenda:
    """What an officer has to do, the dates that come without anything to do for them, what was done today."""

    tasks: Sequence[Task]
    dates: Sequence[Task]
    finished: Sequence[Task]


def agenda_of(officer: Officer, brigade: Unit | None, now: dt.datetime) -> Agenda:
    """Return the officer's tasks and dates in order; the number of queries depends on the roles only."""
    today = beijing_date(now)
    tasks = _findings_to_look_at(officer, now) + _pledges(officer, today)
    tasks += _waiting(officer, today) + _windows(officer, today)
    if brigade is None:
        return Agenda(tasks, [], [])
    current, steps = _objections(officer, brigade, today), steps_of(officer, brigade)
    objections = [row for row in current if row.state == Objection.State.OPEN]
    tasks += _decisions(officer, brigade, today, objections, steps)
    dates = [*_notices(steps, today), *_own_objections(officer, objections), _end_of(Month.of(today))]
    in_order = sorted(dates, key=lambda date: date.due_on or dt.date.max)
    return Agenda(_in_order(tasks, today), in_order, _finished(officer, current, today))


def decisions_of(officer: Officer, brigade: Unit, today: dt.date, address: str = "") -> list[Task]:
    """Return what waits for the officer's decision in a brigade; `address` names it where it is not the own one."""
    current = _objections(officer, brigade, today)
    objections = [row for row in current if row.state == Objection.State.OPEN]
    tasks = _decisions(officer, brigade, today, objections, steps_of(officer, brigade), address=address)
    return _in_order(tasks, today)


def _decisions(
    officer: Officer,
    brigade: Unit,
    today: dt.date,
    objections: Sequence[Objection],
    steps: Sequence[Step],
    *,
    address: str = "",
) -> list[Task]:
    found = []
    if officer.has_right("dutyposts.decide_objection", brigade):
        found += _objections_to_decide(officer, objections)
    if officer.has_right("dutyposts.publish_month", brigade):
        found += _months_to_close(steps, today, address) + _bonuses_to_approve(steps) + _failed_runs(steps)
    return found


def _in_order(tasks: Sequence[Task], today: dt.date) -> list[Task]:
    """Put what is due today or late first, then what waits without a date, then what is due later."""

    def place(task: Task) -> tuple[int, dt.date]:
        if task.due_on is None:
            return 1, today
        return (0 if task.due_on <= today else 2), task.due_on

    return sorted(tasks, key=place)


def _findings_to_look_at(officer: Officer, now: dt.datetime) -> list[Task]:
    """Return recent inspections with a finding that names the officer or fell on the post that the officer leads."""
    led = Assignment.objects.on(beijing_date(now)).filter(officer=officer, is_leader=True)
    rows = Finding.objects.filter(
        Q(people__officer=officer) | Q(inspection__post__in=led.values("post")),
        count__gt=0,
        inspection__entered_at__gte=now - RECENT,
        inspection__status=Inspection.Status.SUBMITTED,
    )
    found = rows.select_related("inspection").distinct().order_by("-inspection__inspected_at", "inspection", "id")
    inspections = dict.fromkeys(finding.inspection for finding in found[:50])
    return [_look_at(inspection) for inspection in list(inspections)[:5]]


def _pledges(officer: Officer, today: dt.date) -> list[Task]:
    return [_pledge_task(task) for task in pledges.tasks_for(officer, today)]


def _pledge_task(task: pledges.PledgeTask) -> Task:
    url = reverse(task.view, args=[] if task.key is None else [task.key]) + task.query
    if task.wanted is pledges.Wanted.REVIEW:
        why = _("%(level)s, round %(round)s") % {"level": task.level, "round": task.round}
        return Task(_("Review the pledge of %(name)s") % {"name": task.name}, why, url, "eye", task.due_on)
    if task.wanted is pledges.Wanted.AMEND:
        title = _("Amend promise %(numbers)s of your pledge") % {"numbers": ", ".join(map(str, task.numbers))}
        return Task(title, _("The reviewer sent it back; the rest stays as it is"), url, "undo", task.due_on)
    if task.wanted is pledges.Wanted.TAKEN_DOWN:
        return Task(_("Your pledge was taken off the wall"), task.reason, url, "info")
    if task.wanted is pledges.Wanted.OVERDUE:
        title = _("Promise %(numbers)s of your pledge is overdue") % {"numbers": ", ".join(map(str, task.numbers))}
        return Task(title, _("Note what you did, and whether it is kept"), url, "heart", task.due_on)
    return Task(_("Note what you did for your pledge"), _("Nothing is noted this quarter"), url, "heart")


def _waiting(officer: Officer, today: dt.date) -> list[Task]:
    """Return what outreach waits for: services, answers, marks, and word of what was planned."""
    return [_waiting_task(officer, row) for row in outreach.waiting_for(officer, today)]


def _waiting_task(officer: Officer, row: outreach.Waiting) -> Task:
    count = {"count": row.count}
    if row.wanted is outreach.Wanted.SERVICES:
        title = ngettext("Plan %(count)d grassroots service", "Plan %(count)d grassroots services", row.count) % count
        why = _("%(unit)s is short of them this month") % {"unit": officer.unit.name}
        return Task(title, why, reverse("outreach:month_current"), "people", row.due_on)
    if row.wanted is outreach.Wanted.ANSWERS:
        title = ngettext("Answer %(count)d opinion", "Answer %(count)d opinions", row.count) % count
        url = f"{reverse('outreach:opinion_list')}?unit={officer.unit.code}"
        return Task(title, _("Raised on visits, for your unit to answer"), url, "people", row.due_on)
    if row.wanted is outreach.Wanted.HELPERS:
        title = ngettext("%(count)d pair needs a helper", "%(count)d pairs need a helper", row.count) % count
        url = f"{reverse('outreach:pair_list')}?unit={officer.unit.code}&state=unhelped"
        return Task(title, _("Whoever helped left the brigade or the force: name somebody else"), url, "people")
    if row.wanted is outreach.Wanted.MARKS:
        title = ngettext("Judge %(count)d work", "Judge %(count)d works", row.count) % count
        return Task(title, row.title, reverse("outreach:contest", args=[row.key]), "eye", row.due_on)
    if row.wanted is outreach.Wanted.EVENTS:
        title = ngettext("Report %(count)d publicity event", "Report %(count)d publicity events", row.count) % count
        page, filters = "event", "?state=planned"
    else:
        title = ngettext("Report %(count)d safety lesson", "Report %(count)d safety lessons", row.count) % count
        page, filters = "lesson", "?state=agreed"
    one, many = f"outreach:{page}", f"outreach:{page}_list"
    url = reverse(one, args=[row.key]) if row.count == 1 else reverse(many) + filters
    return Task(title, _("The day is over: note what came of it, or cancel it"), url, "cal", row.due_on)


def _windows(officer: Officer, today: dt.date) -> list[Task]:
    """Return what the windows, the register and the accident cases wait for: the own near limits, others' past ones."""
    return [_window(found) for found in services.waiting_for(officer, today)]


def _window(found: services.Waiting) -> Task:
    title, why = WINDOW_WORDS[found.kind]
    return Task(title % {"count": found.count}, str(why), found.url, "warn", found.due_on)


def _look_at(inspection: Inspection) -> Task:
    return Task(
        _("Look at the inspection of %(day)s") % {"day": timezone.localtime(inspection.inspected_at).strftime("%m-%d")},
        _("%(post)s: %(score)s points; you can object until the notice ends")
        % {"post": inspection.post_name, "score": inspection.score},
        reverse("dutyposts:inspection_detail", args=[inspection.number]),
        "clip",
    )


def _objections(officer: Officer, brigade: Unit, today: dt.date) -> list[Objection]:
    """Return the brigade's open objections and those that the officer answered today, those due first in front.

    Where the right to decide is missing only the officer's own are left.
    """
    midnight = dt.datetime.combine(today, dt.time(), tzinfo=BEIJING)
    is_current = Q(state=Objection.State.OPEN) | Q(decided_by=officer, decided_at__gte=midnight)
    rows = Objection.objects.filter(is_current, brigade=brigade)
    if not officer.has_right("dutyposts.decide_objection", brigade):
        rows = rows.filter(filed_by=officer)
    return list(rows.select_related("finding__inspection").order_by("due_on", "id")[:50])


def _finished(officer: Officer, objections: Sequence[Objection], today: dt.date) -> list[Task]:
    """Return what stays in sight until midnight: objections answered and filed today."""
    done = []
    for row in objections:
        names = {"post": row.finding.inspection.post_name}
        url = reverse("dutyposts:objection_decide", args=[row.pk])
        if row.decided_by_id == officer.pk:
            done.append(Task(_("The objection of %(post)s is answered") % names, row.answer[:60], url, "check"))
        elif row.filed_by_id == officer.pk and beijing_date(row.filed_at) == today:
            done.append(Task(_("The objection of %(post)s is filed") % names, row.claim[:60], url, "check"))
    return done


def _objections_to_decide(officer: Officer, objections: Sequence[Objection]) -> list[Task]:
    return [
        Task(
            _("Answer the objection of %(post)s") % {"post": row.finding.inspection.post_name},
            row.claim[:60],
            reverse("dutyposts:objection_decide", args=[row.pk]),
            "flag",
            row.due_on,
        )
        for row in objections
        if officer.pk not in _concerned(row)
    ]


def _concerned(objection: Objection) -> set[int | None]:
    inspection = objection.finding.inspection
    return {inspection.inspector_id, inspection.second_inspector_id, objection.filed_by_id}


def _own_objections(officer: Officer, objections: Sequence[Objection]) -> list[Task]:
    return [
        Task(
            _("Your objection is answered by then"),
            row.finding.text,
            reverse("dutyposts:inspection_detail", args=[row.finding.inspection.number]),
            "flag",
            row.due_on,
        )
        for row in objections
        if row.filed_by_id == officer.pk
    ]


def _months_to_close(steps: Sequence[Step], today: dt.date, address: str) -> list[Task]:
    """Return the next step of each month; one whose notice still runs has none today."""
    open_months = (step for step in steps if step.what in _UNPUBLISHED)
    return [_closing(step, address) for step in open_months if step.ends_on is None or step.ends_on < today]


def _closing(step: Step, address: str) -> Task:
    names = {"month": step.month}
    if step.what == Ranking.State.COMPUTED:
        url = reverse("dutyposts:month_notice", args=[step.month]) + address
        return Task(_("Put %(month)s on notice") % names, _("The ranking is computed"), url, "rank")
    url = reverse("dutyposts:month_publish", args=[step.month]) + address
    why = _("On notice until %(day)s") % {"day": step.ends_on}
    return Task(_("Publish %(month)s and award the flags") % names, why, url, "flag")


def _notices(steps: Sequence[Step], today: dt.date) -> list[Task]:
    return [
        Task(
            _("The notice of %(month)s ends") % {"month": step.month},
            _("Until then everybody concerned can object"),
            reverse("dutyposts:ranking_month", args=[step.month]),
            "rank",
            step.ends_on,
        )
        for step in steps
        if step.ends_on is not None and step.ends_on >= today
    ]


def _end_of(month: Month) -> Task:
    return Task(
        _("%(month)s ends") % {"month": month},
        _("The ranking is computed the day after"),
        reverse("dutyposts:post_list"),
        "cal",
        month.last,
    )


def _bonuses_to_approve(steps: Sequence[Step]) -> list[Task]:
    why, url = _("A bonus counts when somebody other than its proposer approved it"), reverse("dutyposts:event_list")
    counts = (step.count for step in steps if step.what == Item.Kind.BONUS)
    return [
        Task(
            ngettext("Approve %(count)d bonus", "Approve %(count)d bonuses", count) % {"count": count}, why, url, "cal"
        )
        for count in counts
    ]


def _failed_runs(steps: Sequence[Step]) -> list[Task]:
    url = reverse("dutyposts:run_list")
    failed = (step for step in steps if step.what == MonthRun.State.FAILED)
    return [
        Task(_("%(month)s could not be computed") % {"month": step.month}, step.told, url, "warn") for step in failed
    ]
