"""Many new rows at once: by COPY on PostgreSQL, by Django's own bulk insert elsewhere."""

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection, models

if TYPE_CHECKING:
    from django.db.models.options import Options

_BATCH = 500
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert_all(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model and give them their keys; the keys that they point to are filled in already."""
    if not rows:
        return
    options = rows[0]._meta
    if connection.vendor == "postgresql":
        _copy(rows, options)
    else:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=_BATCH)  # noqa: SLF001 - as above


def _copy(rows: Sequence[models.Model], options: "Options[models.Model]") -> None:
    fields = options.concrete_fields
    # A link's column holds a plain key; preparing it as Django does takes as long as the copying itself.
    readers = [(field.attname, None if field.is_relation else field.get_prep_value) for field in fields]
    lines = io.StringIO()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [options.db_table, options.pk.column, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
            cells = [_cell(getattr(row, name), prepare) for name, prepare in readers]
            lines.write("\t".join(cells) + "\n")
        lines.seek(0)
        columns = ", ".join(f'"{field.column}"' for field in fields)
        cursor.copy_expert(f'COPY "{options.db_table}" ({columns}) FROM STDIN', lines)


def _cell(value: Any, prepare: Callable[[Any], Any] | None) -> str:
    if value is None:
        return "\\N"
    if prepare is not None:
        value = prepare(value)
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)
