"""Kills a real Celery worker in the middle of a month end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL

import pytest
from django.db import connection

from dutyposts.models import MonthRun, Ranking
from dutyposts.tasks import close_due_months
from tests.faults.scenario import MONTH, left, make_month, undisturbed

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 40


@contextmanager
def worker(fault: str = "") -> Iterator[subprocess.Popen[bytes]]:
    name = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite"
    url = f"sqlite:///{name}" if is_file else f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    own = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings", "VANGUARD_FAULT_AT": fault}
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", "1", "--loglevel", "error"]
    process = subprocess.Popen(  # noqa: S603 - a command of ours
        command, cwd=ROOT, env={**os.environ, **own}, start_new_session=True, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(state: str, attempts: int) -> None:
    deadline = time.monotonic() + SECONDS
    while not MonthRun.objects.filter(month=MONTH, state=state, attempts=attempts).exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_task_of_a_killed_child_is_tried_again_and_the_catch_up_does_it() -> None:
    expected = undisturbed(make_month())
    with worker("scores_stored:kill"):
        close_due_months.delay()
        wait_for("running", 2)
    close_due_months()
    assert left() == expected


def test_after_a_killed_worker_the_next_one_closes_the_month_once() -> None:
    expected = undisturbed(make_month())
    with worker("scores_stored:pause"):
        close_due_months.delay()
        wait_for("running", 1)
    assert Ranking.objects.exists() is False
    with worker():
        close_due_months.delay()
        wait_for("done", 2)
    assert left() == expected
