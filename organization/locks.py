"""One writer at a time, on every database: SQLite has no more of them anyway."""

import zlib
from uuid import UUID

from django.db import connection, models


def hold_client(client_id: UUID) -> None:
    """Let one at a time store what a device sent under this id; a second one then finds it stored."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [client_id.int >> 65])


def hold_unit(unit_id: int, model: type[models.Model]) -> None:
    """Let one at a time write the rows of `model` that are kept for a unit, until its transaction ends."""
    if connection.vendor == "postgresql":
        table = zlib.crc32(model._meta.db_table.encode()) >> 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [table, unit_id])
