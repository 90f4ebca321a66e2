"""Coordinates of the small charts. Numbers in, numbers out; the components' templates draw them."""

from collections.abc import Sequence
from dataclasses import dataclass

import segno

LEAST_RANGE = 3.0
MOST_TICKS = 7


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a chart, the value it stands for, and the flag of that month: "won", "pending" or none."""

    x: float
    y: float
    value: float
    flag: str = ""


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
        step = 2
        while (self.high - self.low) // step >= MOST_TICKS:
            step += 2
        return range(self.low, self.high + 1, step)

    def y(self, value: float, top: float, bottom: float) -> float:
        return top + (self.high - value) * (bottom - top) / (self.high - self.low)


def axis_of(values: Sequence[float | None]) -> Axis:
    """Return an axis with room for a flag above the highest value."""
    known = [value for value in values if value is not None] or [100.0]
    low, high = int(min(known)) // 2 * 2, -(-int(max(known) + 1) // 2) * 2
    return Axis(low, max(high, low + 4))


@dataclass(frozen=True, slots=True)
class Frame:
    """The box of a chart, how large its letters are and which months are named: every one, every third."""

    css: str
    width: int
    height: int
    font: int
    every: int

    @property
    def left(self) -> int:
        return 40

    @property
    def right(self) -> int:
        return self.width - 24

    @property
    def top(self) -> int:
        return 34

    @property
    def bottom(self) -> int:
        return self.height - 36


WIDE = Frame("only-wide", 1180, 320, 14, every=1)
NARROW = Frame("only-phone", 350, 280, 14, every=3)


@dataclass(frozen=True, slots=True)
class Chart:
    """A year's line in one frame, ready to be drawn."""

    frame: Frame
    ticks: tuple[tuple[int, float], ...]
    months: tuple[tuple[float, str], ...]
    own: list[Line]
    mean: list[Line]
    last: Dot | None


def line_chart(
    frame: Frame, labels: Sequence[str], own: Sequence[float | None], mean: Sequence[float | None], flags: Sequence[str]
) -> Chart:
    """Lay out a year; `flags` says for each month "won", "pending" or nothing. The newest month is always named."""
    axis, last = axis_of([*own, *mean]), len(labels) - 1
    step = (frame.right - frame.left) / max(1, last)
    xs = [frame.left + step * at for at in range(len(labels))]

    def dots(numbers: Sequence[float | None]) -> list[Dot | None]:
        return [
            None if number is None else Dot(x, axis.y(number, frame.top, frame.bottom), number, flag)
            for x, number, flag in zip(xs, numbers, flags, strict=True)
        ]

    own_dots = dots(own)
    return Chart(
        frame=frame,
        ticks=tuple((tick, axis.y(tick, frame.top, frame.bottom)) for tick in axis.ticks),
        months=tuple(
            (x, label) for at, (x, label) in enumerate(zip(xs, labels, strict=True)) if (last - at) % frame.every == 0
        ),
        own=runs(own_dots),
        mean=runs(dots(mean)),
        last=next((dot for dot in reversed(own_dots) if dot), None),
    )


def qr_squares(text: str) -> tuple[str, int]:
    """Return the path of a QR code's dark squares, error correction M, and its side with a quiet zone of four."""
    rows = [list(row) for row in segno.make_qr(text, error="m").matrix_iter(border=4)]
    squares = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return "".join(squares), len(rows)
