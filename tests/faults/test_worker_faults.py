"""Kills a real Celery worker in the middle of a month end and of an import, on the broker of the run."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.models import Entry
from dashboard.import_jobs import STALE, hand_in
from dashboard.tasks import catch_up_imports, run_import
from dutyposts.models import Inspection, MonthRun, Ranking
from dutyposts.tasks import close_due_months
from organization.models import ImportJob, Unit
from tests.factories.files import import_sample, write_rows
from tests.factories.people import make_supervisor
from tests.faults.portal import until, worker
from tests.faults.scenario import MONTH, left, make_month, undisturbed

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 3000


def has_run(state: str, attempts: int) -> bool:
    return MonthRun.objects.filter(month=MONTH, state=state, attempts=attempts).exists()


def test_the_task_of_a_killed_child_is_tried_again_and_the_catch_up_does_it() -> None:
    expected = undisturbed(make_month())
    with worker("scores_stored:kill"):
        close_due_months.delay()
        until(lambda: has_run("running", 2))
    close_due_months()
    assert left() == expected


def test_after_a_killed_worker_the_next_one_closes_the_month_once() -> None:
    expected = undisturbed(make_month())
    with worker("scores_stored:pause") as killed:
        close_due_months.delay()
        until(lambda: killed.has_told("pause at scores_stored"))
    assert (has_run("running", 1), Ranking.objects.exists()) == (True, False)
    with worker():
        close_due_months.delay()
        until(lambda: has_run("done", 2))
    assert left() == expected


def hand_in_many(folder: Path) -> ImportJob:
    import_sample("units", "officers", "standard", "posts")
    path = write_rows(folder, "inspections", *({"inspection_no": f"N{number}"} for number in range(ROWS)))
    upload = SimpleUploadedFile("rows.csv", path.read_bytes())
    return hand_in("inspections", upload, by=make_supervisor(Unit.objects.get(code="YH")), at=timezone.now())


def let_its_sign_of_life_grow_old(job: ImportJob) -> None:
    cache.clear()
    ImportJob.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - STALE - dt.timedelta(minutes=1))


def test_an_import_whose_worker_was_killed_leaves_nothing_and_is_done_again_once(tmp_path: Path) -> None:
    job = hand_in_many(tmp_path)
    with worker("rows_imported:pause") as killed:
        run_import.delay(job.pk)
        until(lambda: killed.has_told("pause at rows_imported"))
    assert (Inspection.objects.count(), ImportJob.objects.get(pk=job.pk).state) == (0, "running")
    let_its_sign_of_life_grow_old(job)
    with worker():
        catch_up_imports()
        catch_up_imports()
        until(lambda: ImportJob.objects.get(pk=job.pk).state == "done")
        until(lambda: not Path(job.file.path).exists())
    assert (ImportJob.objects.get(pk=job.pk).created, Inspection.objects.count()) == (ROWS, ROWS)
    assert Entry.objects.filter(action="organization.file_imported", object_id=str(job.pk)).count() == 1
