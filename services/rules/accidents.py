"""The time limits of accident cases, as the two versions of the procedure provisions set them (RULES.md)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from organization.calendar import add_working_days, is_working_day
from services.rules.days import Basis, add_calendar_days, add_days

AMBER_DAYS = 3
TARGET_DAYS = 3
RETURN_CALL_DAYS = 10
_NOW_SINCE = 2018


class Kind(StrEnum):
    PROPERTY = "property"
    INJURY = "injury"
    DEATH = "death"


class Mark(StrEnum):
    """What happens in a case on a day; most of them start or end a time limit."""

    REPORTED_LATER = "reported_later"
    ACCEPTED = "accepted"
    SCENE = "scene"
    FOUND = "found"
    VICTIM_ASKED = "victim_asked"
    TEST_ORDERED = "test_ordered"
    TEST_EXTENDED = "test_extended"
    TEST_CONCLUDED = "test_concluded"
    REPORT_COPIED = "report_copied"
    RETEST_ASKED = "retest_asked"
    VEHICLE_RETURNED = "vehicle_returned"
    QUICK_ASKED = "quick_asked"
    PAUSED = "paused"
    RESUMED = "resumed"
    CERTIFIED = "certified"
    SERVED = "served"
    REVIEW_ASKED = "review_asked"
    REVIEW_ACCEPTED = "review_accepted"
    REVIEW_CONCLUDED = "review_concluded"
    REDO_ORDERED = "redo_ordered"
    REDONE = "redone"
    MEDIATION_ASKED = "mediation_asked"
    MEDIATED = "mediated"
    CLOSED = "closed"
    CALLED_BACK = "called_back"


class Step(StrEnum):
    """What the law, or in the end the brigade, sets a time limit for."""

    ACCEPT = "accept"
    SIMPLE_CERTIFICATE = "simple_certificate"
    ORDER_TEST = "order_test"
    TEST = "test"
    COPY_REPORT = "copy_report"
    ASK_RETEST = "ask_retest"
    CERTIFICATE = "certificate"
    HIT_AND_RUN = "hit_and_run"
    AFTER_TEST = "after_test"
    UNDETECTED = "undetected"
    QUICK = "quick"
    PAUSE = "pause"
    AFTER_PAUSE = "after_pause"
    SERVE = "serve"
    ASK_REVIEW = "ask_review"
    ACCEPT_REVIEW = "accept_review"
    REVIEW = "review"
    REDO = "redo"
    ASK_MEDIATION = "ask_mediation"
    MEDIATION = "mediation"
    RETURN_VEHICLE = "return_vehicle"
    RETURN_CALL = "return_call"


class Unit(StrEnum):
    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many days by an article; none at all means on the same day."""

    days: int
    article: str
    unit: Unit = Unit.WORKING


@dataclass(frozen=True, slots=True)
class Rule:
    """From what to what a step runs, and its limit by the version of 2010 and by that of now; None: no such step."""

    starts: Mark
    ends: Mark
    then: Limit | None
    now: Limit | None


def _then(days: int, article: str = "", unit: Unit = Unit.WORKING) -> Limit:
    return Limit(days, f"道路交通事故处理程序规定（2009）{article}", unit)


def _now(days: int, article: str, unit: Unit = Unit.WORKING) -> Limit:
    return Limit(days, f"道路交通事故处理程序规定（2018）{article}", unit)


def _regulation(days: int, article: str) -> Limit:
    return Limit(days, f"道路交通安全法实施条例{article}", Unit.CALENDAR)


