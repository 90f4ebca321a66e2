# ruff: noqa: INP001, T201 - a script of measurements
"""Fills an empty, migrated database with visits of ten years and measures the pages over them.

    python bench/visits.py --rows 1000000 --rounds 9

Each page is asked in turn with one that is signed in and shows nothing: the ratio tells what the rows cost.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import include, path  # noqa: E402

from organization.models import Officer, Unit  # noqa: E402
from outreach.actions.sums import recount_all  # noqa: E402
from outreach.models import Visit  # noqa: E402
from outreach.rules.categories import Category  # noqa: E402
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit  # noqa: E402

_BRIGADES, _SQUADRONS, _PLACES, _DAYS = 20, 4, 40, 3650
_READER = "阅览员"
_FIRST_DAY = {
    "sqlite": "date('2016-12-01', '+' || (i * 7919 % {days}) || ' days')",
    "postgresql": "DATE '2016-12-01' + (i * 7919 % {days})::int",
}
_STATEMENTS = (
    """
    INSERT INTO outreach_visit (number, brigade_id, unit_id, category, state, happened_on, target, target_key,
        words, quantity, is_grassroots, content, contact_cards, notice_cards, followup_cards, contact_name,
        contact_phone, entered_at, reason)
    WITH RECURSIVE counted(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM counted WHERE i < {rows}),
        placed AS (SELECT i, i * 7 % 13 AS kind, i / {squadrons} * 31 % {places} AS place FROM counted),
        told AS (SELECT i, {day} AS day, kind, i % 8009 AS sheets,
            CASE WHEN kind BETWEEN 3 AND 7 THEN '第' || place || '处' ELSE '' END AS target FROM placed)
    SELECT 'V' || i, brigade.brigade_id, brigade.id, kinds.name, 'done', day,
        target, target, target || '\n走访交通安全,发放资料' || sheets || '份',
        1 + i % 3, i % 5 = 0, '走访交通安全，发放资料' || sheets || '份', i % 4, 0, 0, '',
        '', '2026-11-01 00:00:00+00:00', ''
    FROM told JOIN squadrons brigade ON brigade.at = i * 13 % {squadrons} JOIN kinds ON kinds.at = kind
    """,
    """
    INSERT INTO outreach_visitunit (visit_id, unit_id, brigade_id, happened_on)
    SELECT id, unit_id, brigade_id, happened_on FROM outreach_visit
    """,
    """
    INSERT INTO outreach_place (brigade_id, category, name, key, is_left_out)
    SELECT DISTINCT brigade_id, category, target, target_key, false FROM outreach_visit WHERE target <> ''
    """,
    """
    INSERT INTO outreach_visittopic (visit_id, topic) SELECT id, 'speeding' FROM outreach_visit WHERE id % 3 = 0
    """,
    """
    INSERT INTO outreach_visitor (visit_id, officer_id, name, unit_id)
    SELECT visit.id, officer.id, officer.name, visit.unit_id
    FROM outreach_visit visit JOIN organization_officer officer ON officer.unit_id = visit.unit_id
    """,
)


def floor(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [path("floor/", floor), path("", include("config.urls"))]


def fill(rows: int) -> None:
    for number in range(_BRIGADES):
        brigade = make_brigade(code=f"B{number}")
        for squadron in range(_SQUADRONS):
            unit = make_unit(Unit.Kind.SQUADRON, code=f"B{number}-Z{squadron}", parent=brigade)
            make_officer(unit)
            make_officer(unit)
    make_supervisor(Unit.objects.get(code="B7"), name=_READER)
    with transaction.atomic(), connection.cursor() as cursor:
        squadrons = Unit.objects.filter(kind=Unit.Kind.SQUADRON).values_list("id", "brigade_id")
        cursor.execute("CREATE TEMPORARY TABLE squadrons (at integer, id integer, brigade_id integer)")
        cursor.executemany(
            "INSERT INTO squadrons VALUES (%s, %s, %s)", [(at, *row) for at, row in enumerate(squadrons)]
        )
        cursor.execute("CREATE TEMPORARY TABLE kinds (at integer, name varchar(24))")
        cursor.executemany("INSERT INTO kinds VALUES (%s, %s)", [(at, str(kind)) for at, kind in enumerate(Category)])
        day = _FIRST_DAY[connection.vendor].format(days=_DAYS)
        for statement in _STATEMENTS:
            cursor.execute(statement.format(rows=rows, day=day, places=_PLACES, squadrons=_BRIGADES * _SQUADRONS))
    for brigade in Unit.objects.brigades():
        recount_all(brigade.pk)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE")


def addresses() -> dict[str, str]:
    """Return the pages of one brigade: lists, filters, deep places, figures."""
    found = Visit.objects.filter(brigade__code="B7").order_by("-happened_on", "-pk")
    deep = found[found.count() * 9 // 10]
    log = "/outreach/visits/?brigade=B7"
    return {
        "log, first page": log,
        "log, nine tenths down": f"{log}&before={deep.happened_on}.{deep.pk}",
        "log of one kind": f"{log}&category=school_visit",
        "log of one squadron": f"{log}&unit=B7-Z2",
        "log of one squadron, deep": f"{log}&unit=B7-Z2&before={deep.happened_on}.{deep.pk}",
        "log of one year": f"{log}&first=2019-01-01&last=2019-12-31",
        "log of one topic": f"{log}&topic=speeding",
        "log, words that abound": f"{log}&q=交通安全",
        "log, words that are rare": f"{log}&q=资料4321份",
        "log, words that do not": f"{log}&q=无此处",
        "places": "/outreach/places/?brigade=B7&year=2026",
        "places not visited": "/outreach/places/?brigade=B7&year=2026&state=unvisited",
        "month": "/outreach/2026-10/?brigade=B7",
        "report of a year": "/outreach/report/?brigade=B7&first=2026-01-01&last=2026-12-31",
        "report of a squadron's year": "/outreach/report/?brigade=B7&unit=B7-Z2&first=2026-01-01&last=2026-12-31",
        "report of ten years": "/outreach/report/?brigade=B7&first=2016-12-01&last=2026-11-30",
        "report of a squadron's ten years": "/outreach/report/?brigade=B7&unit=B7-Z2&first=2016-12-01&last=2026-11-30",
        "report between any two days": "/outreach/report/?brigade=B7&first=2016-12-15&last=2026-10-15",
    }


def asked(client: Client, address: str) -> float:
    began = time.perf_counter()
    response = client.get(address)
    took = time.perf_counter() - began
    if response.status_code != 200:  # noqa: PLR2004 - a page that answers
        raise SystemExit(f"{address}: {response.status_code}")
    return took * 1000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    settings.ROOT_URLCONF, settings.ALLOWED_HOSTS = "__main__", ["testserver"]
    if not Unit.objects.filter(code="B0").exists():
        fill(given.rows)
    client = Client()
    client.force_login(Officer.objects.get(name=_READER))
    for name, address in addresses().items():
        asked(client, address)
        pairs = [(asked(client, "/floor/"), asked(client, address)) for _ in range(given.rounds)]
        took = statistics.median(page for _, page in pairs)
        ratio = statistics.median(page / bare for bare, page in pairs)
        print(f"{name:30} {took:8.1f} ms {ratio:6.1f} x")


if __name__ == "__main__":
    main()
