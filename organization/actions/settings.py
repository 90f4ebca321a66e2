import datetime as dt

from django.db import transaction

from audit.actions import record
from organization.calendar import Month
from organization.models import BrigadeSetting, Officer, Unit
from organization.queries import settings_of
from organization.rules.settings import Setting, parse


class SettingCountsTooEarlyError(ValueError):
    """A setting is made known before the month from which it counts."""


def set_brigade_setting(
    brigade: Unit, name: Setting, value: str, *, from_month: Month, reason: str, by: Officer, at: dt.datetime
) -> BrigadeSetting:
    """Let a setting count from `from_month` on, next month at the earliest; again for that month replaces it."""
    number = parse(name, value)
    if from_month <= Month.of_moment(at):
        raise SettingCountsTooEarlyError(str(from_month))
    with transaction.atomic():
        before = settings_of([brigade.pk], from_month)[brigade.pk][name]
        setting, _created = BrigadeSetting.objects.update_or_create(
            brigade=brigade,
            name=name,
            from_month=from_month,
            defaults={"value": str(number), "reason": reason, "set_by": by, "set_at": at},
        )
        record(
            "organization.setting_changed",
            on=setting,
            by=by,
            scope=brigade.path,
            before={"value": before},
            after={"value": number, "from_month": from_month, "reason": reason},
        )
    return setting
