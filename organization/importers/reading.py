"""Rows out of CSV and .xlsx files, checked cell by cell; one row is held at a time."""

import csv
import datetime as dt
import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_noop as _
from openpyxl.utils.exceptions import InvalidFileException

from organization.importers.cells import Column
from organization.importers.problems import WHOLE_ROW, CellError, UnreadableFileError
from organization.importers.runs import Row, Run

MOST_ROWS = 2_000_000
MOST_BYTES = 512 * 1024 * 1024
MOST_UNPACKED_BYTES = 512 * 1024 * 1024
PROGRESS_EVERY = 1000

_NOT_UTF8 = _("The file is not UTF-8. Save it again as “CSV UTF-8” or as .xlsx.")


def read_rows(run: Run, columns: Sequence[Column]) -> Iterator[Row]:
    """Yield the good rows of the run's file and note what is wrong with the others; blank lines are passed over."""
    try:
        yield from _rows(run, columns)
    except UnreadableFileError as error:
        run.refuse(error.line, error.column, error.reason, **error.values)


def file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def has_more_rows_than(path: Path, rows: int) -> bool:
    """Tell whether a file has more than `rows` lines below the header; an unreadable one has not."""
    try:
        return any(number > rows for number, _record in enumerate(_records(path)))
    except UnreadableFileError:
        return False


def _rows(run: Run, columns: Sequence[Column]) -> Iterator[Row]:
    records = _records(run.path)
    line, header = next(records, (1, []))
    order = _order(line, [str(getattr(cell, "value", cell) or "").strip() for cell in header], columns)
    for line, record in records:
        cells = [cell if isinstance(cell, str) else (cell.value if cell.value is not None else "") for cell in record]
        if not any(str(cell).strip() for cell in cells):
            continue
        run.rows_read += 1
        if run.rows_read > MOST_ROWS:
            raise UnreadableFileError(line, _("More than %(most)s rows: divide the file."), most=str(MOST_ROWS))
        if run.rows_read % PROGRESS_EVERY == 0:
            run.on_progress(run.rows_read)
        if len(record) != len(order):
            run.refuse(
                line,
                WHOLE_ROW,
                _("%(found)s cells under %(expected)s columns."),
                found=str(len(record)),
                expected=str(len(order)),
            )
            continue
        row = _row(run, line, record, order)
        if row is not None:
            yield row


def _order(line: int, names: list[str], columns: Sequence[Column]) -> list[Column]:
    """Return the columns in the file's order."""
    known = {column.name: column for column in columns}
    for name in names:
        if name not in known:
            raise UnreadableFileError(
                line, _("Unknown column. The columns are %(columns)s."), name or WHOLE_ROW, columns=", ".join(known)
            )
        if names.count(name) > 1:
            raise UnreadableFileError(line, _("The column stands in the header twice."), name)
    missing = [name for name in known if name not in names]
    if missing:
        raise UnreadableFileError(line, _("The column is missing from the header."), missing[0])
    return [known[name] for name in names]


def _row(run: Run, line: int, record: Sequence[Any], order: Sequence[Column]) -> Row | None:
    values = {}
    is_good = True
    for column, cell in zip(order, record, strict=True):
        try:
            values[column.name] = column.value(
                cell.strip() if isinstance(cell, str) else _written(cell, column).strip()
            )
        except CellError as error:
            is_good = False
            run.refuse(line, column.name, error.reason, **error.values)
    return Row(line, values) if is_good else None


def _records(path: Path) -> Iterator[tuple[int, Sequence[Any]]]:
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFileError(1, _("The file is larger than %(most)s MB: divide it."), most=str(MOST_BYTES >> 20))
    return _sheet_records(path) if path.suffix.lower() == ".xlsx" else _csv_records(path)


def _csv_records(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        line = 1
        while True:
            try:
                record = next(reader)
            except StopIteration:
                return
            except UnicodeDecodeError:
                raise UnreadableFileError(line, _NOT_UTF8) from None
            except csv.Error:
                raise UnreadableFileError(line, _("The quotation marks of this row do not match.")) from None
            yield line, record
            line = reader.line_num + 1


def _sheet_records(path: Path) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the first sheet's rows, without the empty cells that a spreadsheet keeps to the right of the header."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise UnreadableFileError(
                    1, _("The file is larger than %(most)s MB: divide it."), most=str(MOST_UNPACKED_BYTES >> 20)
                )
        book = openpyxl.load_workbook(path, read_only=True)
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        DefusedXmlException,
        ParseError,
        KeyError,
        ValueError,
        OSError,
    ) as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise UnreadableFileError(1, _("This is no .xlsx file. Save it again as .xlsx or as “CSV UTF-8”.")) from None
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    width = 0
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        record = list(cells)
        while len(record) > width and record[-1].value in (None, ""):
            record.pop()
        width = width or len(record)
        yield line, [*record, *[""] * (width - len(record))]
    book.close()


def _written(cell: Any, column: Column) -> str:
    """Return a spreadsheet's cell as the CSV file would have it."""
    value = cell.value
    if cell.data_type == "f":
        raise CellError(_("The cell holds a formula. Paste its value instead."))
    if cell.data_type == "e":
        raise CellError(_("The spreadsheet shows an error in this cell: %(value)s."), value=str(value))
    if column.is_code and not isinstance(value, str | None):
        raise CellError(
            _("%(value)s is a number, which loses leading zeros. Format the column as text and type it again."),
            value=str(value),
        )
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{Decimal(repr(value)).normalize():f}"
        case dt.datetime() | dt.date():
            return _written_day(value, column)
    return str(value)


def _written_day(value: dt.date, column: Column) -> str:
    if column.name.endswith("_from"):
        return f"{value:%Y-%m}"
    if column.name.endswith("_at"):
        return value.isoformat()[:16]
    is_midnight = not isinstance(value, dt.datetime) or value.time() == dt.time.min
    return f"{value:%Y-%m-%d}" if is_midnight else value.isoformat()
