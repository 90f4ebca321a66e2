"""What the windows hold. Every factory takes what a test cares about by name and fills in the rest."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from organization.calendar import BEIJING
from organization.models import Officer, Unit
from services.actions.accidents import AccidentInput, open_accident
from services.actions.bookings import BookingInput, book
from services.actions.cases import CaseInput, check_materials, open_case
from services.actions.leniency import LeniencyInput, record_leniency
from services.actions.passages import PermitInput, VehicleInput, issue_permit
from services.actions.ratings import call_back, give_rating
from services.actions.steps import take_step
from services.actions.tickets import TicketInput, take_ticket
from services.models import (
    AccidentCase,
    Booking,
    Case,
    Leniency,
    Matter,
    PassagePermit,
    Rating,
    Seat,
    Slot,
    Ticket,
    Window,
    WindowDuty,
    WindowHours,
)
from services.rules.accidents import Kind
from services.rules.leniency import Rule
from services.rules.steps import Step

AT = dt.datetime(2026, 11, 4, 9, tzinfo=BEIJING)
TODAY = AT.date()


def make_window(unit: Unit, *clerks: Officer, number: str = "2", kind: Window.Kind = Window.Kind.LICENCES) -> Window:
    """Make a window that is open on working days from 9 to 12 and from 13:30 to 17, with who serves there."""
    window = Window.objects.create(
        brigade=unit.brigade or unit,
        unit=unit,
        number=number,
        name=f"{number}号窗口",
        kind=kind,
        place="服务大厅一楼",
        phone="0736-7300008",
        opened_on=dt.date(2024, 1, 1),
    )
    for opens_at, closes_at in ((dt.time(9), dt.time(12)), (dt.time(13, 30), dt.time(17))):
        WindowHours.objects.create(window=window, opens_at=opens_at, closes_at=closes_at)
    for clerk in clerks:
        WindowDuty.objects.create(window=window, officer=clerk, started_on=dt.date(2024, 1, 1))
    return window


def make_pioneer(window: Window, officer: Officer) -> WindowDuty:
    return WindowDuty.objects.create(window=window, officer=officer, is_pioneer=True, started_on=dt.date(2024, 1, 1))


def make_case(
    window: Window,
    clerk: Officer,
    code: str = "DL5",
    *,
    phone: str = "13812346620",
    conditions: Sequence[str] = (),
    return_reason: str = "",
    at: dt.datetime = AT,
) -> Case:
    """Make a case of somebody who brought nothing yet; the replacement of a licence unless told otherwise."""
    told = CaseInput(
        matter=Matter.objects.get(code=code),
        applicant_name="张小明",
        applicant_phone=phone,
        conditions=conditions,
        return_reason=return_reason,
    )
    return open_case(window, told, client_id=uuid4(), by=clerk, at=at)


def make_rating(
    window: Window, clerk: Officer, *, level: int = 1, phone: str = "13900009999", at: dt.datetime = AT
) -> Rating:
    """Make the rating of a case that is done; a low one unless told otherwise, none with level 0."""
    case = bring(make_case(window, clerk, phone=phone, at=at), by=clerk, at=at)
    for step in (Step.ACCEPTANCE, Step.ISSUE):
        take_step(case, step, by=clerk, at=at)
    rating = Rating.objects.get(case=case)
    return give_rating(rating, level, words="等了很久", at=at) if level else rating


def make_called(rating: Rating, by: Officer, *, is_passed_on: bool = True, at: dt.datetime = AT) -> Rating:
    """Make a low rating one that was called back, for who leads the window to read unless told otherwise."""
    return call_back(rating, outcome="explained", answer="已当面说明", is_passed_on=is_passed_on, by=by, at=at)


def bring(case: Case, *codes: str, by: Officer, at: dt.datetime = AT, **faults: str) -> Case:
    """Note materials as brought, all where none are named, or as not in order with a fault by code."""
    wanted = codes or tuple(case.materials.values_list("code", flat=True)) if not faults else codes
    told = dict.fromkeys(wanted, ("brought", "")) | {code: ("wrong", fault) for code, fault in faults.items()}
    return check_materials(case, told, by=by, at=at)


def make_ticket(
    brigade: Unit,
    clerk: Officer,
    *,
    kind: Window.Kind = Window.Kind.LICENCES,
    priority: str = "",
    case_number: str = "",
    at: dt.datetime = AT,
) -> Ticket:
    told = TicketInput(kind=kind, priority=priority, case_number=case_number)
    return take_ticket(brigade, told, client_id=uuid4(), by=clerk, at=at)


FITTING: dict[Rule, dict[str, Any]] = {
    Rule.W1: {"is_driver_present": True, "is_corrected": True},
    Rule.W2: {"is_local": False, "is_corrected": True},
    Rule.W3: {"hospital": "市第一医院"},
    Rule.W4: {"permit": "K-2026-7", "route": "德山大道", "passage_time": "22:00-24:00", "escort": "铁骑二组"},
}


def tell_leniency(rule: Rule = Rule.W1, at: dt.datetime = AT, **others: Any) -> LeniencyInput:
    """Tell of a case that fits its rule."""
    told = {"place": "德山大道", "plate": "湘J12345"} | FITTING[rule] | others
    return LeniencyInput(rule=rule, happened_at=at, **told)


def make_leniency(by: Officer, rule: Rule = Rule.W1, *, at: dt.datetime = AT, **others: Any) -> Leniency:
    return record_leniency(tell_leniency(rule, at, **others), grounds=(), client_id=uuid4(), by=by, at=at)


def tell_permit(**others: Any) -> PermitInput:
    """Tell of a permit for the nights of November."""
    told: dict[str, Any] = {"kind": PassagePermit.Kind.PROJECT, "organisation": "恒达机械厂", "occasion": "变压器运输"}
    told |= {
        "purpose": "运输大型变压器",
        "basis": "道路交通安全法第四十八条",
        "route_from": "德山大道",
        "route_to": "物流园",
    }
    told |= {"starts_at": AT, "ends_at": AT + dt.timedelta(days=26)}
    return PermitInput(**told | others)


def make_permit(brigade: Unit, by: Officer, *plates: str, at: dt.datetime = AT, **others: Any) -> PassagePermit:
    vehicles = [VehicleInput(plate=plate, kind="低平板半挂车") for plate in plates or ("湘J12345",)]
    return issue_permit(brigade, tell_permit(**others), vehicles, client_id=uuid4(), by=by, at=at)


def tell_accident(
    lead: Officer, second: Officer | None = None, *, at: dt.datetime = AT, **others: Any
) -> AccidentInput:
    """Tell of an accident with damage only, at which the police were six minutes after the call."""
    told: dict[str, Any] = {"kind": Kind.PROPERTY, "place": "莲池路", "responsibility": "主办负全责"}
    told |= {"called_at": at, "arrived_at": at + dt.timedelta(minutes=6)}
    return AccidentInput(lead=lead, second=second, **told | others)


def make_accident(lead: Officer, second: Officer | None = None, *, at: dt.datetime = AT, **others: Any) -> AccidentCase:
    """Open a case of the ordinary procedure, or with only one officer of the simple one."""
    told = tell_accident(lead, second, at=at, **{"is_simple": second is None} | others)
    moment = at + dt.timedelta(minutes=30)
    return open_accident(told, is_reported_later=False, client_id=uuid4(), by=lead, at=moment)


def make_slot(brigade: Unit, day: dt.date, *, capacity: int = 1, hour: int = 9) -> Slot:
    slot = Slot.objects.create(brigade=brigade, day=day, begins_at=dt.time(hour), capacity=capacity)
    Seat.objects.bulk_create(Seat(slot=slot, number=number + 1) for number in range(capacity))
    return slot


def make_booking(slot: Slot, clerk: Officer, *, count: int = 5, at: dt.datetime = AT) -> Booking:
    told = BookingInput(
        applicant_name="张小明", applicant_phone="13812346620", place="石门桥村委会", vehicle_count=count
    )
    return book(slot, told, client_id=uuid4(), by=clerk, at=at)
