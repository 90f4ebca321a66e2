"""One writer at a time for what a device sends twice, on every database."""

from uuid import UUID

from django.db import connection


def hold_client(client_id: UUID) -> None:
    """Let one at a time store what a device sent under this id; a second one then finds it stored."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [client_id.int >> 65])
