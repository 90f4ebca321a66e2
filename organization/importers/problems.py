"""What an import has to say: every bad row with the reason, in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext

# Where a whole row or file is meant, not one cell of it.
WHOLE_ROW = "*"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file. `reason` is an English message with names in it, which `values` fills."""

    file: str
    line: int
    column: str
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return gettext(self.reason) % self.values

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.column}: {self.message}"


class ImportRefusedError(ValueError):
    """At least one row is bad, so nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CellError(ValueError):
    """A cell that does not hold what its column asks for."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


class UnreadableFileError(ValueError):
    """The file, from `line` on, cannot be read at all."""

    def __init__(self, line: int, reason: str, column: str = WHOLE_ROW, **values: str) -> None:
        super().__init__(reason)
        self.line = line
        self.column = column
        self.reason = reason
        self.values = values
