import datetime as dt
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.forms.phone import PhoneField
from organization.forms.refusing import RefusingForm
from organization.models import Officer, Unit
from services.actions import bookings as checks
from services.actions.bookings import BookingInput, Result
from services.models import Booking, Slot
from services.models.bookings import MARK
from services.queries.bookings import DUE, Wanted, free_slots

REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.NotAtAppointmentsError: (None, _("Clerks of the brigade work on appointments, with its leaders.")),
    checks.TooFewVehiclesError: (
        "vehicle_count",
        _("A team goes out for 5 to 60 motorcycles. For fewer, come to a window or the next consultation station."),
    ),
    checks.TooSoonError: ("slot", _("Book at least one working day ahead.")),
    checks.SlotFullError: ("slot", _("This time has just been taken. The next free time: %(which)s")),
    checks.VersionMissingError: (None, _("Your version of the rules does not know this matter.")),
    checks.BookingClosedError: (None, _("This appointment is at its end and changes no more.")),
    checks.TooLateError: (None, _("It is too late to change it here. Call the window.")),
    checks.TeamError: (None, _("Choose two different police officers of the brigade.")),
    checks.NoTeamError: (None, _("Name the two officers who go first.")),
    checks.NotYetError: (None, _("Results are entered on the day of the visit or later.")),
    checks.ResultCountError: (None, _("Enter each motorcycle once.")),
    checks.PeriodError: ("last", _("Choose days after today, three months at most.")),
}
REFUSED = tuple(REFUSALS)


class BookingStepForm(RefusingForm):
    refusals = REFUSALS


class SlotChoiceForm(BookingStepForm):
    """A free time of a brigade; one that was taken meanwhile is refused with the next."""

    slot = forms.ModelChoiceField(Slot.objects.none(), label=_("Time"))

    def __init__(self, data: Any, *, brigade: Unit, today: dt.date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["slot"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Slot.objects.filter(brigade=brigade)
            field.choices = [("", "--"), *((slot.pk, str(slot)) for slot in free_slots(brigade, today)[:60])]


class BookingForm(SlotChoiceForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    applicant_name = forms.CharField(
        label=_("Applicant"), max_length=40, widget=forms.TextInput({"autocomplete": "off"})
    )
    applicant_phone = PhoneField()
    place = forms.CharField(label=_("Place of the visit"), max_length=80)
    vehicle_count = forms.IntegerField(label=_("Motorcycles"), min_value=1, max_value=999)

    def __init__(self, data: Any, *, brigade: Unit, today: dt.date) -> None:
        super().__init__(data, brigade=brigade, today=today, initial={"client_id": uuid4()})

    def told(self) -> BookingInput:
        names = ("applicant_name", "applicant_phone", "place", "vehicle_count")
        return BookingInput(**{name: self.cleaned_data[name] for name in names})


class SlotsForm(BookingStepForm):
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    times = forms.CharField(
        label=_("Times of the day"), max_length=60, initial="09:00 14:30", help_text=_("With a blank between")
    )
    capacity = forms.IntegerField(label=_("Appointments at once"), min_value=1, max_value=20, initial=1)

    def clean_times(self) -> list[dt.time]:
        try:
            found = [dt.time.fromisoformat(text) for text in self.cleaned_data["times"].split()]
        except ValueError as error:
            raise forms.ValidationError(_("Write times such as 09:00.")) from error
        if any(time.tzinfo for time in found):
            raise forms.ValidationError(_("Write times such as 09:00."))
        return found


class CancelForm(BookingStepForm):
    reason = forms.CharField(label=_("Reason"), max_length=100)


class TeamForm(BookingStepForm):
    first_officer = forms.ModelChoiceField(Officer.objects.none(), label=_("First officer"))
    second_officer = forms.ModelChoiceField(Officer.objects.none(), label=_("Second officer"))

    def __init__(self, data: Any, *, booking: Booking) -> None:
        chosen = {"first_officer": booking.first_officer, "second_officer": booking.second_officer}
        super().__init__(data, initial=chosen)
        officers = Officer.objects.filter(
            unit__path__startswith=booking.brigade.path, kind=Officer.Kind.OFFICER, is_active=True
        )
        choices = [("", "--"), *((officer.pk, officer.name) for officer in officers.order_by("sort_key"))]
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset, field.choices = officers, choices


class ResultsForm(BookingStepForm):
    """One line for each motorcycle; what is not passed says why."""

    def __init__(self, data: Any, *, count: int) -> None:
        super().__init__(data)
        self.count = count
        for at in range(1, count + 1):
            self.fields[f"mark_{at}"] = forms.CharField(
                label=_("%(number)d: plate or end of the frame number") % {"number": at},
                max_length=10,
                validators=[MARK],
            )
            self.fields[f"passed_{at}"] = forms.BooleanField(label=_("passed"), required=False, initial=True)
            self.fields[f"reason_{at}"] = forms.CharField(label=_("Why not passed"), required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for at in range(1, self.count + 1):
            if bool(data.get(f"passed_{at}")) == bool(data.get(f"reason_{at}")):
                self.add_error(f"reason_{at}", _("Tick it as passed, or write why it is not passed."))
        return data

    def told(self) -> list[Result]:
        data = self.cleaned_data
        return [Result(data[f"mark_{at}"], data[f"reason_{at}"]) for at in range(1, self.count + 1)]


class BookingFilterForm(forms.Form):
    """What the list is narrowed to; a value that nobody offered narrows nothing."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), *Booking.State.choices, (DUE, _("day over, no results"))],
    )
    day = DayField(label=_("Day"), required=False)

    def wanted(self, brigade: Unit) -> Wanted:
        self.is_valid()
        return Wanted(brigade=brigade, **{name: value for name, value in self.cleaned_data.items() if value})
