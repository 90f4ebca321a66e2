"""Codes that people read from paper and type in, and the numbers that papers are filed under."""

import datetime as dt
import secrets
from typing import Any

from django.db.models import QuerySet

from organization.models import Unit

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another: i, l, o, 0 and 1


def code_of(length: int) -> str:
    """Return a random code in small letters and digits, five bits for each."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def next_number(brigade: Unit, day: dt.date, of_day: QuerySet[Any], *, mark: str = "") -> str:
    """Return the brigade's number after those `of_day`, as `XH-261031-007`; whoever asks at once waits."""
    Unit.objects.select_for_update().get(pk=brigade.pk)
    return f"{brigade.code}-{mark}{day:%y%m%d}-{of_day.count() + 1:03}"
