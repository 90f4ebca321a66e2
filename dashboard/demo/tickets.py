"""Today's tickets in the hall of the demonstration brigade."""

import datetime as dt
from uuid import UUID

from dashboard.demo.people import Cast
from organization.actions.settings import set_brigade_setting
from organization.calendar import BEIJING, Month, beijing_date
from organization.rules.settings import Setting
from services.actions.tickets import TicketInput, begin_service, call_next, finish_ticket, hold_ticket, take_ticket
from services.models import Case, Window

# kind, called first because, minutes ago, what came of it; without an outcome the ticket waits or is at the window
TICKETS = (
    (Window.Kind.LICENCES, "", 50, "handled"),
    (Window.Kind.LICENCES, "elderly", 46, "handled"),
    (Window.Kind.LICENCES, "", 40, "notice"),
    (Window.Kind.VIOLATIONS, "", 38, "explained"),
    (Window.Kind.VIOLATIONS, "", 36, "settled"),
    (Window.Kind.LICENCES, "", 25, "hold"),
    (Window.Kind.VIOLATIONS, "", 20, "serving"),
    (Window.Kind.LICENCES, "", 12, "called"),
    (Window.Kind.VEHICLES, "", 9, ""),
    (Window.Kind.LICENCES, "", 8, ""),
    (Window.Kind.LICENCES, "pregnant", 3, ""),
    (Window.Kind.VIOLATIONS, "", 2, ""),
)
CLERK = "200012"
_WAITED = dt.timedelta(minutes=4)


class Tickets:
    """Lets people come on this day: some are done, one is on hold, two are at windows, four wait."""

    def __init__(self, cast: Cast, now: dt.datetime) -> None:
        self.now, self.brigade, self.clerk = now, cast.brigade, cast.people[CLERK]
        self.supervisor = cast.people["200001"]
        self.begins = dt.datetime.combine(beijing_date(now), dt.time.min, tzinfo=BEIJING)

    def live(self) -> None:
        self._open_the_hall()
        windows = {Window.Kind(window.kind): window for window in Window.objects.filter(brigade=self.brigade)}
        waits = Case.objects.filter(brigade=self.brigade, blocks__ended_at=None, blocks__isnull=False).first()
        for key, (kind, priority, minutes, end) in enumerate(TICKETS):
            at = max(self.begins, self.now - dt.timedelta(minutes=minutes))
            number = waits.number if waits and kind == Window.Kind.VIOLATIONS and end == "serving" else ""
            told = TicketInput(kind=kind, priority=priority, case_number=number)
            take_ticket(self.brigade, told, client_id=UUID(int=9700 + key), by=self.clerk, at=at)
            if end:
                self._call(windows[kind], end, min(self.now, at + _WAITED))

    def _open_the_hall(self) -> None:
        month, by, reason = Month.of_moment(self.now), self.supervisor, "服务大厅对外公开"
        earlier = month.shift(-1).starts_at
        set_brigade_setting(
            self.brigade, Setting.HALL_IS_PUBLIC, "1", from_month=month, reason=reason, by=by, at=earlier
        )

    def _call(self, window: Window, end: str, at: dt.datetime) -> None:
        ticket = call_next(window, by=self.clerk, at=at)
        if ticket is None or end == "called":
            return
        begin_service(ticket, by=self.clerk)
        if end == "hold":
            hold_ticket(ticket, reason="去复印身份证", by=self.clerk)
        elif end != "serving":
            finish_ticket(ticket, end, by=self.clerk, at=min(self.now, at + _WAITED))
