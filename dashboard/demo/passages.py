"""Permits of priority passage of the demonstration brigade: one in use, one ended, one revoked."""

import datetime as dt
from uuid import UUID

from dashboard.demo.people import Cast
from organization.calendar import BEIJING, beijing_date
from organization.models import Officer
from services.actions.passages import (
    PassageInput,
    PermitInput,
    VehicleInput,
    issue_permit,
    record_passage,
    revoke_permit,
)
from services.models import PassagePermit

LEADER = "200001"


class Passages:
    """Issues three permits and lets two convoys pass."""

    def __init__(self, cast: Cast, now: dt.datetime) -> None:
        self.cast, self.now, self.count = cast, now, 0
        self.leader = cast.people[LEADER]

    def live(self) -> None:
        equipment = self._issue(
            PassagePermit.Kind.PROJECT, "恒达机械厂", "变电站变压器运输", ("绕城路", "星河大道", "物流园"), (-6, 14),
            ("湘J77120 低平板半挂车", "湘J77121 牵引车"), (dt.time(22), dt.time(5)),
        )  # fmt: skip
        self._pass(equipment, back=5, hour=23)
        self._pass(equipment, back=2, hour=22)
        self._issue(
            PassagePermit.Kind.EVENT, "区教育局", "学生运动会开幕式", ("青年路", "", "体育中心"), (-20, -19),
            ("湘J30218 大型客车", "湘J30219 大型客车"), None,
        )  # fmt: skip
        wrong = self._issue(
            PassagePermit.Kind.PROJECT, "星河物流园", "桥梁钢箱梁运输", ("滨江路", "", "东站广场"), (-3, 9),
            ("湘J51602 低平板半挂车",), (dt.time(23), dt.time(5)),
        )  # fmt: skip
        revoke_permit(wrong, reason="运输单位改走高速公路", by=self.leader, at=self._at(1, 15))

    def _issue(
        self,
        kind: PassagePermit.Kind,
        organisation: str,
        occasion: str,
        route: tuple[str, str, str],
        days: tuple[int, int],
        vehicles: tuple[str, ...],
        hours: tuple[dt.time, dt.time] | None,
    ) -> PassagePermit:
        first, last = days
        told = PermitInput(
            kind=kind,
            organisation=organisation,
            occasion=occasion,
            purpose=occasion,
            basis="道路交通安全法第三十九条、第四十八条",
            route_from=route[0],
            route_along=route[1],
            route_to=route[2],
            starts_at=self._at(-first, 0),
            ends_at=self._at(-last, 23),
            hour_from=hours[0] if hours else None,
            hour_until=hours[1] if hours else None,
            conditions="随车携带本证，按民警指挥通行。",
        )
        named = [VehicleInput(plate=plate, kind=kind) for plate, kind in (line.split() for line in vehicles)]
        at = self._at(-first, 0) - dt.timedelta(hours=8)
        return issue_permit(self.cast.brigade, told, named, client_id=self._key(), by=self.leader, at=at)

    def _pass(self, permit: PassagePermit, *, back: int, hour: int) -> None:
        unit, at = self.cast.units["XH-Z2"], self._at(back, hour)
        officer = next(
            one for one in self.cast.people.values() if one.unit_id == unit.pk and one.kind == Officer.Kind.OFFICER
        )
        vehicle = permit.vehicles.get(position=1)
        told = PassageInput(vehicle=vehicle, happened_at=at, place="绕城路", escort="二中队两名民警")
        record_passage(told, client_id=self._key(), by=officer, at=at)

    def _at(self, back: int, hour: int) -> dt.datetime:
        day = beijing_date(self.now) - dt.timedelta(days=back)
        return dt.datetime.combine(day, dt.time(hour), tzinfo=BEIJING)

    def _key(self) -> UUID:
        self.count += 1
        return UUID(int=(0x9A << 120) + self.count)
