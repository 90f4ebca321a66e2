"""Which rule of a matter a brigade works by."""

import datetime as dt
from typing import TYPE_CHECKING

from organization.calendar import Month
from organization.models import Unit
from organization.queries import settings_of
from organization.rules.settings import Setting
from services.models import Matter, MatterRule

if TYPE_CHECKING:
    from django.db.models import QuerySet


def version_of(brigade: Unit, day: dt.date) -> str:
    """Return the name of the version that the brigade's settings name for the month of `day`."""
    return str(int(settings_of([brigade.pk], Month.of(day))[brigade.pk][Setting.RULE_VERSION]))


def rules_of(brigade: Unit, day: dt.date) -> "QuerySet[MatterRule]":
    """Return the rules that the brigade works by, with matter, version and materials, by the matter's code."""
    found = MatterRule.objects.filter(version__name=version_of(brigade, day))
    return found.select_related("matter", "version").prefetch_related("materials").order_by("matter__code")


def rule_of(brigade: Unit, matter: Matter, day: dt.date) -> MatterRule | None:
    return rules_of(brigade, day).filter(matter=matter).first()
