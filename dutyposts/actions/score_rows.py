"""Writes score rows straight into their columns: making a model object of each costs more than computing it."""

import csv
import io
from collections.abc import Iterable

from django.db import connection

from dutyposts.queries.results import SCORE_COLUMNS, ScoreRow

_COLUMNS = ", ".join(f'"{column}"' for column in SCORE_COLUMNS)
_INSERT = f"INSERT INTO dutyposts_postscore ({_COLUMNS}) VALUES ({', '.join(['%s'] * len(SCORE_COLUMNS))})"  # noqa: S608
_TEXTS = "post_code, post_name, unit_name, unranked_reason, decided_by"
_COPY = f"COPY dutyposts_postscore ({_COLUMNS}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL ({_TEXTS}))"


def insert_scores(rows: Iterable[ScoreRow]) -> None:
    """Insert the rows with one statement; the columns' own constraints are the check."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(_INSERT, list(rows))
            return
        buffer = io.StringIO()
        csv.writer(buffer).writerows(rows)
        buffer.seek(0)
        with connection.wrap_database_errors:
            cursor.copy_expert(_COPY, buffer)
