"""Coordinates of the small charts. Numbers in, numbers out; the components' templates draw them."""

from collections.abc import Sequence
from dataclasses import dataclass

LEAST_RANGE = 3.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a chart with the value it stands for."""

    x: float
    y: float
    value: float
    label: str = ""
    won: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A run of neighbouring points; a month without a value ends a run."""

    points: str
    dots: tuple[Dot, ...]


def runs(dots: Sequence[Dot | None]) -> list[Line]:
    found: list[list[Dot]] = [[]]
    for dot in dots:
        if dot is None:
            found.append([])
        else:
            found[-1].append(dot)
    return [Line(" ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in run), tuple(run)) for run in found if run]


def sparkline(values: Sequence[float | None], width: int, height: int) -> list[Line]:
    """Return the runs of a small line that fills the box; a flat line lies in its middle."""
    known = [value for value in values if value is not None]
    if not known:
        return []
    middle = (max(known) + min(known)) / 2
    spread = max(max(known) - min(known), LEAST_RANGE)
    step = (width - 12) / max(1, len(values) - 1)
    return runs(
        [
            None
            if value is None
            else Dot(4 + at * step, 4 + (middle + spread / 2 - value) * (height - 8) / spread, value)
            for at, value in enumerate(values)
        ]
    )


@dataclass(frozen=True, slots=True)
class Axis:
    """The cut vertical axis of a year's chart: whole even numbers around the values."""

    low: int
    high: int

    @property
    def ticks(self) -> range:
        step = 2 if self.high - self.low <= 12 else 10  # noqa: PLR2004 - at most seven lines
        return range(self.low, self.high + 1, step)

    def y(self, value: float, top: float, bottom: float) -> float:
        return top + (self.high - value) * (bottom - top) / (self.high - self.low)


def axis_of(values: Sequence[float | None]) -> Axis:
    known = [value for value in values if value is not None] or [100.0]
    low, high = int(min(known)) // 2 * 2, -(-int(max(known) + 1) // 2) * 2
    return Axis(low, max(high, low + 4))
