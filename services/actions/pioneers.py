"""The quarterly check of a pioneer post: the figures as they stand, a verdict, and whether the hall shows the post."""

import datetime as dt

from django.db import transaction

from audit.actions import record
from organization.calendar import beijing_date
from organization.models import Officer
from services.models import PioneerCheck, WindowDuty
from services.queries.pioneers import unsaved_check
from services.rules.quarters import Quarter

CHECK = "services.check_pioneers"
_FIGURES = ("finished", "rated", "excluded", "good", "low", "called_back", "promised", "kept", "called", "wait_minutes")
_STANDINGS = {
    PioneerCheck.Verdict.KEEP: WindowDuty.Pioneer.SHOWN,
    PioneerCheck.Verdict.SUSPEND: WindowDuty.Pioneer.SUSPENDED,
    PioneerCheck.Verdict.REVOKE: WindowDuty.Pioneer.REVOKED,
}


class PioneerError(ValueError):
    """A check that the rules refuse."""


class NotPioneerCheckerError(PioneerError):
    """Supervisors of the unit check, and nobody the own post."""


class QuarterError(PioneerError):
    """A quarter to come, or one in which nobody served at the post, is not checked."""


class CheckedError(PioneerError):
    """A post is checked once a quarter."""


class PioneerRevokedError(PioneerError):
    """A post that was revoked is checked no more; a new duty begins anew."""


def check_pioneer(
    duty: WindowDuty, quarter: Quarter, *, verdict: PioneerCheck.Verdict, reason: str, by: Officer, at: dt.datetime
) -> PioneerCheck:
    """Check a post; the verdict of the latest quarter decides whether the hall shows it."""
    with transaction.atomic():
        duty = WindowDuty.objects.select_for_update(of=("self",)).select_related("window__unit").get(pk=duty.pk)
        if duty.officer_id == by.pk or not by.has_right(CHECK, duty.window.unit):
            raise NotPioneerCheckerError
        _check(duty, quarter, beijing_date(at))
        check = unsaved_check(duty, quarter, at)
        check.verdict, check.reason, check.checked_by, check.checked_at = verdict, reason, by, at
        check.full_clean()
        check.save()
        latest = duty.checks.latest("year", "number")
        duty.pioneer_state = _STANDINGS[PioneerCheck.Verdict(latest.verdict)]
        duty.save(update_fields=["pioneer_state"])
        after = {name: getattr(check, name) for name in ("year", "number", *_FIGURES, "verdict", "reason")}
        record("services.pioneer_checked", on=check, by=by, scope=duty.window.unit.path, after=after)
    return check


def _check(duty: WindowDuty, quarter: Quarter, today: dt.date) -> None:
    has_ended = duty.ended_on is not None and duty.ended_on < quarter.first
    if not duty.is_pioneer or quarter.first > today or duty.started_on > min(quarter.last, today) or has_ended:
        raise QuarterError
    if duty.checks.filter(year=quarter.year, number=quarter.number).exists():
        raise CheckedError
    if duty.checks.filter(verdict=PioneerCheck.Verdict.REVOKE).exists():
        raise PioneerRevokedError
