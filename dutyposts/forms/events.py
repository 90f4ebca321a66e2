import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dutyposts.actions.computing import MonthClosedError, NoStandardInForceError
from dutyposts.actions.events import (
    AlreadyVoidedEventError,
    ApprovedByProposerError,
    FutureEventError,
    NotABonusError,
)
from dutyposts.actions.inspections import PostNotInServiceError, WrongItemError, WrongPersonError
from dutyposts.models import DutyPost, Item, Standard
from dutyposts.queries.inspection_pages import people_at
from organization.calendar import Month
from organization.forms.days import DayField
from organization.models import Officer

# What each refusal of the actions says, at which field, and how to mend it.
REFUSALS: Mapping[type[ValueError], tuple[str | None, Any]] = {
    FutureEventError: ("happened_on", _("The day cannot be later than today.")),
    PostNotInServiceError: ("happened_on", _("The post was not in service that day. Change the day or the post.")),
    MonthClosedError: ("happened_on", _("That month is on notice or published and takes no new entries.")),
    NoStandardInForceError: ("happened_on", _("No standard was in force that month. Check the day.")),
    WrongItemError: ("item", _("Choose an item of the standard of that day.")),
    WrongPersonError: ("people", _("The item does not apply to somebody you named. Check the people.")),
    NotABonusError: (None, _("Only a bonus needs approval.")),
    ApprovedByProposerError: (None, _("A bonus is approved by somebody other than its proposer.")),
    AlreadyVoidedEventError: (None, _("This entry is voided and changes no more.")),
}


class EventForm(forms.Form):
    """An event, a bonus or a veto of one post; items and people follow from the day."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    happened_on = DayField(
        label=_("Day"),
        input_formats=["%Y-%m-%d"],
        error_messages={"required": _("Choose a day."), "invalid": _("Write the day like 2026-10-31.")},
    )
    item = forms.ModelChoiceField(
        Item.objects.none(),
        label=_("Item"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose an item."),
            "invalid_choice": _("Choose an item of the standard of that day."),
        },
    )
    count = forms.IntegerField(
        label=_("Times"),
        min_value=1,
        max_value=99,
        initial=1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write how many times, 1 to 99.")
        ),
    )
    people = forms.ModelMultipleChoiceField(
        Officer.objects.none(), required=False, label=_("People named"), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, post: DutyPost, today: dt.date, **kwargs: Any) -> None:
        super().__init__(data, initial={"happened_on": today, "client_id": uuid4()}, **kwargs)
        day = self._day(today)
        standard = Standard.objects.in_force(Month.of(day)).first()
        self.fields["item"].queryset = Item.objects.filter(  # type: ignore[attr-defined]
            ~Q(kind=Item.Kind.DEDUCTION), standard=standard
        )
        self.fields["people"].queryset = Officer.objects.filter(  # type: ignore[attr-defined]
            pk__in=[person.pk for person in people_at(post, day)]
        )

    def _day(self, today: dt.date) -> dt.date:
        """Return the day that is filled in, today while none is."""
        try:
            return dt.date.fromisoformat(str(self["happened_on"].value()))
        except ValueError:
            return today

    def refuse(self, error: ValueError) -> None:
        """Show why an action refused, at the field that mends it."""
        field, message = REFUSALS[type(error)]
        self.add_error(field if field in self.fields else None, message)


class EventFilterForm(forms.Form):
    """What the list is narrowed to; anything it does not understand narrows nothing."""

    month = forms.CharField(
        label=_("Month"), required=False, max_length=7, widget=forms.TextInput(attrs={"type": "month"})
    )
    post = forms.CharField(label=_("Post code"), required=False, max_length=20)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("all")), *((kind.value, kind.label) for kind in Item.Kind if kind != Item.Kind.DEDUCTION)],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), ("waiting", _("waiting for approval")), ("voided", _("voided"))],
    )


class EventVoidForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, error_messages={"required": _("Write why it is voided.")}
    )
