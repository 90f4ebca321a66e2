"""One writer at a time per brigade and month, on every database."""

from collections.abc import Iterable

from django.db import connection

from organization.calendar import Month


def hold_months(brigade_ids: Iterable[int], month: Month) -> None:
    """Hold the months of these brigades until the transaction ends; who computes, closes or reopens them waits.

    SQLite's immediate transactions already hold the whole database.
    """
    if connection.vendor == "postgresql":
        keys = sorted(brigade_ids)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(brigade, %s) FROM unnest(%s::int[]) AS brigade",
                [month.year * 100 + month.number, keys],
            )


def share_month(brigade_id: int, month: Month) -> None:
    """Keep the month from being closed until the transaction ends; others may share it at the same time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [brigade_id, month.year * 100 + month.number])
