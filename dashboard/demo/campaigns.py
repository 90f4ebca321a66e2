"""Campaigns of the demonstration brigade: civilised traffic for a year, a gift to children of migrant workers."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from dashboard.demo.people import Cast
from organization.calendar import BEIJING, Month, beijing_date
from outreach.actions.campaigns import CampaignInput, begin_campaign
from outreach.actions.publicity import EventInput, record_event
from outreach.models import Campaign, PublicityEvent
from outreach.rules.goods import GoodsLine

Kind = PublicityEvent.Kind
PLAN = (
    "在机关单位、公交、客运和出租汽车行业开展“礼让行车、规范停车、文明待客”主题宣传；"
    "进企业、进学校、进社区、进村组面对面宣讲；"
    "在商业中心设咨询台，出动宣传车，播放警示片，摆放展板，发放提示卡。"
)
# months back, squadron, kind, place, partner bodies, what was done, numbers
EVENTS = (
    (9, "XH-Z1", Kind.TRANSPORT_FIRM, "东站公交公司", "区文明办", "“礼让行车”宣讲，签订文明驾驶倡议书",
     {"audience": 86, "leaflets": 90, "films": 1}),
    (6, "XH-Z2", Kind.SCHOOL, "莲池小学", "区宣教局", "交通安全课，观看警示教育片，参观展板",
     {"audience": 240, "leaflets": 260, "boards": 12, "films": 1}),
    (3, "XH-Z3", Kind.ENTERPRISE, "恒达机械厂", "", "义务上门宣传，播放安全片，讲冬季行车",
     {"audience": 65, "leaflets": 70, "boards": 8, "films": 1}),
    (1, "XH-Z1", Kind.SQUARE, "星河商业中心广场", "区文明办、团区委", "设咨询台，宣传车现场播放警示片，分发提示卡",
     {"audience": 520, "leaflets": 600, "boards": 20, "films": 2, "vehicles": 1, "advised": 74, "volunteers": 15}),
)  # fmt: skip
GOODS = (
    GoodsLine("书包", 10, "个", Decimal("880.00")),
    GoodsLine("文具套装", 10, "套", Decimal("650.00")),
    GoodsLine("篮球", 5, "个", Decimal("495.50")),
)


class Campaigns:
    """Plans and holds the events of a year; everything goes through the actions."""

    def __init__(self, cast: Cast, now: dt.datetime) -> None:
        self.cast, self.now, self.today = cast, now, beijing_date(now)
        self.month = Month.of(self.today)

    def live(self) -> None:
        year = self._begin("文明交通行动计划", Campaign.Kind.CIVILISED_TRAFFIC, PLAN, back=11, on=4)
        for back, squadron, kind, place, partners, content, numbers in EVENTS:
            day = self.month.shift(-back).first + dt.timedelta(days=14)
            told = self._told(squadron, kind, day, place, year)
            self._record(replace(told, partners=partners, content=content, numbers=numbers))
        to_come = self._told("XH-Z2", Kind.COMMUNITY, self.today + dt.timedelta(days=12), "善卷社区", year)
        content = "百日行动进社区：设咨询台，摆放展板"
        self._record(replace(to_come, partners="区文明办", content=content), is_planned=True)
        self._give()

    def _begin(self, title: str, kind: Campaign.Kind, plan: str, *, back: int, on: int) -> Campaign:
        """Begin a campaign `back` months ago that goes `on` for some months after this one."""
        unit, officer = self.cast.units["XH-ZH"], self.cast.people["200011"]
        first, last = self.month.shift(-back), self.month.shift(on)
        told = CampaignInput(
            unit=unit, officer=officer, title=title, kind=kind, plan=plan, first_on=first.first, last_on=last.last
        )
        return begin_campaign(told, by=self.cast.people["200002"], at=first.starts_at)

    def _give(self) -> None:
        """Give ten children what they need for sport and school."""
        plan = "参加团区委发起的志愿服务活动，为外来务工人员子女送文体用品和学习用品。"
        charity = self._begin("关爱外来务工子女志愿服务", Campaign.Kind.CHARITY, plan, back=2, on=1)
        day = self.month.shift(-2).first + dt.timedelta(days=10)
        told = self._told("XH-ZH", Kind.CHARITY, day, "星河一小", charity)
        numbers = {"audience": 10, "volunteers": 8, "children": 10}
        content = "参加启动仪式，向10名留守儿童赠送文体用品和学习用品"
        self._record(replace(told, partners="团区委", content=content, numbers=numbers, goods=GOODS))

    def _told(self, code: str, kind: Kind, day: dt.date, place: str, campaign: Campaign) -> EventInput:
        unit = self.cast.units[code]
        officers = [officer for officer in self.cast.people.values() if officer.unit_id == unit.pk][:2]
        return EventInput(unit=unit, kind=kind, happened_on=day, place=place, officers=officers, campaign=campaign)

    def _record(self, told: EventInput, *, is_planned: bool = False) -> None:
        entered = dt.datetime.combine(told.happened_on, dt.time(17), tzinfo=BEIJING)
        by = next(iter(told.officers))
        record_event(told, by=by, at=min(entered, self.now), is_planned=is_planned)
