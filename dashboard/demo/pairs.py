"""The households that the demonstration brigade helps: one for each unit, all invented."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from dashboard.demo.people import Cast
from organization.actions.officers import give_role
from organization.calendar import Month, beijing_date
from organization.models import Officer
from organization.rules.permissions import Role
from outreach.actions.pairs import HouseholdInput, begin_pair, visit_household
from outreach.models import Household
from outreach.rules.goods import GoodsLine

UNITS = ("XH-Z1", "XH-Z2", "XH-Z3", "XH-ZH", "XH-SG")
HOMES = (
    (Household.Kind.POOR, "赵示例", "", "冬衣和取暖"),
    (Household.Kind.ELDERLY, "钱示例", "", "独居，买菜不便"),
    (Household.Kind.HARDSHIP, "孙示例", "", "厂子改制下岗，孩子上学"),
    (Household.Kind.CHILD, "李示例", "李示例之祖母", "父母外出务工，缺学习用品"),
    (Household.Kind.POOR, "周示例", "", "病后康复"),
)
RICE, OIL = GoodsLine("大米", 2, "袋", Decimal("118.00")), GoodsLine("菜油", 1, "桶", Decimal("62.50"))


class Pairs:
    """Begins a pair in every unit and lets its helper go there every third month, last this month."""

    def __init__(self, cast: Cast, now: dt.datetime) -> None:
        self.cast, self.now, self.today = cast, now, beijing_date(now)

    def live(self) -> None:
        for at, (code, (kind, name, guardian, needs)) in enumerate(zip(UNITS, HOMES, strict=True)):
            unit = self.cast.units[code]
            people = [officer for officer in self.cast.people.values() if officer.unit_id == unit.pk]
            leader, helper = people[0], people[-1]
            if not leader.has_right("outreach.lead_pairs", unit):
                give_role(leader, Role.UNIT_LEADER, unit, by=None, at=self.now)
                leader = Officer.objects.get(pk=leader.pk)
            begun_on = Month.of(self.today).shift(-10).first
            told = HouseholdInput(
                kind=kind,
                name=name,
                guardian=guardian,
                is_minor=bool(guardian),
                needs=needs,
                begun_on=begun_on,
                consented_on=begun_on,
            )
            household = begin_pair(unit, told, helper, client_id=UUID(int=1000 + at), by=leader, at=self.now)
            self._visit(household, helper, at)

    def _visit(self, household: Household, helper: Officer, at: int) -> None:
        for back in (9, 6, 3, 0):
            day = Month.of(self.today).shift(-back).first + dt.timedelta(days=at)
            if day <= self.today:
                visit_household(
                    household,
                    happened_on=day,
                    done="上门看望，送米面油，问需要",
                    result="" if back else "已联系社区落实下月取暖补贴",
                    goods=[RICE, OIL] if back else [OIL],
                    is_signed=True,
                    client_id=UUID(int=household.pk * 100 + back),
                    by=helper,
                    at=self.now,
                )
