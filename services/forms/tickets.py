import datetime as dt
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.forms.refusing import RefusingForm
from services.actions import tickets as checks
from services.actions.tickets import TicketInput
from services.models import Matter, Ticket, Window
from services.models.tickets import outcomes_for

_OLD = _("Somebody else took this step already. Read how it stands now.")
REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.NotAtWindowError: (None, _("Tickets are handled by the clerks of the window's unit, with its leaders.")),
    checks.NoSuchCaseError: ("case_number", _("This brigade has no case %(which)s.")),
    checks.WindowBusyError: (None, _("%(which)s is at this window. Finish it first, or put it on hold.")),
    checks.WindowClosedError: (None, _("This window is given up and calls nobody.")),
    checks.OtherKindError: (None, _("This window handles tickets of its own kind, of today.")),
    checks.TicketStateError: (None, _OLD),
    checks.WrongOutcomeError: ("outcome", _("Choose an outcome of this window.")),
    checks.HoldReasonMissingError: ("reason", _("Write what the person has to get first.")),
}
REFUSED = tuple(REFUSALS)


class TicketStepForm(RefusingForm):
    refusals = REFUSALS


class TakeForm(TicketStepForm):
    """For which windows, whether called first, and which case the person comes from."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("For"), choices=Window.Kind, widget=forms.RadioSelect)
    priority = forms.ChoiceField(
        label=_("Called first because"),
        required=False,
        choices=[("", _("in the order of coming")), *Ticket.Priority.choices],
    )
    matter = forms.ModelChoiceField(
        Matter.objects.all(), label=_("Matter"), required=False, empty_label=_("not known yet")
    )
    case_number = forms.CharField(label=_("Case number, if sent from another window"), required=False, max_length=32)

    def __init__(self, data: Any, *, case_number: str = "") -> None:
        kind = Window.Kind.VIOLATIONS if case_number else Window.Kind.LICENCES
        super().__init__(data, initial={"client_id": uuid4(), "kind": kind, "case_number": case_number})

    def told(self) -> TicketInput:
        data = self.cleaned_data
        return TicketInput(
            kind=Window.Kind(data["kind"]),
            priority=data["priority"],
            matter=data["matter"],
            case_number=data["case_number"].strip(),
        )


class HoldForm(TicketStepForm):
    reason = forms.CharField(label=_("What the person has to get first"), max_length=100)


class FinishForm(TicketStepForm):
    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)

    def __init__(self, data: Any, *, kind: str) -> None:
        super().__init__(data)
        field = self.fields["outcome"]
        if isinstance(field, forms.ChoiceField):
            field.choices = outcomes_for(kind)


class ByNumberForm(TicketStepForm):
    """One of the tickets that the page offers."""

    ticket = forms.ModelChoiceField(Ticket.objects.none())

    def __init__(self, data: Any, *, window: Window, today: dt.date) -> None:
        super().__init__(data)
        field = self.fields["ticket"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Ticket.objects.of_day(window.brigade, today).filter(kind=window.kind)


class DayForm(forms.Form):
    day = DayField(label=_("Day"), required=False)

    def chosen(self, today: dt.date) -> dt.date:
        return (self.cleaned_data["day"] if self.is_valid() else None) or today


class PeriodForm(forms.Form):
    """From when to when; this month where nothing is said or what is said is no day."""

    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)

    def period(self, today: dt.date) -> tuple[dt.date, dt.date]:
        self.is_valid()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        return first or (last or today).replace(day=1), last or today
