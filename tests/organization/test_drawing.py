"""Where the points of the small charts lie."""

from hypothesis import given
from hypothesis import strategies as st

from organization.drawing import NARROW, WIDE, Axis, axis_of, line_chart, runs, sparkline

scores = st.lists(st.one_of(st.none(), st.floats(0, 105)), min_size=1, max_size=12)


def test_flat_line_lies_in_the_middle() -> None:
    assert [line.points for line in sparkline([90, 90, 90], 112, 34)] == ["4.0,17.0 54.0,17.0 104.0,17.0"]


def test_line_spans_the_box() -> None:
    assert [line.points for line in sparkline([90, 96], 112, 34)] == ["4.0,30.0 104.0,4.0"]


def test_missing_value_breaks_the_line() -> None:
    assert [len(line.dots) for line in sparkline([90, None, 92, 93], 112, 34)] == [1, 2]


def test_nothing_known_draws_nothing() -> None:
    assert sparkline([None, None], 112, 34) == []
    assert runs([]) == []


def test_axis_surrounds_the_values_in_even_numbers() -> None:
    assert axis_of([91.2, None, 95.8]) == Axis(90, 96)
    assert list(axis_of([91.2, 95.8]).ticks) == [90, 92, 94, 96]


def test_axis_of_one_value_keeps_a_height() -> None:
    assert axis_of([100.0]) == Axis(100, 104)
    assert axis_of([]) == Axis(100, 104)


@given(scores)
def test_axis_holds_every_value_and_few_lines(values: list[float | None]) -> None:
    axis = axis_of(values)
    assert all(axis.low <= value <= axis.high for value in values if value is not None)
    assert 2 <= len(axis.ticks) <= 7


@given(scores)
def test_chart_stays_in_its_frame(values: list[float | None]) -> None:
    labels, flags = [str(at) for at in range(len(values))], [""] * len(values)
    for frame in (WIDE, NARROW):
        dots = [dot for line in line_chart(frame, labels, values, values, flags).own for dot in line.dots]
        assert all(frame.left <= dot.x <= frame.right and frame.top <= dot.y <= frame.bottom for dot in dots)


def test_narrow_chart_names_the_newest_month_and_every_third() -> None:
    labels = [str(month) for month in range(1, 13)]
    chart = line_chart(NARROW, labels, [90.0] * 12, [None] * 12, [""] * 12)
    assert [label for _, label in chart.months] == ["3", "6", "9", "12"]


def test_chart_carries_flags_and_the_newest_value() -> None:
    chart = line_chart(WIDE, ["1", "2", "3"], [90.0, 92.0, 91.0], [None] * 3, ["won", "", "pending"])
    assert [dot.flag for dot in chart.own[0].dots] == ["won", "", "pending"]
    assert chart.last is not None
    assert chart.last.value == 91.0


def test_newest_known_value_is_written() -> None:
    last = line_chart(WIDE, ["1", "2", "3"], [90.0, 91.0, None], [None] * 3, [""] * 3).last
    assert last is not None
    assert last.value == 91.0
    assert line_chart(WIDE, ["1"], [None], [None], [""]).last is None