_CALENDAR = Unit.CALENDAR
_OWN = Limit(RETURN_CALL_DAYS, "大队回访制度")
RULES: Mapping[Step, Rule] = {
    Step.ACCEPT: Rule(Mark.REPORTED_LATER, Mark.ACCEPTED, _then(3), _now(3, "第十八条")),
    Step.SIMPLE_CERTIFICATE: Rule(Mark.SCENE, Mark.CERTIFIED, _then(0), _now(3, "第二十四条")),
    Step.ORDER_TEST: Rule(Mark.SCENE, Mark.TEST_ORDERED, _then(3, "第三十七条"), _now(3, "第四十九条")),
    Step.TEST: Rule(
        Mark.TEST_ORDERED,
        Mark.TEST_CONCLUDED,
        _then(20, "第三十八条", _CALENDAR),
        _now(30, "第五十一条", _CALENDAR),
    ),
    Step.COPY_REPORT: Rule(Mark.TEST_CONCLUDED, Mark.REPORT_COPIED, _then(2), _now(5, "第五十五条")),
    Step.ASK_RETEST: Rule(Mark.REPORT_COPIED, Mark.RETEST_ASKED, _then(3), _now(3, "第五十六条")),
    Step.CERTIFICATE: Rule(Mark.SCENE, Mark.CERTIFIED, _then(10, "第四十七条"), _now(10, "第六十二条")),
    Step.HIT_AND_RUN: Rule(Mark.FOUND, Mark.CERTIFIED, _then(10, "第四十七条"), _now(10, "第六十二条")),
    Step.AFTER_TEST: Rule(Mark.TEST_CONCLUDED, Mark.CERTIFIED, _then(5, "第四十七条"), _now(5, "第六十二条")),
    Step.UNDETECTED: Rule(Mark.VICTIM_ASKED, Mark.CERTIFIED, _then(10), _now(10, "第六十六条")),
    Step.QUICK: Rule(Mark.QUICK_ASKED, Mark.CERTIFIED, None, _now(5, "第六十九条")),
    Step.PAUSE: Rule(Mark.PAUSED, Mark.RESUMED, None, _now(60, "第六十八条", _CALENDAR)),
    Step.AFTER_PAUSE: Rule(Mark.RESUMED, Mark.CERTIFIED, None, _now(5, "第六十八条")),
    Step.SERVE: Rule(Mark.CERTIFIED, Mark.SERVED, _then(3), _now(3, "第六十五条")),
    Step.ASK_REVIEW: Rule(Mark.SERVED, Mark.REVIEW_ASKED, _then(3, "第五十一条"), _now(3, "第七十一条")),
    Step.ACCEPT_REVIEW: Rule(Mark.REVIEW_ASKED, Mark.REVIEW_ACCEPTED, _then(5, "第五十二条"), _now(0, "第七十三条")),
    Step.REVIEW: Rule(
        Mark.REVIEW_ACCEPTED, Mark.REVIEW_CONCLUDED, _then(30, "", _CALENDAR), _now(30, "第七十四条", _CALENDAR)
    ),
    Step.REDO: Rule(Mark.REDO_ORDERED, Mark.REDONE, _then(10), _now(10, "第七十九条")),
    Step.ASK_MEDIATION: Rule(Mark.SERVED, Mark.MEDIATION_ASKED, _regulation(10, "第九十四条"), _now(10, "第八十六条")),
    Step.MEDIATION: Rule(Mark.MEDIATION_ASKED, Mark.MEDIATED, _regulation(10, "第九十五条"), None),
    Step.RETURN_VEHICLE: Rule(Mark.TEST_CONCLUDED, Mark.VEHICLE_RETURNED, _then(5), _now(5, "第五十八条")),
    Step.RETURN_CALL: Rule(Mark.CLOSED, Mark.CALLED_BACK, _OWN, _OWN),
}
LONGEST_TEST = 60
LONGEST_PAUSE = 60
# Of which steps the parties may let the day pass: nobody is late with them.
OPTIONAL = frozenset({Step.ASK_RETEST, Step.ASK_REVIEW, Step.ASK_MEDIATION})
# One of these ends with the certificate; which one is decided by what is known of the case.
CERTIFYING = (
    Step.SIMPLE_CERTIFICATE,
    Step.CERTIFICATE,
    Step.HIT_AND_RUN,
    Step.AFTER_TEST,
    Step.UNDETECTED,
    Step.QUICK,
    Step.AFTER_PAUSE,
)
# What must have come before, and what only a leader may grant, with a reason.
AFTER: Mapping[Mark, Mark] = {
    Mark.ACCEPTED: Mark.REPORTED_LATER,
    Mark.TEST_EXTENDED: Mark.TEST_ORDERED,
    Mark.TEST_CONCLUDED: Mark.TEST_ORDERED,
    Mark.REPORT_COPIED: Mark.TEST_CONCLUDED,
    Mark.RETEST_ASKED: Mark.REPORT_COPIED,
    Mark.VEHICLE_RETURNED: Mark.TEST_CONCLUDED,
    Mark.RESUMED: Mark.PAUSED,
    Mark.SERVED: Mark.CERTIFIED,
    Mark.REVIEW_ASKED: Mark.SERVED,
    Mark.REVIEW_ACCEPTED: Mark.REVIEW_ASKED,
    Mark.REVIEW_CONCLUDED: Mark.REVIEW_ACCEPTED,
    Mark.REDO_ORDERED: Mark.REVIEW_CONCLUDED,
    Mark.REDONE: Mark.REDO_ORDERED,
    Mark.MEDIATION_ASKED: Mark.SERVED,
    Mark.MEDIATED: Mark.MEDIATION_ASKED,
    Mark.CLOSED: Mark.CERTIFIED,
    Mark.CALLED_BACK: Mark.CLOSED,
}
GRANTED = frozenset({Mark.TEST_EXTENDED, Mark.PAUSED})


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides which limits a case has."""

    is_simple: bool
    has_test: bool
    is_hit_and_run: bool
    marks: Mapping[Mark, dt.date]


@dataclass(frozen=True, slots=True)
class Due:
    """A step with its article; without a day as long as its clock has not started or stands still."""

    step: Step
    starts_on: dt.date | None
    due_on: dt.date | None
    article: str
    done_on: dt.date | None

    @property
    def is_pressing(self) -> bool:
        """Whether the police are late when the day passes."""
        return self.done_on is None and self.due_on is not None and self.step not in OPTIONAL


def limit_of(step: Step, version: int) -> Limit | None:
    """Return the limit of a step by the rules of a year, None where they know no such step."""
    return RULES[step].now if version >= _NOW_SINCE else RULES[step].then


def due_dates(facts: Facts, version: int, overrides: Mapping[dt.date, bool]) -> list[Due]:
    """Return what is due, or was, in the order of the procedure; the way to the certificate is one step of them."""
    found = []
    for step in Step:
        rule, limit = RULES[step], limit_of(step, version)
        if limit is None or (step in CERTIFYING and step != _certifying(facts, version)):
            continue
        start = _start_of(step, facts)
        if start is None and step not in CERTIFYING and not (step == Step.ORDER_TEST and facts.has_test):
            continue
        if step == Step.ORDER_TEST and not facts.has_test:
            continue
        due_on = None if start is None or _stands_still(step, facts) else _last(step, start, limit, facts, overrides)
        found.append(Due(step, start, due_on, limit.article, facts.marks.get(rule.ends)))
    return found


def _certifying(facts: Facts, version: int) -> Step:
    """Return by which step the certificate is due."""
    marks = facts.marks
    if facts.is_simple:
        return Step.SIMPLE_CERTIFICATE
    if version >= _NOW_SINCE and Mark.RESUMED in marks:
        return Step.AFTER_PAUSE
    if version >= _NOW_SINCE and Mark.QUICK_ASKED in marks and not facts.has_test and not facts.is_hit_and_run:
        return Step.QUICK
    if facts.is_hit_and_run and Mark.FOUND not in marks:
        return Step.UNDETECTED if Mark.VICTIM_ASKED in marks else Step.HIT_AND_RUN
    if facts.has_test:
        return Step.AFTER_TEST
    return Step.HIT_AND_RUN if facts.is_hit_and_run else Step.CERTIFICATE


def _start_of(step: Step, facts: Facts) -> dt.date | None:
    """Return when the clock of a step started; a case reported later starts with its acceptance."""
    marks, mark = facts.marks, RULES[step].starts
    if mark == Mark.SCENE:
        return marks.get(Mark.SCENE, marks.get(Mark.ACCEPTED))
    if step in (Step.AFTER_TEST, Step.AFTER_PAUSE):
        return _all_known(step, facts)
    return marks.get(mark)


def _all_known(step: Step, facts: Facts) -> dt.date | None:
    """Return the day on which the last thing that the certificate waits for was there; the clock rests 60 days."""
    marks, days = facts.marks, []
    if step == Step.AFTER_PAUSE:
        days.append(min(marks[Mark.RESUMED], marks[Mark.PAUSED] + dt.timedelta(days=LONGEST_PAUSE)))
    if facts.has_test:
        days.append(marks.get(Mark.TEST_CONCLUDED, dt.date.max))
    if facts.is_hit_and_run:
        days.append(marks.get(Mark.FOUND, dt.date.max))
    return None if dt.date.max in days else max(days)


def _stands_still(step: Step, facts: Facts) -> bool:
    return step in CERTIFYING and Mark.PAUSED in facts.marks and Mark.RESUMED not in facts.marks


def _last(step: Step, start: dt.date, limit: Limit, facts: Facts, overrides: Mapping[dt.date, bool]) -> dt.date:
    days = LONGEST_TEST if step == Step.TEST and Mark.TEST_EXTENDED in facts.marks else limit.days
    if days == 0:
        return start
    if limit.unit is Unit.WORKING:
        return add_days(start, days, Basis.ACCIDENTS, overrides)
    return add_calendar_days(start, days, overrides)


def next_due(dues: Iterable[Due], *, is_closed: bool) -> dt.date | None:
    """Return the next day with which the police can be late; of a closed case only the return call is left."""
    pressing = (due for due in dues if due.is_pressing and (not is_closed or due.step == Step.RETURN_CALL))
    return min((due.due_on for due in pressing if due.due_on), default=None)


def amber_until(today: dt.date, overrides: Mapping[dt.date, bool]) -> dt.date:
    """Return the last day that is three working days ahead, or fewer."""
    return add_working_days(today, AMBER_DAYS, overrides)


def target_of(due_on: dt.date, overrides: Mapping[dt.date, bool]) -> dt.date:
    """Return the day three working days before: there a case turns amber, and a priority case has its own target."""
    day, left = due_on, TARGET_DAYS
    while left:
        day -= dt.timedelta(days=1)
        left -= is_working_day(day, overrides)
    return day


def is_known(mark: Mark, facts: Facts, version: int) -> bool:
    """Tell whether something can happen in such a case: how it began is fixed when it is opened."""
    if mark in (Mark.SCENE, Mark.REPORTED_LATER):
        return mark in facts.marks
    if mark in (Mark.FOUND, Mark.VICTIM_ASKED):
        return facts.is_hit_and_run
    if mark in (Mark.PAUSED, Mark.QUICK_ASKED):
        return version >= _NOW_SINCE and not facts.is_simple
    return mark != Mark.TEST_ORDERED or not facts.is_simple


def may_be_simple(kind: Kind, *, is_slight: bool, has_test: bool, is_hit_and_run: bool) -> bool:
    """Tell whether one officer may certify on the spot: damage or a slight injury, nothing to test or to find."""
    is_small = kind == Kind.PROPERTY or (kind == Kind.INJURY and is_slight)
    return is_small and not has_test and not is_hit_and_run
