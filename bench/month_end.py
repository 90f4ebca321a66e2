# ruff: noqa: INP001, S608, T201 - a script of measurements
"""Measures a month end of every brigade on PostgreSQL against one raw statement that fills the same rows.

    python bench/month_end.py --rounds 5

The rows of both are compared before anything is timed; each round runs both, one after the other.
"""

import argparse
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402 - Django is set up first
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from dutyposts.actions.computing import CHUNK, compute_months  # noqa: E402
from dutyposts.queries.results import SCORE_COLUMNS  # noqa: E402
from organization.calendar import Month  # noqa: E402
from organization.models import Unit  # noqa: E402

_MONTH = Month(2026, 10)
_RAW = (Path(__file__).parent / "raw_month.sql").read_text(encoding="utf-8")
_EMPTY = "TRUNCATE dutyposts_ranking, dutyposts_postscore, dutyposts_monthrun CASCADE"
_ROW = ", ".join(f"score.{column}" for column in SCORE_COLUMNS if column != "ranking_id")
_CHECKSUM = f"SELECT count(*), md5(string_agg(({_ROW})::text, '' ORDER BY post_id)) FROM dutyposts_postscore score"


def portal() -> None:
    failures = compute_months(list(Unit.objects.brigades()), _MONTH, at=timezone.now())
    if failures:
        raise SystemExit(str(failures))


def raw() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_RAW)


def processor_seconds() -> float:
    """Return what this process and its database backend, on the same machine, have used of a processor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone() or (0,)
    fields = Path(f"/proc/{backend}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fill(how: Callable[[], None]) -> tuple[float, float]:
    """Empty the tables, fill them and return the seconds that filling took: by the clock, and of a processor."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
        cursor.execute("CHECKPOINT")
    start, used = time.perf_counter(), processor_seconds()
    how()
    return time.perf_counter() - start, processor_seconds() - used


def checksum() -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(_CHECKSUM)
        rows, digest = cursor.fetchone() or (0, "")
    return rows, digest


def statements(how: Callable[[], None]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        how()
    return [query["sql"] for query in captured if query["sql"] not in {"BEGIN", "COMMIT"}]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    connection.ensure_connection()
    rest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fill(portal)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - rest
    ours, again = checksum(), statements(portal)
    fill(raw)
    if checksum() != ours:
        raise SystemExit("the raw statement fills other rows")
    pairs = [(fill(raw), fill(portal)) for _ in range(rounds)]
    brigades = Unit.objects.brigades().count()
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
    count = len(statements(portal))
    print(f"{brigades} brigades, {ours[0]} rows, chunks of {CHUNK}, checksum {ours[1]}")
    for number, name in enumerate(("clock", "processor")):
        raw_median, portal_median = (statistics.median(pair[which][number] for pair in pairs) for which in (0, 1))
        ratio = statistics.median(ours_s[number] / raw_s[number] for raw_s, ours_s in pairs)
        print(f"{name}: raw {raw_median:.2f} s, portal {portal_median:.2f} s, ratio {ratio:.2f}")
    print(f"{count} statements, {len(again)} when nothing changed; memory grew by {memory / 1024:.0f} MB")


if __name__ == "__main__":
    main()
