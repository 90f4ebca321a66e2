"""The visit log of the demonstration brigade: a year of visits, two bookings to come, one drive."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from dashboard.demo.people import Cast
from organization.calendar import BEIJING, Month, beijing_date
from organization.models import Officer, Unit
from outreach.actions.donations import begin_drive, enter_gift, note_receipt
from outreach.actions.minimum import ask_excuse, decide_excuse, record_due_months
from outreach.actions.opinions import answer_opinion, close_opinion, raise_opinion
from outreach.actions.places import list_places
from outreach.actions.visits import VisitInput, record_visit
from outreach.models import Opinion, Visit
from outreach.rules.categories import Category
from outreach.rules.topics import Topic

MONTHS = 13
SQUADRONS = ("XH-Z1", "XH-Z2", "XH-Z3")
OFFICES = ("XH-ZH", "XH-SG")
VILLAGES = ("石门桥村", "樟木桥村", "莲花池村", "枫树口村", "双河村")
# kind, places or nothing, the largest quantity, what was done
PLANS = (
    (Category.DRIVER_VISIT, (), 9, "登门回访客货车驾驶人，发放安全提示卡"),
    (Category.PARTY_FOLLOWUP, (), 6, "回访事故当事人，答复办理进度"),
    (Category.SCHOOL_VISIT, ("莲池小学", "星河一小", "滨江中学", "东站幼儿园"), 1, "交通安全课，演示盲区"),
    (Category.COMMUNITY_VISIT, ("善卷社区", "青年路社区", "滨江社区"), 1, "听取停车和路灯意见"),
    (
        Category.ENTERPRISE_VISIT,
        ("星河物流园", "东站批发市场", "滨江建材城", "恒达机械厂"),
        1,
        "检查车辆台账，讲冬季行车",
    ),
    (Category.TRANSPORT_FIRM_VISIT, ("星河客运公司", "东站公交公司"), 1, "抽查动态监控和驾驶人学习记录"),
    (Category.GOOD_DEED, ("恒达机械厂", "星河物流园"), 1, "上门办理车辆检验手续"),
    (Category.VICTIM_VISIT, (), 2, "看望事故受害人家庭"),
    (Category.SYMPOSIUM, (), 1, "座谈会：听取运输企业意见"),
    (Category.DELEGATE_VISIT, (), 3, "走访人大代表和政协委员"),
    (Category.OPEN_CAMP, (), 1, "警营开放：装备展示、模拟体验"),
)
TOPICS = {
    Category.DRIVER_VISIT: (Topic.FATIGUE, Topic.SPEEDING),
    Category.PARTY_FOLLOWUP: (Topic.ACCIDENT_CASES,),
    Category.SCHOOL_VISIT: (Topic.SCHOOL_WAY, Topic.TWO_WHEELERS),
    Category.COMMUNITY_VISIT: (Topic.PARKING, Topic.ROAD_FACILITIES),
    Category.ENTERPRISE_VISIT: (Topic.FLEET_SAFETY, Topic.OVERLOADING),
    Category.TRANSPORT_FIRM_VISIT: (Topic.FLEET_SAFETY, Topic.FATIGUE),
    Category.DELEGATE_VISIT: (Topic.DISCIPLINE,),
    Category.CONSULTATION_STATION: (Topic.LICENCES, Topic.TWO_WHEELERS),
}
# Schools and communities that nobody has been to yet.
UNSEEN = {Category.SCHOOL_VISIT: ("枫树口小学", "城东中学"), Category.COMMUNITY_VISIT: ("桃林社区",)}

SAID = (
    (Opinion.Kind.SUGGESTION, "小学门口斑马线褪色，希望重划", "已报市政，开学前重划完成"),
    (Opinion.Kind.REQUEST, "村里老人多，希望上门办理摩托车检验", "每月流动咨询站到村受理"),
    (Opinion.Kind.COMPLAINT, "物流园门口大车夜间乱停", "夜间每周查两次，已施划禁停线"),
    (Opinion.Kind.OPINION, "信号灯绿灯时间太短", "绿灯加到35秒，观察一个月"),
    (Opinion.Kind.PRAISE, "护学岗民警认真负责", "已转达本人并在队里表扬"),
)


class Visits:
    """Lets the brigade go out for a year; everything goes through the actions, on days that lie behind."""

    def __init__(self, cast: Cast, now: dt.datetime) -> None:
        self.cast, self.now, self.chance = cast, now, Random("visits")  # noqa: S311 - invented people, no secret
        self.today = beijing_date(now)
        self.last = Month.of(self.today)

    def live(self) -> None:
        for month in self.last.shift(1 - MONTHS).until(self.last):
            for squadron in SQUADRONS:
                self._serve(squadron, month)
            for _ in range(9):
                self._visit(month)
        for category, names in UNSEEN.items():
            list_places(self.cast.brigade, category, names, by=self.cast.people["200002"])
        self._listen()
        self._book()
        self._excuse()
        self._collect()
        record_due_months(self.now)

    def _serve(self, squadron: str, month: Month) -> None:
        """Run two stations a month; the third squadron missed one three months ago, the second has one to book."""
        is_short = squadron == "XH-Z3" and month == self.last.shift(-3)
        is_open = squadron != "XH-Z1" and month == self.last
        for at in range(1 if is_short or is_open else 2):
            day = month.first + dt.timedelta(days=min(6 + 9 * at, 27))
            if day <= self.today:
                village = self.chance.choice(VILLAGES)
                told = self._told(self.cast.units[squadron], Category.CONSULTATION_STATION, day, target=village)
                self._record(told, "流动咨询站：受理摩托车驾驶证，解答三小车辆", quantity=self.chance.randint(12, 40))

    def _visit(self, month: Month) -> None:
        unit = self.cast.units[self.chance.choice((*SQUADRONS, *OFFICES))]
        category, places, most, content = self.chance.choice(PLANS)
        day = month.first + dt.timedelta(days=self.chance.randrange(27))
        if day <= self.today:
            told = self._told(unit, category, day, target=self.chance.choice(places) if places else "")
            self._record(told, content, quantity=self.chance.randint(1, most))

    def _told(self, unit: Unit, category: Category, day: dt.date, *, target: str) -> VisitInput:
        people = [officer for officer in self._serving(unit) if officer.kind == Officer.Kind.OFFICER]
        visitors = self.chance.sample(people, 2)
        return VisitInput(unit=unit, category=category, happened_on=day, visitors=visitors, target=target)

    def _record(self, told: VisitInput, content: str, *, quantity: int) -> None:
        is_station = told.category is Category.CONSULTATION_STATION
        full = VisitInput(
            unit=told.unit,
            category=told.category,
            happened_on=told.happened_on,
            visitors=told.visitors,
            target=told.target,
            quantity=quantity,
            is_grassroots=is_station,
            content=content,
            contact_cards=quantity if is_station else 1,
            contact_name="王示范" if told.category is Category.ENTERPRISE_VISIT else "",
            contact_phone="13800000000" if told.category is Category.ENTERPRISE_VISIT else "",
            topics=TOPICS.get(told.category, ()),
        )
        entered = dt.datetime.combine(told.happened_on, dt.time(17), tzinfo=BEIJING)
        record_visit(full, by=next(iter(told.visitors)), at=min(entered, self.now))

    def _listen(self) -> None:
        """Let people say something on the latest visits to places; the older words are answered, the oldest closed."""
        places = Visit.objects.done().exclude(target="").order_by("-happened_on")
        for at, (visit, (kind, text, answer)) in enumerate(zip(places[4:], SAID, strict=False)):
            by = visit.visitors.all()[0].officer
            raised = dt.datetime.combine(visit.happened_on, dt.time(18), tzinfo=BEIJING)
            opinion = raise_opinion(visit, kind=kind, text=text, owner=visit.unit, by=by, at=min(raised, self.now))
            if at > 1:
                answer_opinion(opinion, answer, by=by, at=self.now)
            if at > 2:  # noqa: PLR2004 - the last two are closed
                satisfied = Opinion.Satisfaction.SATISFIED
                close_opinion(opinion, told_on=self.today, satisfaction=satisfied, by=by, at=self.now)

    def _book(self) -> None:
        """Book what the second squadron still owes, and a school lesson of the first."""
        last = self.last.last if self.today < self.last.last else self.last.shift(1).last
        for code, category, target in (
            ("XH-Z2", Category.CONSULTATION_STATION, "双河村"),
            ("XH-Z1", Category.SCHOOL_VISIT, "滨江中学"),
        ):
            unit = self.cast.units[code]
            told = VisitInput(
                unit=unit,
                category=category,
                happened_on=last,
                visitors=self._serving(unit)[:2],
                target=target,
                is_grassroots=category is Category.CONSULTATION_STATION,
            )
            record_visit(told, by=self._serving(unit)[0], at=self.now, is_booked=True)

    def _excuse(self) -> None:
        month, unit = self.last.shift(-5), self.cast.units["XH-Z1"]
        by, supervisor, at = self.cast.people["200031"], self.cast.people["200002"], month.starts_at
        excuse = ask_excuse(
            unit,
            first_on=month.first,
            last_on=month.first + dt.timedelta(days=14),
            reason="高考安保，全队驻点两周",
            by=by,
            at=at,
        )
        decide_excuse(excuse, is_granted=True, by=supervisor, at=at)

    def _collect(self) -> None:
        keeper = self.cast.people["200002"]
        drive = begin_drive(self.cast.brigade, "抗震救灾爱心捐款", by=keeper)
        given_on = self.last.shift(-7).first + dt.timedelta(days=19)
        for at, number in enumerate(("200001", "200002", "200031", "200032", "200041", "200042", "200051")):
            giver = self.cast.people[number]
            for amount, is_dues in self._gifts(giver, at):
                gift = enter_gift(
                    drive, giver, amount=amount, is_special_dues=is_dues, given_on=given_on, by=keeper, at=self.now
                )
                if at < 5:  # noqa: PLR2004 - the last receipts are still to come
                    note_receipt(gift, number=f"SJ{at + 1:03}{int(is_dues)}", on=given_on, by=keeper)

    def _gifts(self, giver: Officer, at: int) -> Iterator[tuple[Decimal, bool]]:
        yield Decimal(200 + 50 * (at % 3)), False
        if giver.party_standing == Officer.PartyStanding.MEMBER and at % 2 == 0:
            yield Decimal(1000 if at == 0 else 300), True

    def _serving(self, unit: Unit) -> list[Officer]:
        return [officer for officer in self.cast.people.values() if officer.unit_id == unit.pk]
