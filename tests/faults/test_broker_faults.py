"""Takes Redis away, freezes it, empties it and fills it with rubbish, under a running web server and worker."""

import datetime as dt
import json
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from redis import Redis

from config.serve import Child, children
from dashboard.tasks import catch_up_imports
from dutyposts.models import Inspection, MonthRun
from dutyposts.tasks import close_due_months
from organization.calendar import Month
from organization.models import ImportJob, Officer, Unit
from tests.factories.files import write_rows
from tests.factories.people import make_supervisor
from tests.faults.portal import is_ready, manage, send, site, surroundings, until, worker
from tests.faults.scenario import MONTH, left, make_month, undisturbed
from tests.servers import Server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="Redis comes with PostgreSQL; runs in its pass"),
]
NOVEMBER = Month(2025, 11)
SMALL, LARGE = 5, 501


def file_of(folder: Path, rows: int) -> BytesIO:
    """Make a file of inspections of the month after, as many as decide whether a worker gets it."""
    own = {"post_code": "DS-1", "inspector": Officer.objects.earliest("pk").police_number}
    own["inspected_at"] = "2025-11-03T10:00"
    path = write_rows(folder, "inspections", *({**own, "inspection_no": f"{rows}-{row}"} for row in range(rows)))
    file = BytesIO(path.read_bytes())
    file.name = path.name
    return file


def states() -> list[tuple[str, int]]:
    return list(ImportJob.objects.order_by("created").values_list("state", "created"))


def imported() -> int:
    return Inspection.objects.filter(month=NOVEMBER).count()


def kill_and_start(broker: Server) -> None:
    broker.end(signal.SIGKILL)
    broker.start()


@contextmanager
def kept_running(child: Child) -> Iterator[Callable[[], bool]]:
    """Yield what looks after the child, as often as it is called; it answers yes."""

    def tend() -> bool:
        child.tend(time.monotonic())
        return True

    try:
        yield tend
    finally:
        child.stop()
        child.leave_nothing(time.monotonic() + 5)


def test_pages_and_the_month_end_do_without_redis(broker: Server, tmp_path: Path) -> None:
    expected = undisturbed(make_month())
    with site(make_supervisor(Unit.objects.get(code="DS")), broker.address) as portal:
        broker.end(signal.SIGKILL)
        answers = [
            portal.post("/imports/", kind="inspections", file=file_of(tmp_path, LARGE)),
            portal.post("/imports/", kind="inspections", file=file_of(tmp_path, SMALL)),
            portal.get("/imports/"),
        ]
        answers += [portal.get(answers[0].location), portal.get("/")]
    assert [answer.status for answer in answers] == [302, 302, 200, 200, 200]
    assert max(answer.seconds for answer in answers) < 2
    assert (states(), imported()) == ([("waiting", 0), ("done", SMALL)], SMALL)
    assert manage("rank_month", "--all", "--month", str(MONTH), broker=broker.address) == 0
    assert left() == expected


def test_a_frozen_redis_holds_up_nobody_for_ten_seconds_and_loses_nothing(broker: Server, tmp_path: Path) -> None:
    make_month()
    with (
        site(make_supervisor(Unit.objects.get(code="DS")), broker.address) as portal,
        worker("", broker.address) as hand,
    ):
        until(lambda: is_ready(hand))
        broker.send(signal.SIGSTOP)
        with ThreadPoolExecutor() as pool:
            waiting = [
                pool.submit(portal.post, "/imports/", kind="inspections", file=file_of(tmp_path, rows))
                for rows in (LARGE, SMALL)
            ]
            waiting += [pool.submit(portal.get, path) for path in ("/imports/", "/")]
        answers = [answer.result() for answer in waiting]
        broker.send(signal.SIGCONT)
        ImportJob.objects.update(started_at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=2))
        send(catch_up_imports, broker.address)
        until(lambda: states() == [("done", SMALL), ("done", LARGE)])
    assert [answer.status for answer in answers] == [302, 302, 200, 200]
    assert max(answer.seconds for answer in answers) < 10
    assert imported() == SMALL + LARGE


def test_what_a_killed_redis_forgot_is_made_up_for_by_a_worker_that_outlived_it(broker: Server) -> None:
    expected = undisturbed(make_month())
    send(close_due_months, broker.address)
    kill_and_start(broker)
    assert Redis.from_url(broker.address).exists("celery") == 0
    with worker("", broker.address) as hand:
        until(lambda: is_ready(hand))
        kill_and_start(broker)
        send(close_due_months, broker.address)
        until(lambda: MonthRun.objects.filter(state="done", month=MONTH).exists())
    assert left() == expected


def test_a_message_that_comes_fifty_times_has_one_effect(broker: Server) -> None:
    expected = undisturbed(make_month())
    queue = Redis.from_url(broker.address)
    send(close_due_months, broker.address)
    queue.lpush("celery", *queue.lrange("celery", 0, 0) * 49)
    with worker("", broker.address):
        until(lambda: not queue.exists("celery", "unacked"))
    assert (left(), MonthRun.objects.get(month=MONTH).attempts) == (expected, 1)


@pytest.mark.parametrize("rubbish", ["no JSON", "no base64"])
def test_rubbish_in_the_queue_stops_the_worker_for_seconds_only(broker: Server, rubbish: str) -> None:
    expected = undisturbed(make_month())
    queue = Redis.from_url(broker.address, decode_responses=True)
    send(close_due_months, broker.address)
    good = str(queue.lrange("celery", 0, 0)[0])
    no_base64 = json.dumps(json.loads(good) | {"body": "a"})
    unknown = good.replace("dutyposts.tasks.close_due_months", "dutyposts.tasks.unknown")
    queue.rpush("celery", {"no JSON": "{'", "no base64": no_base64}[rubbish], "{}", unknown)
    kept = children("127.0.0.1", 8000)[1]
    kept.surroundings |= surroundings(broker.address)
    with kept_running(kept) as tend:
        until(lambda: tend() and MonthRun.objects.filter(state="done", month=MONTH).exists())
    assert (left(), kept.deaths) == (expected, 1)
