import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.models import Unit
from organization.queries import units_of


class ReportForm(forms.Form):
    """For which days, and for whom; without an answer the year so far and the whole brigade."""

    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, data: Any, *, brigade: Unit, today: dt.date) -> None:
        told = {"first": today.replace(month=1, day=1).isoformat(), "last": today.isoformat()}
        super().__init__(told | {name: value for name, value in data.items() if value})
        self.units = units_of(brigade)
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("the whole brigade")), *((unit.code, unit.name) for unit in self.units)]

    units: list[Unit]

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day cannot come before the first."))
        return self.cleaned_data

    @property
    def chosen_unit(self) -> Unit | None:
        return next((unit for unit in self.units if unit.code == self.cleaned_data.get("unit")), None)
