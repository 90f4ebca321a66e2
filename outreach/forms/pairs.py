import datetime as dt
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.models import Officer, Unit
from organization.queries import units_of
from outreach.actions import pairs as checks
from outreach.actions.pairs import HouseholdInput
from outreach.forms.goods import GoodsForm
from outreach.forms.opinions import UnitField
from outreach.models import Household
from outreach.queries.pairs import ENDED, OPEN, UNHELPED, Wanted

REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.NotLeaderError: (None, _("Whoever leads the unit begins and ends its pairs and names their helpers.")),
    checks.NotOfThePairError: (None, _("The helper and the leaders of the unit alone write of a household.")),
    checks.StrangeHelperError: ("helper", _("The helper belongs to another brigade. Check the police number.")),
    checks.PairDayError: (None, _("The day lies in the future, or before the help began.")),
    checks.PairEndedError: (None, _("The help has ended; the pair changes no more.")),
    checks.GuardianMissingError: ("guardian", _("For a child and for anybody under 14 write which guardian agreed.")),
    checks.MinorNamedError: ("may_be_named", _("Nobody under 14 is named in public, whoever agrees.")),
}
REFUSED = tuple(REFUSALS)


class OfficerField(forms.CharField):
    """A police number that stands for somebody."""

    def clean(self, value: Any) -> Officer:
        number = super().clean(value)
        found: Officer | None = Officer.objects.filter(police_number=number).select_related("unit").first()
        if found is None:
            text = _("There is nobody with the police number %(numbers)s.")
            raise forms.ValidationError(text, params={"numbers": number})
        return found


class RefusingForm(forms.Form):
    def refuse(self, error: ValueError) -> None:
        """Show why an action refused, at the field that mends it where the form has it."""
        field, message = REFUSALS[type(error)]
        self.add_error(field if field in self.fields else None, message)


class HouseholdForm(RefusingForm):
    """Who is helped and why; seen by the pair and its leaders only."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Household.Kind.choices)
    name = forms.CharField(label=_("Name"), max_length=40)
    is_minor = forms.BooleanField(label=_("Who is helped is under 14"), required=False)
    guardian = forms.CharField(
        label=_("Guardian who agreed"),
        required=False,
        max_length=40,
        help_text=_("For a child, and for anybody under 14."),
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=120)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=20)
    needs = forms.CharField(label=_("Needs"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    begun_on = DayField(label=_("Helped since"))
    consented_on = DayField(label=_("Agreed to be recorded on"))
    may_be_named = forms.BooleanField(label=_("Agreed to be named in public"), required=False)

    def told(self) -> HouseholdInput:
        told = {name: self.cleaned_data[name] for name in HouseholdInput.__dataclass_fields__}
        return HouseholdInput(**told | {"kind": Household.Kind(told["kind"])})


class NewHouseholdForm(HouseholdForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    unit = UnitField(Unit.objects.none(), label=_("Unit that helps"), empty_label=None)
    helper = OfficerField(label=_("Police number of the helper"), max_length=12)

    def __init__(self, data: Any, *, units: Any, own: int, today: dt.date) -> None:
        first = {"begun_on": today, "consented_on": today, "client_id": uuid4(), "unit": own}
        super().__init__(data, initial=first)
        field = self.fields["unit"]
        if isinstance(field, UnitField):
            field.queryset = units


class HelperForm(RefusingForm):
    helper = OfficerField(label=_("Police number of the helper"), max_length=12)
    on = DayField(label=_("From"))

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, initial={"on": today}, prefix="helper")


class HouseholdVisitForm(RefusingForm, GoodsForm):
    """A visit to a household with up to five lines of goods."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    happened_on = DayField(label=_("Day"))
    done = forms.CharField(label=_("What was done"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    result = forms.CharField(label=_("Result of the visit"), required=False, max_length=200)
    is_signed = forms.BooleanField(label=_("The household signed for the goods"), required=False)

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, initial={"happened_on": today, "client_id": uuid4()})

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data | {"goods": self.goods_lines()}


class EndForm(RefusingForm):
    on = DayField(label=_("Last day"))
    conclusion = forms.CharField(
        label=_("What the help came to"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, initial={"on": today}, prefix="end")


class PairFilterForm(forms.Form):
    """What the list is narrowed to; a value that nobody offered narrows nothing."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), (OPEN, _("helped")), (UNHELPED, _("needs a new helper")), (ENDED, _("ended"))],
    )
    q = forms.CharField(label=_("Number or name"), required=False, max_length=40)

    def __init__(self, data: Any, *, brigade: Unit) -> None:
        super().__init__(data)
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("all")), *((unit.code, unit.name) for unit in units_of(brigade))]

    def wanted(self) -> Wanted:
        self.is_valid()
        told = self.cleaned_data
        return Wanted(unit=told.get("unit", ""), state=told.get("state", ""), text=told.get("q", ""))
