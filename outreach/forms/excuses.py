from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.models import Officer, Unit
from organization.models.units import within
from outreach.actions import minimum as checks

REFUSALS: dict[type[ValueError], Any] = {
    checks.NoSquadronError: _("Only squadrons owe services and can be excused."),
    checks.DecidedError: _("This excuse is decided already."),
    checks.OwnExcuseError: _("Somebody other than the one who asks decides."),
}


class ExcuseForm(forms.Form):
    """Days on which a squadron owes no grassroots service."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Squadron"), empty_label=None)
    first_on = DayField(label=_("From"))
    last_on = DayField(label=_("To"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, data: Any, *, by: Officer) -> None:
        super().__init__(data, initial={"unit": by.unit_id})
        field = self.fields["unit"]
        if isinstance(field, forms.ModelChoiceField):
            led = within(by.paths_of("outreach.ask_excuse"))
            field.queryset = Unit.objects.filter(led, kind=Unit.Kind.SQUADRON, is_rural=False)

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first_on"), self.cleaned_data.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day cannot come before the first."))
        return self.cleaned_data
