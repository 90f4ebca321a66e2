"""The checks of pioneer posts of the demonstration brigade: one keeps its post, one is suspended, one is open."""

import datetime as dt

from dashboard.demo.people import Cast
from organization.calendar import beijing_date
from services.actions.pioneers import check_pioneer
from services.models import PioneerCheck, WindowDuty
from services.rules.quarters import Quarter

SUPERVISOR = "200001"
# number of the window, verdict, why
CHECKS = (
    ("2", PioneerCheck.Verdict.KEEP, "评价良好，承诺时限内办结"),
    ("4", PioneerCheck.Verdict.SUSPEND, "本季度未公示承诺，补上后再核查"),
)


class Pioneers:
    """Checks two of the posts for the quarter that ended last."""

    def __init__(self, cast: Cast, now: dt.datetime) -> None:
        self.cast, self.now = cast, now

    def live(self) -> None:
        quarter = Quarter.of(beijing_date(self.now)).shift(-1)
        supervisor = self.cast.people[SUPERVISOR]
        for number, verdict, reason in CHECKS:
            duty = WindowDuty.objects.get(window__number=number, window__brigade=self.cast.brigade, is_pioneer=True)
            check_pioneer(duty, quarter, verdict=verdict, reason=reason, by=supervisor, at=self.now)
