"""What the outreach log holds. Every factory takes what a test cares about by name and fills in the rest."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

from organization.calendar import BEIJING
from organization.models import Officer, Unit
from outreach.actions.campaigns import CampaignInput, begin_campaign
from outreach.actions.contests import ContestInput, announce_contest, award_contest, begin_judging, name_judges
from outreach.actions.donations import begin_drive, enter_gift
from outreach.actions.entries import EntryInput, enter_work, give_mark
from outreach.actions.lessons import LessonReport, LessonRequest, agree_lesson, ask_lesson, report_lesson
from outreach.actions.minimum import ask_excuse
from outreach.actions.opinions import raise_opinion
from outreach.actions.pairs import HouseholdInput, begin_pair, visit_household
from outreach.actions.publicity import EventInput, record_event
from outreach.actions.visits import VisitInput, record_visit
from outreach.models import (
    Campaign,
    Contest,
    Donation,
    Entry,
    Excuse,
    Household,
    HouseholdVisit,
    Lesson,
    Opinion,
    PublicityEvent,
    Visit,
)
from outreach.models.contests import WorkKind
from outreach.rules.categories import Category
from outreach.rules.goods import GoodsLine
from tests.factories.pictures import picture, upload

AT = dt.datetime(2026, 11, 4, 9, tzinfo=BEIJING)
TODAY = AT.date()


def visit_input(unit: Unit, visitors: list[Officer], **told: object) -> VisitInput:
    plain: dict[str, object] = {"category": Category.SCHOOL_VISIT, "happened_on": AT.date(), "target": "莲池小学"}
    return VisitInput(unit=unit, visitors=visitors, **(plain | told))  # type: ignore[arg-type]


def make_visit(officer: Officer, *others: Officer, is_booked: bool = False, **told: object) -> Visit:
    """Make a visit that the officer's unit entered; a school on 4 November 2026 unless told otherwise."""
    wanted = visit_input(officer.unit, [officer, *others], **told)
    return record_visit(wanted, by=officer, at=AT, is_booked=is_booked)


def make_gift(
    brigade: Unit, giver: Officer, *, by: Officer, amount: str = "200.00", is_special_dues: bool = False
) -> Donation:
    drive = begin_drive(brigade, "抗震救灾", by=by)
    given_on = dt.date(2026, 4, 20)
    return enter_gift(
        drive, giver, amount=Decimal(amount), is_special_dues=is_special_dues, given_on=given_on, by=by, at=AT
    )


def make_excuse(squadron: Unit, *, by: Officer, first: int = 1, last: int = 15) -> Excuse:
    """Ask for some days of November 2026."""
    first_on, last_on = dt.date(2026, 11, first), dt.date(2026, 11, last)
    return ask_excuse(squadron, first_on=first_on, last_on=last_on, reason="专项安保", by=by, at=AT)


def make_opinion(visit: Visit, *, by: Officer, owner: Unit | None = None, text: str = "路口缺一盏灯") -> Opinion:
    return raise_opinion(visit, kind=Opinion.Kind.SUGGESTION, text=text, owner=owner or visit.unit, by=by, at=AT)


def campaign_input(unit: Unit, officer: Officer, **told: object) -> CampaignInput:
    plain: dict[str, object] = {
        "title": "文明交通行动计划",
        "kind": Campaign.Kind.CIVILISED_TRAFFIC,
        "plan": "礼让行车，规范停车",
        "first_on": dt.date(2026, 1, 1),
        "last_on": dt.date(2026, 12, 31),
    }
    return CampaignInput(unit=unit, officer=officer, **(plain | told))  # type: ignore[arg-type]


def make_campaign(unit: Unit, *, by: Officer, **told: object) -> Campaign:
    """Begin a campaign of the year 2026 for `unit`, led by whoever begins it."""
    return begin_campaign(campaign_input(unit, by, **told), by=by, at=AT)


def event_input(unit: Unit, officers: list[Officer], **told: object) -> EventInput:
    plain: dict[str, object] = {"kind": PublicityEvent.Kind.SCHOOL, "happened_on": AT.date(), "place": "莲池小学"}
    return EventInput(unit=unit, officers=officers, **(plain | told))  # type: ignore[arg-type]


def make_event(officer: Officer, *others: Officer, is_planned: bool = False, **told: object) -> PublicityEvent:
    """Hold an event in a school on 4 November 2026 unless told otherwise."""
    wanted = event_input(officer.unit, [officer, *others], **told)
    return record_event(wanted, by=officer, at=AT, is_planned=is_planned)


