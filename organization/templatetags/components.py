"""Small drawn pieces of a page. docs/COMPONENTS.md lists them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from organization import drawing

register = template.Library()

LOSS_SCALE = Decimal(6)
CHART = {"width": 760, "height": 270, "left": 40, "right": 742, "top": 30, "bottom": 236}


@register.simple_tag
def icon(name: str, size: int = 20, css: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is hidden from screen readers."""
    sprite = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="i {}" width="{}" height="{}" role="img" aria-label="{}" focusable="false"><use href="{}"/></svg>',
            css, size, size, label, sprite,
        )  # fmt: skip
    return format_html(
        '<svg class="i {}" width="{}" height="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>',
        css, size, size, sprite,
    )  # fmt: skip


@register.filter
def score(value: Decimal | None) -> str:
    """Write a score with exactly two places; a missing one is "--"."""
    return "--" if value is None else f"{value:.2f}"


@register.filter
def surname(name: str) -> str:
    return name[:1]


@register.inclusion_tag("components/mark.html")
def mark(size: int = 36) -> dict[str, Any]:
    return {"size": size}


@register.inclusion_tag("components/pennant.html")
def pennant(width: int = 96, label: str = "", *, pending: bool = False) -> dict[str, Any]:
    """Draw the hanging red flag; `pending` draws only its dashed outline."""
    return {"width": width, "height": round(width * 190 / 120), "label": label, "pending": pending}


@register.inclusion_tag("components/miniflag.html")
def miniflag(size: int = 18, *, pending: bool = False, silent: bool = False) -> dict[str, Any]:
    return {"size": size, "pending": pending, "label": "" if silent else _("rotating red flag")}


@register.inclusion_tag("components/sparkline.html")
def sparkline(values: Sequence[Decimal | None], label: str, width: int = 104, height: int = 34) -> dict[str, Any]:
    """Draw a small line; the label says in words what it shows. A missing value breaks the line."""
    numbers = [None if value is None else float(value) for value in values]
    lines = drawing.sparkline(numbers, width, height)
    last = lines[-1].dots[-1] if lines else None
    return {"lines": lines, "last": last, "label": label, "width": width, "height": height}


@register.inclusion_tag("components/linechart.html")
def linechart(
    labels: Sequence[str],
    values: Sequence[Decimal | None],
    means: Sequence[Decimal | None],
    won: Sequence[bool],
    label: str,
) -> dict[str, Any]:
    """Draw twelve months: the own line solid, the brigade's mean dashed, a pennant on the months that won."""
    own = [None if value is None else float(value) for value in values]
    mean = [None if value is None else float(value) for value in means]
    axis = drawing.axis_of([*own, *mean])
    step = (CHART["right"] - CHART["left"]) / max(1, len(labels) - 1)
    xs = [CHART["left"] + step * at for at in range(len(labels))]

    def dots(numbers: list[float | None]) -> list[drawing.Dot | None]:
        return [
            None
            if number is None
            else drawing.Dot(x, axis.y(number, CHART["top"], CHART["bottom"]), number, f"{number:.2f}", has_won)
            for x, number, has_won in zip(xs, numbers, won, strict=True)
        ]

    return {
        **CHART,
        "label": label,
        "ticks": [(tick, axis.y(tick, CHART["top"], CHART["bottom"])) for tick in axis.ticks],
        "months": list(zip(xs, labels, strict=True)),
        "own": drawing.runs(dots(own)),
        "mean": drawing.runs(dots(mean)),
    }


@register.inclusion_tag("components/lossbar.html")
def lossbar(lost: Decimal) -> dict[str, Any]:
    """Draw the points lost on one zero-based scale for all cells, full at 6 points."""
    return {"percent": f"{min(Decimal(100), lost / LOSS_SCALE * 100):.1f}"}


@register.inclusion_tag("components/bar.html")
def bar(value: Decimal | int, full: Decimal | int) -> dict[str, Any]:
    return {"percent": f"{min(Decimal(100), Decimal(value) / Decimal(full) * 100):.1f}" if full else "0"}


@register.inclusion_tag("components/delta.html")
def delta(change: Decimal | None) -> dict[str, Any]:
    """Draw up, down or level with the amount and the hidden word; nothing to compare with is "--"."""
    if change is None:
        return {"change": None}
    direction = "up" if change > 0 else "dn" if change < 0 else "eq"
    return {"change": f"{abs(change):.2f}", "direction": direction}


@register.inclusion_tag("components/lanes.html")
def lanes(done: int, need: int, planned: int = 0) -> dict[str, Any]:
    """Draw progress towards a minimum: solid done, outline planned, dashed missing, gold above it."""
    slots = ["done" if at < done else "plan" if at < done + planned else "todo" for at in range(max(need, done))]
    return {"slots": [slot if at < need else "extra" for at, slot in enumerate(slots)]}


@register.inclusion_tag("components/flow.html")
def flow(steps: Sequence[str], at: int) -> dict[str, Any]:
    """Draw the states of a thing; `at` counts from 0, len(steps) means that all are done."""
    states = ["done" if index < at else "now" if index == at else "" for index in range(len(steps))]
    return {"steps": list(zip(steps, states, strict=True))}
