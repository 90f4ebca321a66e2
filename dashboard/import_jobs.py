"""Files handed in on the import page: small ones are imported at once, the others by a worker, each safe to repeat."""

import datetime as dt
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from redis.exceptions import RedisError

from dashboard.importing import IMPORTERS, Incoming, import_files
from organization.actions.imports import ImportBusyError
from organization.importers.problems import WHOLE_ROW, ImportRefusedError, Problem
from organization.importers.reading import has_more_rows_than
from organization.models import ImportJob, Officer

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

SMALL = 500
MOST_SHOWN = 1000
# Without a sign of life for this long a worker counts as dead, and its job is taken up again.
STALE = dt.timedelta(minutes=5)
GIVE_UP = dt.timedelta(days=1)

_State = ImportJob.State


def hand_in(kind: str, upload: "UploadedFile[bytes]", *, by: Officer, at: dt.datetime) -> ImportJob:
    """Keep an uploaded file as a job that waits; the file is deleted once it is imported or refused."""
    name = Path(upload.name or "").name
    job = ImportJob(kind=kind, file_name=name[-120:], started_by=by, started_at=at)
    job.file.save(f"{uuid.uuid4().hex}{Path(name).suffix.lower()}", upload, save=False)
    job.save()
    return job


def is_small(job: ImportJob) -> bool:
    return not has_more_rows_than(Path(job.file.path), SMALL)


def due_jobs(at: dt.datetime) -> list[int]:
    """Return the jobs that wait for a worker, or whose worker was killed."""
    minute = dt.timedelta(minutes=1)
    waiting = Q(state=_State.WAITING, started_at__lt=at - minute)
    lost = Q(state=_State.RUNNING, heartbeat_at__lt=at - STALE)
    due = ImportJob.objects.filter(waiting | lost, started_at__gt=at - GIVE_UP).order_by("started_at")
    return [pk for pk in due.values_list("pk", flat=True) if progress_of(pk) is None]


def progress_of(job_id: int) -> int | None:
    """Return how many rows a running import has read, or None without a sign of life since a few minutes.

    It is kept in the cache, because nothing that the import's own transaction writes is seen before its end.
    """
    with suppress(RedisError, OSError):
        rows: int | None = cache.get(_key(job_id))
        return rows
    return None


def run_job(job_id: int, *, at: dt.datetime) -> None:
    """Import the file of a job; running it twice, at once or later, does no harm."""
    lost = Q(state=_State.RUNNING, heartbeat_at__lt=at - STALE)
    claimable = ImportJob.objects.filter(Q(state=_State.WAITING) | lost, pk=job_id)
    if progress_of(job_id) is not None or not claimable.update(state=_State.RUNNING, heartbeat_at=at):
        return
    job = ImportJob.objects.select_related("started_by").get(pk=job_id)
    _tell(job, 0)
    try:
        file = Incoming(IMPORTERS[job.kind], Path(job.file.path), job.file_name)
        import_files([file], by=job.started_by, at=at, job=job, on_progress=lambda rows: _tell(job, rows))
    except ImportRefusedError as error:
        _finish(job, _State.REFUSED, error.problems)
    except (ImportBusyError, DatabaseError, OSError):
        # Somebody else writes, or the machine is in trouble; the catch-up tries again.
        ImportJob.objects.filter(pk=job_id).update(state=_State.WAITING)
    else:
        _finish(job, _State.DONE, [])
    with suppress(RedisError, OSError):
        cache.delete(_key(job_id))


def _tell(job: ImportJob, rows: int) -> None:
    with suppress(RedisError, OSError):
        cache.set(_key(job.pk), rows, int(STALE.total_seconds()))


def _key(job_id: int) -> str:
    return f"import-{job_id}"


def _finish(job: ImportJob, state: ImportJob.State, problems: Sequence[Problem]) -> None:
    shown = list(problems[:MOST_SHOWN])
    if len(problems) > MOST_SHOWN:
        left = str(len(problems) - MOST_SHOWN)
        last = problems[-1].line
        shown.append(Problem(job.file_name, last, WHOLE_ROW, _("%(count)s more problems."), {"count": left}))
    job.state, job.finished_at = state, timezone.now()
    job.problems = [
        {"line": row.line, "column": row.column, "reason": row.reason, "values": dict(row.values)} for row in shown
    ]
    job.file.delete(save=False)
    job.save(update_fields=["state", "finished_at", "problems", "file"])


def problems_of(job: ImportJob) -> list[Problem]:
    """Return a job's problems, to be told in the language of whoever reads them."""
    return [Problem(job.file_name, row["line"], row["column"], row["reason"], row["values"]) for row in job.problems]
