"""Many new rows at once: by COPY on PostgreSQL, by Django's own bulk insert elsewhere."""

import csv
import io
from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db import connection, models

if TYPE_CHECKING:
    from django.db.models.options import Options

_BATCH = 500
# Their values are written as they are: preparing them as Django does takes as long as the copying itself.
_PLAIN = {
    *(models.BigAutoField, models.ForeignKey, models.CharField, models.TextField, models.UUIDField),
    *(models.BooleanField, models.DateField, models.DateTimeField, models.PositiveSmallIntegerField),
}


def insert_all(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model and give them their keys; the keys that they point to are filled in already.

    A text that may be missing is stored as missing when it is empty.
    """
    if not rows:
        return
    options = rows[0]._meta
    if connection.vendor == "postgresql":
        _copy(rows, options)
    else:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=_BATCH)  # noqa: SLF001 - as above


def _copy(rows: Sequence[models.Model], options: "Options[models.Model]") -> None:
    fields = options.concrete_fields
    values_of = attrgetter(*(field.attname for field in fields))
    prepared = [(at, field.get_prep_value) for at, field in enumerate(fields) if type(field) not in _PLAIN]
    texts = [field.column for field in fields if field.empty_strings_allowed and not field.null]
    lines = io.StringIO()
    writer = csv.writer(lines)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [options.db_table, options.pk.column, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
            cells = list(values_of(row))
            for at, prepare in prepared:
                cells[at] = prepare(cells[at])
            writer.writerow(cells)
        lines.seek(0)
        columns, forced = (
            ", ".join(f'"{name}"' for name in names) for names in ([field.column for field in fields], texts)
        )
        options_of_copy = f"FORMAT csv, FORCE_NOT_NULL ({forced})" if texts else "FORMAT csv"
        cursor.copy_expert(f'COPY "{options.db_table}" ({columns}) FROM STDIN WITH ({options_of_copy})', lines)
