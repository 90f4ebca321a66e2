"""Standards, posts, inspections, events and flags, made through the actions where there is one."""

import datetime as dt
from decimal import Decimal
from itertools import count

from dutyposts.actions.events import approve_bonus, record_event
from dutyposts.actions.inspections import FindingInput, record_inspection
from dutyposts.models import Assignment, DutyPost, Event, Inspection, Item, PostDifficulty, Standard, StandardCategory
from organization.calendar import BEIJING, Month
from organization.models import Officer, Unit

LONG_AGO, MONTH = Month(2024, 1), Month(2026, 10)
NOON = dt.datetime(2026, 10, 14, 12, tzinfo=BEIJING)
TODAY = dt.date(2026, 10, 14)
AFTER = dt.datetime(2026, 11, 2, 9, tzinfo=BEIJING)

CATEGORIES = (
    ("enforcement", "执勤执法", "30", 1),
    ("presence", "在位履职", "30", 2),
    ("appearance", "警容警姿", "20", 3),
    ("style", "工作作风", "20", 4),
)
ITEMS = (
    ("A1", "appearance", Item.Kind.DEDUCTION, Item.AppliesTo.BOTH, "未按规定着执勤服", "2"),
    ("A2", "appearance", Item.Kind.DEDUCTION, Item.AppliesTo.BOTH, "警帽佩戴不规范", "1"),
    ("B2", "presence", Item.Kind.DEDUCTION, Item.AppliesTo.BOTH, "无故脱岗", "5"),
    ("B11", "presence", Item.Kind.DEDUCTION, Item.AppliesTo.BOTH, "台账漏填", "1"),
    ("C1", "enforcement", Item.Kind.DEDUCTION, Item.AppliesTo.OFFICER, "纠正违法不敬礼", "2"),
    ("D1", "style", Item.Kind.DEDUCTION, Item.AppliesTo.BOTH, "态度生硬", "3"),
    ("D5", "style", Item.Kind.EVENT, Item.AppliesTo.BOTH, "投诉查实", "5"),
    ("J1", "", Item.Kind.BONUS, Item.AppliesTo.BOTH, "群众表扬", "1"),
    ("V2", "", Item.Kind.VETO, Item.AppliesTo.BOTH, "收受财物", "0"),
)
_codes = count(1)


def make_standard(*, version: str = "2024.1", in_force_from: Month = LONG_AGO) -> Standard:
    """Make a small standard with every kind of item; the four categories add up to 100."""
    standard = Standard.objects.create(version=version, in_force_from=in_force_from)
    categories = {
        code: StandardCategory.objects.create(
            standard=standard, code=code, name=name, points=Decimal(points), tie_order=order
        )
        for code, name, points, order in CATEGORIES
    }
    for position, (code, category, kind, applies_to, text, points) in enumerate(ITEMS):
        Item.objects.create(
            standard=standard,
            category=categories.get(category),
            code=code,
            kind=kind,
            applies_to=applies_to,
            text=text,
            points=Decimal(points),
            position=position,
        )
    return standard


def make_post(unit: Unit, *, code: str = "", name: str = "", difficulty: str = "") -> DutyPost:
    code = code or f"P{next(_codes):03d}"
    post = DutyPost.objects.create(
        code=code,
        name=name or f"{code}岗",
        brigade=unit.brigade or unit,
        unit=unit,
        kind=DutyPost.Kind.ROAD,
        opened_on=dt.date(2024, 1, 1),
    )
    if difficulty:
        PostDifficulty.objects.create(post=post, from_month=LONG_AGO, value=Decimal(difficulty), reason="路口复杂")
    return post


def assign(post: DutyPost, officer: Officer, *, is_leader: bool = False) -> Assignment:
    return Assignment.objects.create(post=post, officer=officer, started_on=dt.date(2024, 1, 1), is_leader=is_leader)


def inspect(
    post: DutyPost,
    by: Officer,
    *faults: str,
    inspected_at: dt.datetime = NOON,
    at: dt.datetime = NOON,
    people: tuple[Officer, ...] = (),
) -> Inspection:
    """Record an inspection with one occurrence of each named item; no item means full marks."""
    items = {
        item.code: item
        for item in Item.objects.filter(standard=Standard.objects.in_force(Month.of_moment(inspected_at)).first())
        .select_related("category")
        .filter(code__in=faults)
    }
    findings = [FindingInput(items[code], faults.count(code), people) for code in dict.fromkeys(faults)]
    return record_inspection(
        post, by=by, inspected_at=inspected_at, kind=Inspection.Kind.COVERT, findings=findings, at=at
    )


def inspect_often(post: DutyPost, by: Officer, *faults: str, times: int = 4, month: Month = MONTH) -> list[Inspection]:
    """Record the inspections that a place needs, one a day from the second day of the month."""
    moments = [month.starts_at + dt.timedelta(days=day, hours=9) for day in range(1, times + 1)]
    return [inspect(post, by, *faults, inspected_at=moment, at=moment) for moment in moments]


def add_event(
    post: DutyPost, code: str, *, by: Officer, approved_by: Officer | None = None, on: dt.date = TODAY
) -> Event:
    item = Item.objects.get(standard=Standard.objects.in_force(Month.of(on)).first(), code=code)
    moment = dt.datetime.combine(on, dt.time(18), tzinfo=BEIJING)
    event = record_event(post, item=item, happened_on=on, by=by, at=moment)
    return event if approved_by is None else approve_bonus(event, by=approved_by)