HOUSEHOLD = HouseholdInput(
    kind=Household.Kind.CHILD,
    name="欧阳待护",
    guardian="司马守护",
    address="待护巷7号",
    phone="13912340000",
    needs="待护需要书本",
    begun_on=dt.date(2026, 9, 1),
    consented_on=dt.date(2026, 9, 1),
)


def make_household(unit: Unit, helper: Officer, *, by: Officer, **told: object) -> Household:
    """Begin a pair of `unit`, whose leader is `by`, with a child since 1 September 2026 unless told otherwise."""
    wanted = replace(HOUSEHOLD, **told)  # type: ignore[arg-type]
    return begin_pair(unit, wanted, helper, client_id=uuid4(), by=by, at=AT)


def visit_of_household(
    household: Household, *, by: Officer, goods: Sequence[GoodsLine] = (), happened_on: dt.date = TODAY
) -> HouseholdVisit:
    return visit_household(
        household,
        happened_on=happened_on,
        done="送米面油",
        goods=goods,
        is_signed=bool(goods),
        client_id=uuid4(),
        by=by,
        at=AT,
    )


def make_contest(brigade: Unit, *, by: Officer, title: str = "关爱生命 文明出行", **told: object) -> Contest:
    """Announce a contest of comics and essays, entries until 10 November 2026, one prize of each rank."""
    plain: dict[str, object] = {
        "kinds": [WorkKind.COMICS, WorkKind.ESSAY],
        "first_grade": 1,
        "last_grade": 9,
        "entries_until": dt.date(2026, 11, 10),
        "judged_until": dt.date(2026, 11, 20),
        "first_prizes": 1,
        "second_prizes": 1,
        "third_prizes": 1,
    }
    return announce_contest(brigade, ContestInput(title=title, **(plain | told)), by=by)  # type: ignore[arg-type]


def make_entry(
    contest: Contest, *, by: Officer, kind: WorkKind = WorkKind.COMICS, pupil: str = "钱小雨", work: bytes = b""
) -> Entry:
    told = EntryInput(
        kind=kind, school="莲池小学", grade=3, title="等一等", pupil=pupil, consented_on=dt.date(2026, 11, 2)
    )
    return enter_work(contest, told, upload(work or picture()), client_id=uuid4(), by=by, at=AT)


def award(contest: Contest, *, by: Officer, judge: Officer, points: int = 90) -> Contest:
    """Let one judge give every work the same mark, and award the day after the entries."""
    at = dt.datetime(2026, 11, 11, 9, tzinfo=BEIJING)
    name_judges(contest, [judge], by=by)
    begin_judging(contest, by=by, at=at)
    for entry in contest.entries.exclude(entered_by=judge):
        give_mark(entry, points, by=judge, at=at)
    return award_contest(contest, reason="", by=by, at=at)


def make_lesson(officer: Officer, **told: object) -> Lesson:
    """Let an enterprise ask the officer's unit for a lesson on 20 November 2026; asked on the 4th, due on the 11th."""
    plain: dict[str, object] = {
        "kind": Lesson.Kind.ENTERPRISE,
        "body": "恒达机械厂",
        "contact_name": "孙联系",
        "contact_phone": "13812348000",
        "topic": "冬季行车",
        "place": "厂区礼堂",
        "audience": 80,
        "wished_on": dt.date(2026, 11, 20),
        "asked_on": AT.date(),
    }
    request = LessonRequest(**(plain | told))  # type: ignore[arg-type]
    return ask_lesson(officer.unit, request, client_id=uuid4(), by=officer, at=AT)


def agree(lesson: Lesson, *teachers: Officer, by: Officer, unit: Unit | None = None) -> Lesson:
    """Agree on half past nine of 20 November 2026."""
    day, time = dt.date(2026, 11, 20), dt.time(9, 30)
    return agree_lesson(lesson, unit=unit or lesson.unit, teachers=teachers, happens_on=day, begins_at=time, by=by)


def report(lesson: Lesson, *, by: Officer, attendance: int = 75) -> Lesson:
    told = LessonReport(happens_on=dt.date(2026, 11, 20), attendance=attendance, minutes=45, taught="盲区和疲劳驾驶")
    return report_lesson(lesson, told, by=by, at=dt.datetime(2026, 11, 20, 17, tzinfo=BEIJING))
