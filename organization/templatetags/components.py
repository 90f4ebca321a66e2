"""Small drawn pieces of a page. docs/COMPONENTS.md lists them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.forms import (
    BooleanField,
    BoundField,
    CheckboxInput,
    ChoiceField,
    Field,
    FileField,
    ModelChoiceField,
    Select,
)
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from organization import drawing

register = template.Library()

LOSS_SCALE = Decimal(6)
_CLASSES = ((Select, "form-select"), (CheckboxInput, "form-check-input"))


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw the control of a field alone, for forms that lay out their labels themselves."""
    kind = next((css for widget, css in _CLASSES if isinstance(field.field.widget, widget)), "form-control")
    return field.as_widget(attrs={"class": kind})


@register.simple_tag
def icon(name: str, size: int = 20, css: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is hidden from screen readers."""
    return format_html(
        '<svg class="i {}" width="{}" height="{}" {} focusable="false"><use href="{}#{}"/></svg>',
        css,
        size,
        size,
        format_html('role="img" aria-label="{}"', label) if label else format_html('aria-hidden="{}"', "true"),
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def qr(address: str, label: str) -> SafeString:
    """Draw an address as a QR code, dark on white in every theme and on paper."""
    squares, side = drawing.qr_squares(address)
    return format_html(
        '<svg class="qr" viewBox="0 0 {side} {side}" role="img" aria-label="{label}" focusable="false">'
        '<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{squares}"/></svg>',
        side=side,
        label=label,
        squares=squares,
    )


@register.filter
def score(value: Decimal | str | None) -> str:
    """Write a score with exactly two places; one that is missing, or whose row is, is "--"."""
    return f"{value:.2f}" if isinstance(value, Decimal) else "--"


@register.filter
def surname(name: str) -> str:
    return name[:1]


@register.filter
def errors(field: BoundField) -> list[str]:
    """Return the errors as instructions; a field left empty says what to do where its form has no words of its own."""
    return [_missing(field) if _is_bare(error) else " ".join(error.messages) for error in field.errors.as_data()]


def _is_bare(error: ValidationError) -> bool:
    return error.code == "required" and error.message == Field.default_error_messages["required"]


def _missing(field: BoundField) -> str:
    if isinstance(field.field, FileField):
        return _("Attach: %(label)s") % {"label": field.label}
    if isinstance(field.field, ChoiceField | ModelChoiceField):
        return _("Choose: %(label)s") % {"label": field.label}
    if isinstance(field.field, BooleanField):
        return _("Tick: %(label)s") % {"label": field.label}
    return _("Fill in: %(label)s") % {"label": field.label}


@register.filter
def anchor(field: BoundField) -> str:
    """Return the id of the first control of a field; a group of boxes has no control of its own."""
    return field.id_for_label or f"{field.auto_id}_0"


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
    lines = drawing.sparkline(_floats(values), width, height)
    *_earlier, before, last = [None, None, *(dot for line in lines for dot in line.dots)]
    return {"lines": lines, "before": before, "last": last, "label": label, "width": width, "height": height}


@register.inclusion_tag("components/linechart.html")
def linechart(
    labels: Sequence[str],
    values: Sequence[Decimal | None],
    means: Sequence[Decimal | None],
    won: Sequence[bool],
    label: str,
    pending: Sequence[bool] = (),
) -> dict[str, Any]:
    """Draw a year: the own line solid, the brigade's mean dashed, a pennant on months that won, dashed while on notice.

    It is drawn twice, for desks and for phones; one of the two is shown.
    """
    own, mean = _floats(values), _floats(means)
    waits = pending or [False] * len(won)
    flags = ["pending" if waiting else "won" if has_won else "" for has_won, waiting in zip(won, waits, strict=True)]
    frames = (drawing.WIDE, drawing.NARROW)
    return {"label": label, "charts": [drawing.line_chart(frame, labels, own, mean, flags) for frame in frames]}


@register.inclusion_tag("components/lossbar.html")
def lossbar(lost: Decimal) -> dict[str, Any]:
    """Draw the points lost on one zero-based scale for all cells, full at 6 points."""
    return {"percent": f"{min(Decimal(100), lost / LOSS_SCALE * 100):.1f}"}


@register.inclusion_tag("components/bar.html")
def bar(value: Decimal | int, full: Decimal | int, css: str = "") -> dict[str, Any]:
    return {"css": css, "percent": f"{min(Decimal(100), Decimal(value) / Decimal(full) * 100):.1f}" if full else "0"}


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
    slots = [
        "done" if at < done else "plan" if at < done + planned else "todo" for at in range(max(need, done + planned))
    ]
    return {"slots": ["extra" if at >= need and slot == "done" else slot for at, slot in enumerate(slots)]}


@register.inclusion_tag("components/flow.html")
def flow(steps: Sequence[str], at: int) -> dict[str, Any]:
    """Draw the states of a thing; `at` counts from 0, len(steps) means that all are done."""
    states = ["done" if index < at else "now" if index == at else "" for index in range(len(steps))]
    return {"steps": list(zip(steps, states, strict=True))}


def _floats(values: Sequence[Decimal | None]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]
