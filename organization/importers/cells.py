"""What a cell may hold: each reader turns its text into a value or raises CellError."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as _

from organization.calendar import BEIJING, EARLIEST, LATEST, Month, MonthFormatError
from organization.importers.problems import CellError

Reader = Callable[[str], Any]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_WHOLE = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"[0-9]{1,7}(\.[0-9]{1,2})?")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]*")
_FULL_WIDTH = re.compile("[！-～]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file kind; an empty cell gives `blank`, or is refused where the column is `required`.

    `is_code` marks what a spreadsheet must keep as text, because a number loses leading zeros and trailing places.
    """

    name: str
    read: Reader
    example: str = ""
    required: bool = True
    blank: Any = None
    is_code: bool = False

    def value(self, cell: str) -> Any:
        if not cell:
            if self.required:
                raise CellError(_("Fill in this cell."))
            return self.blank
        if "\0" in cell:
            raise CellError(_("The cell holds a NUL character. Type it again."))
        try:
            return self.read(cell)
        except CellError:
            if _FULL_WIDTH.search(cell):
                raise CellError(
                    _("Full-width characters: write %(value)s."), value=unicodedata.normalize("NFKC", cell)
                ) from None
            raise


def text(longest: int) -> Reader:
    def read(cell: str) -> str:
        if len(cell) > longest:
            raise CellError(
                _("At most %(most)s characters, here are %(found)s."), most=str(longest), found=str(len(cell))
            )
        return cell

    return read


def code(longest: int) -> Reader:
    def read(cell: str) -> str:
        if len(cell) > longest or not _CODE.fullmatch(cell):
            raise CellError(_("Up to %(most)s letters, digits and hyphens: %(value)s."), most=str(longest), value=cell)
        return cell

    return read


def day(cell: str) -> dt.date:
    try:
        found = dt.date.fromisoformat(cell if _DAY.fullmatch(cell) else "")
    except ValueError:
        raise CellError(_("No date such as 2026-10-31: %(value)s."), value=cell) from None
    if not EARLIEST <= found <= LATEST:
        raise CellError(_("No day of the years 1900 to 2199: %(value)s."), value=cell)
    return found


def moment(cell: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(cell if _MOMENT.fullmatch(cell) else "").replace(tzinfo=BEIJING)
    except ValueError:
        raise CellError(_("No moment such as 2026-10-31T08:15: %(value)s."), value=cell) from None


def month(cell: str) -> Month:
    try:
        return Month.parse(cell)
    except MonthFormatError:
        raise CellError(_("No month such as 2026-10: %(value)s."), value=cell) from None


def whole(least: int, most: int) -> Reader:
    def read(cell: str) -> int:
        if not _WHOLE.fullmatch(cell) or not least <= int(cell) <= most:
            raise CellError(
                _("No whole number from %(least)s to %(most)s: %(value)s."),
                least=str(least),
                most=str(most),
                value=cell,
            )
        return int(cell)

    return read


def decimal(least: str, most: str) -> Reader:
    def read(cell: str) -> Decimal:
        if not _DECIMAL.fullmatch(cell) or not Decimal(least) <= Decimal(cell) <= Decimal(most):
            raise CellError(
                _("No number from %(least)s to %(most)s with at most two places: %(value)s."),
                least=least,
                most=most,
                value=cell,
            )
        return Decimal(cell)

    return read


def choice(*allowed: str) -> Reader:
    def read(cell: str) -> str:
        if cell not in allowed:
            raise CellError(_("%(value)s is none of %(choices)s."), value=cell, choices=", ".join(allowed))
        return cell

    return read


def yes_no(cell: str) -> bool:
    return bool(choice("yes", "no")(cell) == "yes")


def several(read: Reader) -> Reader:
    """Return a reader of values parted by `;`, none of them twice."""

    def read_all(cell: str) -> tuple[Any, ...]:
        parts = [part.strip() for part in cell.split(";")]
        values = tuple(read(part) for part in parts if part)
        if len(set(values)) < len(values):
            raise CellError(_("The same value twice: %(value)s."), value=cell)
        return values

    return read_all
