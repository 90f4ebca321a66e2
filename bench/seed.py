# ruff: noqa: INP001 - a script of measurements
"""Fills an empty, migrated PostgreSQL database with brigades, posts and one month of inspections, always the same ones.

python bench/seed.py --brigades 1000 --posts 12 --inspections 8
"""

import argparse
import os
import sys
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - Django is set up first

from organization.models import Unit  # noqa: E402
from tests.factories.duty import make_standard  # noqa: E402
from tests.factories.people import make_officer, make_unit  # noqa: E402

_STATEMENTS = (
    """
    INSERT INTO organization_unit (code, name, kind, path, is_rural)
    SELECT 'B' || b, 'Brigade ' || b, 'brigade', 'B' || b || '/', false FROM generate_series(1, %(brigades)s) b
    """,
    "UPDATE organization_unit SET brigade_id = id WHERE kind = 'brigade'",
    """
    INSERT INTO dutyposts_dutypost (code, name, brigade_id, unit_id, kind, location, opened_on)
    SELECT unit.code || '-' || p, 'Post ' || p, unit.id, unit.id, 'road', '', DATE '2024-01-01'
    FROM organization_unit unit, generate_series(1, %(posts)s) p WHERE unit.kind = 'brigade'
    """,
    """
    INSERT INTO dutyposts_postdifficulty (post_id, from_month, value, reason)
    SELECT id, '2024-01', 100 + id %% 31, '' FROM dutyposts_dutypost WHERE id %% 3 = 0
    """,
    """
    INSERT INTO dutyposts_inspection (number, post_id, post_name, brigade_id, unit_id, unit_name, month, inspected_at,
        entered_at, is_late, kind, inspector_id, standard_id, status, note, score, enforcement, presence, appearance,
        style, void_reason)
    SELECT post.code || '-' || n, post.id, post.name, post.brigade_id, post.unit_id, '', '2026-10', moment, moment,
        false, 'covert', %(inspector)s, %(standard)s, CASE WHEN chance %% 50 = 0 THEN 'draft' ELSE 'submitted' END, '',
        10000 - absent - dress, 3000, 3000 - absent, 2000 - dress, 2000, ''
    FROM dutyposts_dutypost post, generate_series(1, %(inspections)s) n,
        LATERAL (SELECT abs(hashint8(post.id * 100 + n)) AS chance) c,
        LATERAL (SELECT CASE WHEN chance %% 7 < 2 THEN 500 ELSE 0 END AS absent, chance / 7 %% 5 * 200 AS dress,
            TIMESTAMPTZ '2026-10-02 01:00+00' + n * INTERVAL '1 day' AS moment) f
    """,
    """
    INSERT INTO dutyposts_finding (inspection_id, item_id, code, category, text, points, count, recorded_count)
    SELECT inspection.id, item.id, item.code, 'presence', '', item.points, 1, 1
    FROM dutyposts_inspection inspection, dutyposts_item item WHERE presence < 3000 AND item.code = 'B2'
    UNION ALL
    SELECT inspection.id, item.id, item.code, 'appearance', '', item.points, (2000 - appearance) / 200,
        (2000 - appearance) / 200
    FROM dutyposts_inspection inspection, dutyposts_item item WHERE appearance < 2000 AND item.code = 'A1'
    """,
    """
    INSERT INTO dutyposts_event (number, post_id, brigade_id, unit_id, month, happened_on, item_id, code, kind, text,
        points, count, note, proposed_by_id, approved_by_id, entered_at, is_late, void_reason)
    SELECT 'E' || post.id, post.id, post.brigade_id, post.unit_id, '2026-10', DATE '2026-10-05', item.id, item.code,
        item.kind, '', item.points, 1, '', %(inspector)s, %(approver)s, now(), false, ''
    FROM dutyposts_dutypost post JOIN dutyposts_item item
        ON item.code = (ARRAY['D5', 'J1', 'V2'])[1 + post.id %% 3] WHERE post.id %% 10 = 0
    """,
)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, default in (("--brigades", 1000), ("--posts", 12), ("--inspections", 8)):
        parser.add_argument(name, type=int, default=default)
    given = vars(parser.parse_args())
    with transaction.atomic(), connection.cursor() as cursor:
        section = make_unit(Unit.Kind.DETACHMENT, code="Z")
        inspector, approver = make_officer(section), make_officer(section)
        people = {"inspector": inspector.pk, "approver": approver.pk, "standard": make_standard().pk}
        for statement in _STATEMENTS:
            cursor.execute(statement, given | people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
