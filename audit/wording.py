"""Says in words what an entry holds: the names of fields, and values as a reader writes them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audit.labels import is_covered, model_of, named_field
from audit.models import Entry

_NOTHING = "--"


def changes_of(entry: Entry) -> list[tuple[str, str, str]]:
    """Return name, before and after of each field that the entry names."""
    before, after = entry.before or {}, entry.after or {}
    told = [(name, before.get(name), after.get(name)) for name in sorted({*before, *after})]
    return [(_name(entry, name), _text(entry, name, old), _text(entry, name, new)) for name, old, new in told]


def personal_of(entry: Entry) -> list[tuple[str, str]]:
    """Return what the entry's personal part holds, nothing once that is deleted, and nothing of what is covered."""
    part = None if is_covered(entry.object_type) else getattr(entry, "personal", None)
    return [(_name(entry, name), _text(entry, name, value)) for name, value in part.data.items()] if part else []


def _name(entry: Entry, key: str) -> str:
    """Return the name of a field; a key that nobody knows any more stands for itself."""
    named = named_field(entry.object_type, key)
    if named and not isinstance(named, str):
        return capfirst(str(named))
    field = _field(entry, key)
    return str(capfirst(field.verbose_name)) if field else key


def _field(entry: Entry, key: str) -> "models.Field[Any, Any] | None":
    """Return the column that a key means: of the entry's model, or of another one that its app names."""
    named = named_field(entry.object_type, key)
    label, _dot, column = named.rpartition(".") if isinstance(named, str) else (entry.object_type, "", key)
    model = model_of(label)
    if model is None:
        return None
    try:
        # A model answers for `unit` and for `unit_id`.
        field = model._meta.get_field(column)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _text(entry: Entry, key: str, value: object) -> str:
    field = _field(entry, key)
    if isinstance(field, models.ForeignKey) and key == field.attname and value is not None:
        # What the key points at is called today; the bare key once that is gone.
        return str(field.related_model._default_manager.filter(pk=value).first() or value)
    return _written(field, value) or _NOTHING


def _written(field: "models.Field[Any, Any] | None", value: object) -> str:
    """Write a value, or what it holds, as the page does; blank parts are left out."""
    if isinstance(value, Mapping):
        parts = [(str(name), _written(field, item)) for name, item in value.items()]
        return _("; ").join(f"{name}: {text}" for name, text in parts if text)
    if isinstance(value, list):
        return _(", ").join(filter(None, (_written(field, item) for item in value)))
    return _shown(_typed(field, value)) if value not in _choices(field) else str(_choices(field)[value])


def _choices(field: "models.Field[Any, Any] | None") -> dict[Any, Any]:
    return {} if field is None else dict(field.flatchoices)


def _typed(field: "models.Field[Any, Any] | None", value: object) -> object:
    """Return what the column makes of a stored value; one that no longer fits it stays as it is."""
    if field is None or value is None or field.is_relation:
        return value
    try:
        return field.to_python(value)
    except ValidationError:
        return value


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return "" if value is None else str(value)
