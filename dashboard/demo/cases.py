"""What the road leaves at the windows of the demonstration brigade: minor violations let off, accidents in work."""

import datetime as dt
from typing import Any
from uuid import UUID

from dashboard.demo.people import Cast
from organization.calendar import BEIJING, beijing_date
from organization.models import Officer
from services.actions.accidents import AccidentInput, add_party, note_card, note_mark, note_return_call, open_accident
from services.actions.leniency import LeniencyInput, record_leniency
from services.models import AccidentCase
from services.rules.accidents import Kind, Mark
from services.rules.leniency import Rule

# days ago, squadron, rule, plate, place, what the rule asks for
WARNINGS: tuple[tuple[int, str, Rule, str, str, dict[str, Any]], ...] = (
    (40, "XH-Z1", Rule.W1, "湘J20417", "星河大道东站路口",
     {"is_driver_present": True, "is_corrected": True, "enterprise": "恒达机械厂"}),
    (26, "XH-Z2", Rule.W2, "鄂A93060", "滨江路禁货区",
     {"is_local": False, "is_corrected": True, "enterprise": "星河物流园"}),
    (12, "XH-Z3", Rule.W1, "湘J51183", "青年路", {"is_driver_present": True, "is_corrected": True}),
    (9, "XH-Z1", Rule.W3, "湘J39662", "星河大道", {"hospital": "市第一医院急诊科"}),
    (5, "XH-Z2", Rule.W4, "湘J77120", "绕城路",
     {"permit": "超限通字7号", "route": "绕城路至物流园", "passage_time": "22:00-24:00", "escort": "二中队两名民警"}),
    (2, "XH-Z3", Rule.W2, "粤B18264", "老城步行街口", {"is_local": False, "is_corrected": True, "points": 3}),
)  # fmt: skip


class Cases:
    """Enters a few warnings and accidents, some of them with something to do today."""

    def __init__(self, cast: Cast, now: dt.datetime) -> None:
        self.cast, self.now, self.count = cast, now, 0

    def live(self) -> None:
        for back, unit, rule, plate, place, others in WARNINGS:
            at = self._at(back, 9, 20)
            told = LeniencyInput(rule=rule, happened_at=at, place=place, plate=plate, **others)
            record_leniency(told, grounds=(), client_id=self._key(), by=self._officers(unit)[0], at=at)
        self._small()
        self._fled()
        self._injury()

    def _small(self) -> None:
        """Certify a small accident on the spot, close it and call the parties back."""
        lead, at = self._officers("XH-Z1")[0], self._at(20, 8, 5)
        day = beijing_date(at)
        told = self._told(lead, at, 4, Kind.PROPERTY, "东站广场", "当场认定，主办负责", is_simple=True)
        case = self._open(told, lead)
        moment = self._at(18, 10, 0)
        note_mark(case, Mark.CERTIFIED, happened_on=day, reason="", by=lead, at=moment)
        note_mark(case, Mark.SERVED, happened_on=day, reason="", by=lead, at=moment)
        note_card(case, given_on=day, by=lead, at=moment)
        note_mark(case, Mark.CLOSED, happened_on=beijing_date(moment), reason="", by=lead, at=moment)
        called_on = beijing_date(moment)
        note_return_call(case, called_on=called_on, is_clear=True, is_fair=True, is_paid=True, by=lead, at=moment)

    def _fled(self) -> None:
        """Find the vehicle of a hit and run that has priority: its certificate is due soon."""
        lead, second = self._officers("XH-SG")[:2]
        at = self._at(24, 21, 40)
        told = self._told(
            lead, at, 7, Kind.INJURY, "莲池路", "主办侦查取证，协办走访", second=second, is_hit_and_run=True,
            is_priority=True, priority_reason="伤者住院，肇事车辆逃逸",
        )  # fmt: skip
        case = self._open(told, lead)
        found = self._at(11, 9, 0)
        note_mark(case, Mark.FOUND, happened_on=beijing_date(found), reason="", by=lead, at=found)
        add_party(case, name="孙玉兰", phone="13812348000", by=lead)

    def _injury(self) -> None:
        """Order the expert test of an accident; it is under way."""
        lead, second = self._officers("XH-SG")[1::-1]
        at = self._at(6, 17, 30)
        told = self._told(lead, at, 12, Kind.INJURY, "绕城路", "主办委托鉴定", second=second, has_test=True)
        ordered = self._at(4, 9, 0)
        case = self._open(told, lead)
        note_mark(case, Mark.TEST_ORDERED, happened_on=beijing_date(ordered), reason="", by=lead, at=ordered)

    def _told(
        self, lead: Officer, at: dt.datetime, minutes: int, kind: Kind, place: str, responsibility: str, **others: Any
    ) -> AccidentInput:
        told: dict[str, Any] = {"kind": kind, "place": place, "responsibility": responsibility} | others
        return AccidentInput(called_at=at, arrived_at=at + dt.timedelta(minutes=minutes), lead=lead, **told)

    def _open(self, told: AccidentInput, by: Officer) -> AccidentCase:
        at = told.called_at + dt.timedelta(hours=1)
        return open_accident(told, is_reported_later=False, client_id=self._key(), by=by, at=at)

    def _officers(self, code: str) -> list[Officer]:
        unit = self.cast.units[code]
        return [one for one in self.cast.people.values() if one.unit_id == unit.pk and one.kind == Officer.Kind.OFFICER]

    def _at(self, back: int, hour: int, minute: int) -> dt.datetime:
        day = beijing_date(self.now) - dt.timedelta(days=back)
        return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=BEIJING)

    def _key(self) -> UUID:
        self.count += 1
        return UUID(int=(0x5E << 120) + self.count)
