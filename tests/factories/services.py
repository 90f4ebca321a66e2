"""What the windows hold. Every factory takes what a test cares about by name and fills in the rest."""

import datetime as dt

from organization.calendar import BEIJING
from organization.models import Officer, Unit
from services.models import Window, WindowDuty, WindowHours

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
