"""Columns that keep what the rules count exact on every database."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core import exceptions, validators
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from organization.calendar import Month, MonthFormatError

_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,2})?")


def to_hundredths(value: Decimal) -> int:
    """Return `value` in whole hundredths; more than two places is an error, never a silent rounding."""
    scaled = value * 100
    if scaled != scaled.to_integral_value():
        raise exceptions.ValidationError(_("At most two decimal places."), code="places")
    return int(scaled)


def from_hundredths(value: int) -> Decimal:
    return Decimal(value).scaleb(-2)


class HundredthsField(models.BigIntegerField):  # type: ignore[type-arg]
    """A decimal with two places, stored as whole hundredths: sums and comparisons are exact on SQLite too."""

    description = _("Decimal with two places")
    _pyi_private_set_type: Decimal | str | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]

    def from_db_value(self, value: int | None, _expression: object, _connection: BaseDatabaseWrapper) -> Decimal | None:
        return None if value is None else from_hundredths(int(value))

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if not _PLAIN_NUMBER.fullmatch(str(value)):
            raise exceptions.ValidationError(_("Enter a number such as 2 or 1.50."), code="invalid")
        return Decimal(str(value))

    def get_prep_value(self, value: Any) -> int | None:
        decimal = self.to_python(value)
        return None if decimal is None else to_hundredths(decimal)

    @property
    def validators(self) -> list[Any]:
        return [*self.default_validators, validators.DecimalValidator(10, 2)]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        options: dict[str, Any] = {"form_class": forms.DecimalField, "decimal_places": 2, "max_digits": 10}
        return models.Field.formfield(self, **(options | kwargs))

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class MonthFormField(forms.CharField):
    """Reads a month written `2026-10`."""

    def clean(self, value: Any) -> Month | None:
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            return Month.parse(text)
        except MonthFormatError as error:
            raise exceptions.ValidationError(_("Enter a month such as 2026-10."), code="invalid") from error


class MonthField(models.CharField):  # type: ignore[type-arg]
    """A `Month`, stored as the text `2026-10`, which sorts in time."""

    description = _("Month")
    _pyi_private_set_type: Month | str | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Month  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 7
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, _expression: object, _connection: BaseDatabaseWrapper) -> Month | None:
        return None if value is None else Month.parse(value)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, Month):
            return value
        try:
            return Month.parse(str(value))
        except MonthFormatError as error:
            raise exceptions.ValidationError(_("Enter a month such as 2026-10."), code="invalid") from error

    def run_validators(self, value: Any) -> None:
        super().run_validators("" if value is None else str(value))

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        options: dict[str, Any] = {"form_class": MonthFormField, "max_length": self.max_length}
        return models.Field.formfield(self, **(options | kwargs))

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))
