"""Every kind of file in the order in which files build on each other, and the one way in for all of them."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from dutyposts.faults import reach
from dutyposts.importers.assignments import ASSIGNMENTS
from dutyposts.importers.events import EVENTS
from dutyposts.importers.inspections import INSPECTIONS
from dutyposts.importers.posts import POSTS
from dutyposts.importers.standards import STANDARD
from organization.actions.imports import hold_imports, store_import
from organization.importers.officers import OFFICERS
from organization.importers.problems import ImportRefusedError
from organization.importers.reading import file_digest, read_rows
from organization.importers.runs import Importer, Run
from organization.importers.units import UNITS
from organization.models import ImportJob, Officer
from outreach.importers.donations import DONATIONS
from outreach.importers.visits import VISITS
from services.importers.leniency import LENIENCY
from services.importers.matters import MATTERS

_IN_ORDER = (UNITS, OFFICERS, STANDARD, POSTS, ASSIGNMENTS, INSPECTIONS, EVENTS, VISITS, LENIENCY, DONATIONS, MATTERS)
IMPORTERS = {importer.kind: importer for importer in _IN_ORDER}
# Kinds of the file format whose records this release does not keep.
LATER = ("books",)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file to import; `name` is what its problems are told under."""

    importer: Importer
    path: Path
    name: str


def import_files(
    files: Sequence[Incoming],
    *,
    by: Officer | None,
    at: dt.datetime,
    job: ImportJob | None = None,
    on_progress: Callable[[int], None] = lambda _rows: None,
) -> list[Run]:
    """Import all files or nothing; ImportRefusedError tells every bad row. `job` is the row of a single file."""
    with transaction.atomic():
        hold_imports()
        runs = [_import(file, by=by, at=at, on_progress=on_progress) for file in files]
        if any(run.problems for run in runs):
            raise ImportRefusedError([problem for run in runs for problem in run.all_problems()])
        reach("rows_imported")
        for run in runs:
            _store(run, job or ImportJob(kind=run.kind, file_name=run.file[:120], started_by=by, started_at=at))
    return runs


def _import(file: Incoming, *, by: Officer | None, at: dt.datetime, on_progress: Callable[[int], None]) -> Run:
    run = Run(
        kind=file.importer.kind,
        right=file.importer.right,
        path=file.path,
        file=file.name,
        digest=file_digest(file.path),
        by=by,
        at=at,
        on_progress=on_progress,
    )
    file.importer.load(read_rows(run, file.importer.columns), run)
    return run


def _store(run: Run, job: ImportJob) -> None:
    job.state, job.finished_at, job.file_digest = ImportJob.State.DONE, run.at, run.digest
    job.rows_read, job.problems = run.rows_read, []
    job.created, job.changed, job.unchanged = run.created.count, run.changed.count, run.unchanged
    store_import(job, created=run.created.as_json(), changed=run.changed.as_json(), scope=run.scope)
