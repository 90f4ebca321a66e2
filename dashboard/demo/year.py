"""A year of the demonstration brigade and its present month, lived through the portal's actions in order of time."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from dashboard.demo.people import Cast
from dashboard.demo.scenes import road_scene
from dashboard.demo.standard import CATEGORIES, ITEMS
from dutyposts.actions.closing import notice_month, publish_month
from dutyposts.actions.computing import compute_month
from dutyposts.actions.events import approve_bonus, record_event
from dutyposts.actions.flags import make_flags
from dutyposts.actions.inspections import FindingInput, record_inspection
from dutyposts.actions.objections import file_objection, reject_objection, uphold_objection
from dutyposts.actions.photos import add_photo
from dutyposts.models import (
    Assignment,
    DutyPost,
    Finding,
    Inspection,
    Item,
    Objection,
    PostDifficulty,
    Ranking,
    Standard,
    StandardCategory,
)
from organization.calendar import BEIJING, Month, add_working_days, beijing_date

MONTHS = 13  # twelve that are over and the present one
# name, unit, kind, difficulty, how often a fault is seen, who serves there (leader first)
POSTS = (
    ("XH-01", "星河大道岗", "XH-Z1", "road", "1.00", 0.55, ("200032", "200033", "X20034")),
    ("XH-02", "火车东站岗", "XH-Z1", "road", "1.10", 1.00, ("200036", "200037", "X20035")),
    ("XH-03", "莲湖路学校岗", "XH-Z2", "road", "1.00", 0.40, ("200042", "200043", "X20044")),
    ("XH-04", "商业中心广场岗", "XH-Z2", "road", "1.05", 0.80, ("200046", "200047", "X20045")),
    ("XH-05", "滨江路岗", "XH-Z3", "road", "1.00", 0.60, ("200052", "200053", "X20054")),
    ("XH-06", "服务大厅岗", "XH-ZH", "window", "1.00", 0.35, ("200012", "200013", "X20014")),
)
INSPECTORS = ("200003", "200004", "200005")
COMMON = ("A2", "A5", "A7", "A8", "B1", "B5", "B6", "B8", "B9", "B11", "C1", "C2", "C4", "D1", "D3", "D4")
RARE = ("B2", "C5", "C6", "B7")
PHOTO_POINTS = 3
HOURS = (7, 8, 10, 14, 17, 18)


class Year:
    """Tells the year to the actions; the same day gives the same year."""

    def __init__(self, cast: Cast, now: dt.datetime) -> None:
        self.cast, self.now = cast, now
        self.chance = Random(20100705)  # noqa: S311 - a demonstration, not a secret
        self.last = Month.of_moment(now)
        self.first = self.last.shift(1 - MONTHS)
        self.supervisor, self.instructor = cast.people["200001"], cast.people["200002"]

    def live(self) -> None:
        make_standard(self.first)
        self.posts = [self._post(*row) for row in POSTS]
        self.items = {item.code: item for item in Item.objects.select_related("category")}
        make_flags(self.cast.brigade, 3, by=None, at=self.first.starts_at)
        for month in self.first.until(self.last):
            self._close_what_is_over(month.starts_at)
            self._month(month)
        self._close_what_is_over(self.now)
        self._leave_something_to_do()

    def _leave_something_to_do(self) -> None:
        """Leave the visitor an objection to answer and a bonus to approve, both of the present month."""
        objected = Finding.objects.filter(inspection__month=self.last, people__isnull=False)
        finding = objected.order_by("-points", "inspection__inspected_at", "id").first()
        person = finding.people.order_by("id").first() if finding else None
        if finding is not None and person is not None:
            claim = "当时正在引导救护车通过，指挥中心有记录。"
            file_objection(finding, claim=claim, by=person.officer, at=self.now)
        post, bonus, today = self.posts[2][0], self.items["J1"], beijing_date(self.now)
        proposer = self.cast.people["200011"]
        record_event(post, item=bonus, happened_on=today, by=proposer, at=self.now, note="学校送来感谢信。")

    def _post(
        self, code: str, name: str, unit: str, kind: str, difficulty: str, faults: float, people: tuple[str, ...]
    ) -> tuple[DutyPost, float]:
        opened_on = self.first.shift(-6).first
        post = DutyPost.objects.create(
            code=code, name=name, brigade=self.cast.brigade, unit=self.cast.units[unit], kind=kind, opened_on=opened_on
        )
        PostDifficulty.objects.create(
            post=post, from_month=Month.of(opened_on), value=Decimal(difficulty), reason="按路口流量核定"
        )
        for at, number in enumerate(people):
            Assignment.objects.create(
                post=post, officer=self.cast.people[number], started_on=opened_on, is_leader=at == 0
            )
        return post, faults

    def _month(self, month: Month) -> None:
        for moment, post, faults in sorted(self._visits(month), key=lambda visit: (visit[0], visit[1].code)):
            self._inspect(post, faults, moment)
        for post, _ in self.posts:
            self._happenings(post, month)

    def _visits(self, month: Month) -> Iterator[tuple[dt.datetime, DutyPost, float]]:
        days = (month.last - month.first).days + 1
        for post, faults in self.posts:
            times = 5 if self.chance.random() < 0.7 else 4  # noqa: PLR2004 - mostly five visits, sometimes four
            for day in sorted(self.chance.sample(range(days), times)):
                hour, minute = self.chance.choice(HOURS), self.chance.choice((0, 10, 20, 40, 50))
                moment = month.starts_at + dt.timedelta(days=day, hours=hour, minutes=minute)
                if moment < self.now:
                    yield moment, post, faults

    def _inspect(self, post: DutyPost, faults: float, moment: dt.datetime) -> None:
        people = [self.cast.people[number] for row in POSTS if row[0] == post.code for number in row[6]]
        found: dict[str, FindingInput] = {}
        for code in [*COMMON, *RARE]:
            odds = faults * (0.13 if code in COMMON else 0.015)
            if self.chance.random() < odds:
                item = self.items[code]
                fitting = [person for person in people if item.applies_to in (Item.AppliesTo.BOTH, person.kind)]
                found[code] = FindingInput(item, 1, (self.chance.choice(fitting),))
        inspector, second = self.chance.sample(INSPECTORS, 2)
        inspection = record_inspection(
            post,
            by=self.cast.people[inspector],
            second_inspector=self.cast.people[second],
            inspected_at=moment,
            kind=Inspection.Kind(self.chance.choice(("announced", "covert", "covert", "video"))),
            findings=list(found.values()),
            note="已当场纠正。" if found else "",
            at=moment + dt.timedelta(minutes=4),
        )
        if inspection.month >= self.last.shift(-1) and any(row.item.points >= PHOTO_POINTS for row in found.values()):
            caption = f"{post.code}  {moment:%Y-%m-%d %H:%M}"
            add_photo(inspection, road_scene(inspection.pk, caption), by=inspection.inspector, at=inspection.entered_at)

    def _happenings(self, post: DutyPost, month: Month) -> None:
        draw = self.chance.random()
        day = month.first + dt.timedelta(days=self.chance.randrange(5, 26))
        evening = dt.datetime.combine(day, dt.time(18), tzinfo=BEIJING)
        if evening >= self.now or draw > 0.24:  # noqa: PLR2004 - about one post in four
            return
        code = "J1" if draw < 0.12 else "J2" if draw < 0.17 else "J5" if draw < 0.21 else "D5"  # noqa: PLR2004
        event = record_event(
            post, item=self.items[code], happened_on=day, by=self.cast.people["200011"], at=evening, note="材料已存档。"
        )
        if event.kind == Item.Kind.BONUS:
            approve_bonus(event, by=self.instructor)

    def _close_what_is_over(self, now: dt.datetime) -> None:
        """Do what each month before `now` was due by then: compute, notice, answer, publish."""
        month = Month.of_moment(now).shift(-1)
        for closing in (month.shift(-1), month):
            if closing >= self.first:
                self._close(closing, now)

    def _close(self, month: Month, now: dt.datetime) -> None:
        brigade = self.cast.brigade
        ranking = Ranking.objects.filter(brigade=brigade, month=month).first()
        if ranking is None:
            compute_month(brigade, month, by=None, at=month.ends_at + dt.timedelta(minutes=30))
        elif ranking.state != Ranking.State.COMPUTED:
            return
        if month == self.last.shift(-1):
            return  # the visitor's to notice
        noticed_at = dt.datetime.combine(add_working_days(month.last, 1, {}), dt.time(9), tzinfo=BEIJING)
        if noticed_at <= now or month < self.last.shift(-2):
            self._notice(month, noticed_at)
        published_on = add_working_days(beijing_date(noticed_at), 4, {})
        if month < self.last.shift(-2):
            publish_month(
                brigade,
                month,
                by=self.supervisor,
                at=dt.datetime.combine(published_on, dt.time(15), tzinfo=BEIJING),
                document_number=f"星交通〔{published_on.year}〕{published_on.month} 号",
                review_meeting=f"{published_on.month}月{published_on.day}日 15:00 大队会议室",
            )

    def _notice(self, month: Month, at: dt.datetime) -> None:
        notice_month(self.cast.brigade, month, by=self.instructor, at=at)
        finding = (
            Finding.objects.filter(inspection__month=month, inspection__status="submitted", people__isnull=False)
            .order_by("-points", "inspection__inspected_at", "id")
            .first()
        )
        person = finding.people.order_by("id").first() if finding else None
        if finding is None or person is None or self.chance.random() < 0.4:  # noqa: PLR2004 - most months
            return
        objection = file_objection(
            finding, claim="当时正在处置旅客受伤，有警情记录。", by=person.officer, at=at + dt.timedelta(hours=4)
        )
        self._answer(objection, at + dt.timedelta(days=1))

    def _answer(self, objection: Objection, at: dt.datetime) -> None:
        if self.chance.random() < 0.5:  # noqa: PLR2004 - a coin
            uphold_objection(objection, new_count=0, answer="查实有警情记录，撤销扣分。", by=self.instructor, at=at)
        else:
            reject_objection(objection, answer="警情时间与检查时间不符，维持。", by=self.instructor, at=at)


def make_standard(first: Month) -> Standard:
    standard = Standard.objects.create(version=f"{first.year}.1", in_force_from=first.shift(-6))
    categories = {
        code: StandardCategory.objects.create(
            standard=standard, code=code, name=name, points=Decimal(points), tie_order=order
        )
        for code, name, points, order in CATEGORIES
    }
    Item.objects.bulk_create(
        Item(
            standard=standard,
            category=categories.get(category),
            code=code,
            kind=kind,
            applies_to=applies_to,
            text=text,
            points=Decimal(points),
            position=position,
        )
        for position, (category, code, kind, applies_to, text, points) in enumerate(ITEMS)
    )
    return standard
