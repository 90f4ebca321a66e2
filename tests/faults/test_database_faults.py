"""Freezes who holds a month on PostgreSQL, and holds SQLite's one write lock."""

import os
import signal
import sqlite3
import threading
import time
from contextlib import closing
from io import BytesIO

import pytest
from django.db import connection

from dutyposts.actions.month_end import close_due_months
from dutyposts.models import MonthRun
from organization.models import Unit
from tests.factories.files import DATA
from tests.factories.people import make_supervisor
from tests.faults.portal import site, until
from tests.faults.processes import go_on, start
from tests.faults.scenario import AFTER, MONTH, left, make_month, undisturbed

pytestmark = pytest.mark.django_db(transaction=True)
RANK_ALL = ("rank_month", "--all", "--month", str(MONTH))
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="a fault of PostgreSQL; runs in its pass of `make test`"
)
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has one lock for all who write")


def locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database"
            " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
        )
        (found,) = cursor.fetchone()
    return int(found)


@on_postgresql
def test_a_frozen_worker_lets_others_fail_clean_and_finishes_later() -> None:
    expected = undisturbed(make_month())
    frozen = start(*RANK_ALL, fault="locked:pause")
    until(lambda: locks() == 1)
    os.kill(frozen.pid or 0, signal.SIGSTOP)
    began = time.monotonic()
    failures = close_due_months(AFTER)
    assert 4 < time.monotonic() - began < 7
    assert ["lock timeout" in failure.reason for failure in failures] == [True]
    assert MonthRun.objects.get(month=MONTH).state == "failed"
    os.kill(frozen.pid or 0, signal.SIGCONT)
    assert go_on(frozen) == 0
    assert close_due_months(AFTER) == []
    assert left() == expected


@on_postgresql
def test_who_stays_frozen_loses_its_locks_after_a_minute() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('idle_in_transaction_session_timeout'), current_setting('lock_timeout')")
        assert cursor.fetchone() == ("1min", "5s")


@on_sqlite
def test_whoever_meets_a_locked_sqlite_waits_for_it() -> None:
    make_month()
    with site(make_supervisor(Unit.objects.get(code="DS"))) as portal:
        file = BytesIO((DATA / "posts.csv").read_bytes())
        file.name = "posts.csv"
        with closing(sqlite3.connect(connection.settings_dict["NAME"], check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            release = threading.Timer(2, other.rollback)
            release.start()
            pages = [portal.get("/").status, portal.get("/imports/").status]
            is_held = release.is_alive()
            saved = portal.post("/imports/", kind="posts", file=file)
            release.join()
    assert (pages, is_held, saved.status) == ([200, 200], True, 302)
