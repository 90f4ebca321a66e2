"""Showing what is kept covered: each time leaves an entry."""

from collections.abc import Collection

from django.db import models, transaction

from audit.actions import record
from organization.models import Officer


def record_showing(on: models.Model, *, fields: Collection[str], by: Officer) -> None:
    """Note that `by` looks at covered fields of `on`; the entry names the fields, never what they hold."""
    with transaction.atomic():
        record("organization.personal_shown", on=on, by=by, scope=by.unit.path, after={"fields": sorted(fields)})
