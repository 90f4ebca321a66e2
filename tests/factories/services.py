"""What the windows hold. Every factory takes what a test cares about by name and fills in the rest."""

import datetime as dt
from collections.abc import Sequence
from uuid import uuid4

from organization.calendar import BEIJING
from organization.models import Officer, Unit
from services.actions.cases import CaseInput, check_materials, open_case
from services.actions.tickets import TicketInput, take_ticket
from services.models import Case, Matter, Ticket, Window, WindowDuty, WindowHours

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
