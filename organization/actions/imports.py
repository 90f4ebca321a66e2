"""The trace of an imported file: its row and its entry in the audit chain."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from audit.actions import record
from organization.models import ImportJob

_LOCK_KEY = 0x696D706F7274


class ImportBusyError(RuntimeError):
    """Another import is under way."""


def hold_imports() -> None:
    """Let one import write at a time until the transaction ends; ImportBusyError when there is another.

    SQLite's immediate transactions already hold the whole database.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK_KEY])
            if cursor.fetchone() != (True,):
                raise ImportBusyError


def store_import(job: ImportJob, *, created: Mapping[str, Any], changed: Mapping[str, Any], scope: str) -> None:
    """Store a file's outcome, inside the transaction of its rows; a file that wrote nothing leaves no audit entry.

    Without a row of its own, as on the command line, it gets one when there is something for the entry to name.
    """
    wrote = bool(job.created or job.changed)
    if job.pk or wrote:
        job.save()
    if wrote:
        record(
            "organization.file_imported",
            on=job,
            by=job.started_by,
            scope=scope,
            after={
                "kind": job.kind,
                "file": job.file_name,
                "sha256": job.file_digest,
                "created": created,
                "changed": changed,
                "unchanged": job.unchanged,
            },
        )
