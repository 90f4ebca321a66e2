import datetime as dt
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.forms.refusing import RefusingForm
from organization.models import Unit
from services.actions import passages as checks
from services.actions.leniency import FutureLeniencyError, NotPermittedNowError, PlateError
from services.actions.passages import PassageInput, PermitInput, VehicleInput
from services.models import PassagePermit
from services.models.passages import StandingName
from services.queries.passages import Wanted, overlaps_of
from services.rules.passages import MOST_VEHICLES
from services.rules.plates import is_plate

_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_ON = {"autocomplete": "off"}
REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.NotGrantingError: (None, _("Leaders of the brigade issue and revoke permits.")),
    checks.IncompleteError: ("vehicles", _("Fill in everything that a permit says, with at least one vehicle.")),
    checks.SpanError: ("ends_at", _("A permit ends after it begins.")),
    checks.OverError: ("ends_at", _("This moment is over. Choose one to come.")),
    checks.HoursError: ("hour_until", _("Write both ends of the hours, or none.")),
    checks.TooManyVehiclesError: ("vehicles", _("A permit names 40 vehicles at most.")),
    checks.VehicleTwiceError: ("vehicles", _("One of the plates stands there twice.")),
    checks.RevokedError: (None, _("This permit is at its end already.")),
    NotPermittedNowError: (
        "happened_at",
        _("The permit does not count at this moment. See days and hours."),
    ),
    PlateError: ("vehicles", _("Write the whole plate, such as 湘J12345.")),
    FutureLeniencyError: ("happened_at", _("The moment lies in the future.")),
}
REFUSED = tuple(REFUSALS)


class PassageStepForm(RefusingForm):
    refusals = REFUSALS


class PermitForm(PassageStepForm):
    """What a leader fills in; vehicles that another permit names for the same days are pointed out once."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What for"), choices=PassagePermit.Kind.choices)
    organisation = forms.CharField(label=_("Organisation that applies"), max_length=60)
    occasion = forms.CharField(label=_("Project or event"), max_length=60)
    purpose = forms.CharField(label=_("Purpose"), max_length=200)
    basis = forms.CharField(label=_("Legal basis"), max_length=120)
    route_from = forms.CharField(label=_("From where"), max_length=40)
    route_to = forms.CharField(label=_("To where"), max_length=40)
    route_along = forms.CharField(label=_("Along which roads"), max_length=120, required=False)
    vehicles = forms.CharField(
        label=_("Vehicles"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, **_ON}),
        help_text=_("One in a line: plate, blank, kind of vehicle. Such as 湘J12345 低平板半挂车."),
    )
    starts_at = forms.DateTimeField(label=_("Valid from"), widget=_MOMENT)
    ends_at = forms.DateTimeField(label=_("Valid until"), widget=_MOMENT)
    hour_from = forms.TimeField(label=_("Daily from"), required=False, widget=_TIME)
    hour_until = forms.TimeField(label=_("Daily until"), required=False, widget=_TIME)
    conditions = forms.CharField(
        label=_("Conditions of the passage"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_another = forms.BooleanField(label=_("Issue it all the same"), required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data, initial={"client_id": uuid4()})
        self.overlaps: list[PassagePermit] = []

    def clean_vehicles(self) -> list[VehicleInput]:
        lines = [line.split(None, 1) for line in self.cleaned_data["vehicles"].splitlines() if line.strip()]
        if any(len(line) == 1 for line in lines):
            raise forms.ValidationError(_("Write the kind of each vehicle behind its plate."))
        if len(lines) > MOST_VEHICLES:
            raise forms.ValidationError(REFUSALS[checks.TooManyVehiclesError][1])
        if not all(is_plate(plate) for plate, _kind in lines):
            raise forms.ValidationError(REFUSALS[PlateError][1])
        return [VehicleInput(plate=plate, kind=kind.strip()[:30]) for plate, kind in lines]

    def told(self) -> PermitInput:
        other = ("client_id", "vehicles", "is_another")
        return PermitInput(**{name: value for name, value in self.cleaned_data.items() if name not in other})

    def is_new(self, brigade: Unit) -> bool:
        """Point out permits that overlap, unless whoever issues this one has seen that already."""
        told = self.cleaned_data
        if told["is_another"]:
            return True
        plates = [one.plate for one in told["vehicles"]]
        self.overlaps = overlaps_of(brigade, plates, told["starts_at"], told["ends_at"])
        if self.overlaps:
            self.fields["is_another"].widget = forms.CheckboxInput()
            self.add_error("is_another", _("A vehicle has a permit for some of these days already."))
        return not self.overlaps


class RevokeForm(PassageStepForm):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class PassageForm(PassageStepForm):
    """One passage under a permit: which of its vehicles, where, who escorts."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    vehicle = forms.ChoiceField(label=_("Vehicle"))
    place = forms.CharField(label=_("Location"), max_length=80)
    escort = forms.CharField(label=_("Escort"), max_length=60)
    happened_at = forms.DateTimeField(label=_("When"), widget=_MOMENT)
    is_local = forms.BooleanField(label=_("Local plate"), required=False)

    def __init__(self, data: Any, *, permit: PassagePermit, now: dt.datetime, position: str = "") -> None:
        first = {"client_id": uuid4(), "happened_at": now, "is_local": True, "vehicle": position}
        super().__init__(data, initial=first)
        self.vehicles = {str(vehicle.position): vehicle for vehicle in permit.vehicles.all()}
        field = self.fields["vehicle"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(position, str(vehicle)) for position, vehicle in self.vehicles.items()]

    def told(self) -> PassageInput:
        told = {name: value for name, value in self.cleaned_data.items() if name != "client_id"}
        return PassageInput(**told | {"vehicle": self.vehicles[told["vehicle"]]})


class FindForm(forms.Form):
    text = forms.CharField(
        label=_("Whole plate, or number of the permit"),
        max_length=32,
        widget=forms.TextInput(attrs={**_ON, "placeholder": "湘J12345"}),
    )


class PassageFilterForm(forms.Form):
    """What the list is narrowed to; a value that nobody offered narrows nothing."""

    standing = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *StandingName.choices])
    kind = forms.ChoiceField(label=_("What for"), required=False, choices=[("", _("all")), *PassagePermit.Kind.choices])
    day = DayField(label=_("Valid on"), required=False)
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=60)

    def wanted(self, brigade: Unit) -> Wanted:
        self.is_valid()
        return Wanted(brigade=brigade, **{name: value for name, value in self.cleaned_data.items() if value})
