import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.models import Officer
from outreach.actions import donations as checks

REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.NotKeeperError: (None, _("Whoever keeps the list of the brigade enters gifts and receipts.")),
    checks.FutureGiftError: ("given_on", _("The day cannot be later than today.")),
    checks.NoMemberError: ("is_special_dues", _("Only Party members give special Party dues.")),
    checks.OtherBrigadeError: ("police_number", _("The giver belongs to another brigade.")),
    checks.EnteredError: (None, _("This gift is entered already.")),
    checks.ReceiptIssuedError: (None, _("The receipt is noted already.")),
}


class DriveForm(forms.Form):
    name = forms.CharField(label=_("Name of the drive"), max_length=60)


class GiftForm(forms.Form):
    """What one person gave on one day."""

    police_number = forms.CharField(label=_("Police number of the giver"), max_length=12)
    amount = forms.DecimalField(label=_("Amount in yuan"), min_value=1, max_digits=9, decimal_places=2)
    given_on = DayField(label=_("Day"))
    is_special_dues = forms.BooleanField(label=_("Special Party dues"), required=False)

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, initial={"given_on": today})

    def clean_police_number(self) -> Officer:
        number = self.cleaned_data["police_number"]
        found = Officer.objects.filter(police_number=number).select_related("unit").first()
        if found is None:
            text = _("There is nobody with the police number %(numbers)s.")
            raise forms.ValidationError(text, params={"numbers": number})
        officer: Officer = found
        return officer

    def refuse(self, error: ValueError) -> None:
        """Show why an action refused, at the field that mends it."""
        field, message = REFUSALS[type(error)]
        self.add_error(field, message)


class ReceiptForm(forms.Form):
    number = forms.CharField(label=_("Receipt number"), max_length=40)
    on = DayField(label=_("Handed over on"))

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, initial={"on": today})
