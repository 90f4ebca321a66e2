"""One file on its way in: what it is, who brings it, what came of it."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_noop as _

from organization.importers.cells import Column
from organization.importers.problems import WHOLE_ROW, Problem
from organization.models import Officer, Unit

# Beyond these many problems or numbers the rest is counted, so that memory stays bounded.
MOST_PROBLEMS = 100_000
MOST_NUMBERS = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one line, by column; a column's example of the kinds of value is in its importer."""

    line: int
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass(slots=True)
class Tally:
    """How many records were written; the first numbers in full, all of them under a digest."""

    count: int = 0
    numbers: list[str] = field(default_factory=list)
    _sum: Any = field(default_factory=hashlib.sha256)

    def add(self, number: str) -> None:
        self.count += 1
        self._sum.update(number.encode() + b"\n")
        if len(self.numbers) < MOST_NUMBERS:
            self.numbers.append(number)

    def as_json(self) -> dict[str, Any]:
        """Return the numbers, or beyond the bound a digest of them, one per line."""
        if self.count <= MOST_NUMBERS:
            return {"count": self.count, "numbers": self.numbers}
        return {"count": self.count, "digest": self._sum.hexdigest()}


@dataclass(slots=True, kw_only=True)
class Run:
    """The import of one file. `by` is None on the command line, where every unit is within reach."""

    kind: str
    right: str
    path: Path
    file: str
    digest: str
    by: Officer | None
    at: dt.datetime
    on_progress: Callable[[int], None]
    problems: list[Problem] = field(default_factory=list)
    problems_left_out: int = 0
    created: Tally = field(default_factory=Tally)
    changed: Tally = field(default_factory=Tally)
    unchanged: int = 0
    rows_read: int = 0
    brigades: set[str] = field(default_factory=set)

    def refuse(self, line: int, column: str, reason: str, /, **values: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(self.file, line, column, reason, values))
        else:
            self.problems_left_out += 1

    def all_problems(self) -> list[Problem]:
        """Return the problems in the order of the file, and last how many more there are than are told."""
        told = sorted(self.problems, key=lambda problem: problem.line)
        if self.problems_left_out:
            reason, values = _("%(count)s more problems."), {"count": str(self.problems_left_out)}
            told.append(Problem(self.file, told[-1].line, WHOLE_ROW, reason, values))
        return told

    def reaches(self, unit: Unit) -> bool:
        """Tell whether whoever imports may write for `unit`."""
        return self.by is None or self.by.has_right(self.right, unit)

    @property
    def scope(self) -> str:
        """The path that an audit entry belongs to: the brigade's where the file is about one, else none."""
        return next(iter(self.brigades)) if len(self.brigades) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """One kind of file: its columns, the right that it takes, and what is done with its rows."""

    kind: str
    title: str | Promise
    right: str
    columns: tuple[Column, ...]
    load: Callable[[Iterator[Row], Run], None]


def unique_rows(rows: Iterable[Row], run: Run, *key: str) -> Iterator[Row]:
    """Yield the rows whose key stands in the file for the first time; refuse the others."""
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        values = tuple(row[column] for column in key)
        if values in seen:
            run.refuse(
                row.line,
                key[0],
                _("%(value)s stands on line %(line)s already."),
                value=" ".join(map(str, values)),
                line=str(seen[values]),
            )
        else:
            seen[values] = row.line
            yield row
