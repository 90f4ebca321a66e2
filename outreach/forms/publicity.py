import datetime as dt
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.models import Officer, Unit
from organization.queries import units_of
from outreach.actions import publicity as checks
from outreach.actions.publicity import EventInput
from outreach.forms.goods import GoodsForm
from outreach.forms.visits import VisitorsField
from outreach.models import Campaign, PublicityEvent
from outreach.models.publicity import NUMBERS, PUBLICITY, RECIPIENTS
from outreach.queries.publicity import COUNTED, Wanted, campaigns_of

REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.FutureEventError: ("happened_on", _("The day cannot be later than today.")),
    checks.NobodyTookPartError: ("officers", _("Choose at least one officer who took part.")),
    checks.OtherForceError: ("others", _("Only officers of your brigade take part. Check the police numbers.")),
    checks.CampaignDaysError: ("happened_on", _("The day lies outside the days of the campaign.")),
    checks.CampaignOverError: ("campaign", _("The campaign is closed and takes no more events.")),
    checks.EventCancelledError: (None, _("This event is cancelled and changes no more.")),
    checks.NotYourEventError: (None, _("Whoever entered an event, took part or leads the unit changes it.")),
    checks.NoVisitError: (None, _("Only an event that was held, of a kind that is a visit too, is entered as one.")),
}


class CampaignField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class EventForm(GoodsForm):
    """An event held or to come; one whose day lies ahead is planned. Up to five lines of goods."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=PublicityEvent.Kind.choices)
    place = forms.CharField(label=_("Where"), max_length=80)
    happened_on = DayField(
        label=_("Day"),
        error_messages={"required": _("Choose a day."), "invalid": _("Write the day like 2026-10-31.")},
    )
    campaign = CampaignField(Campaign.objects.none(), label=_("Campaign"), required=False, empty_label=_("none"))
    content = forms.CharField(
        label=_("What was done"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    partners = forms.CharField(label=_("Partner bodies"), required=False, max_length=200)
    officers = VisitorsField(
        Officer.objects.none(), label=_("Who took part"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Officers of other units"),
        required=False,
        max_length=200,
        help_text=_("Police numbers with a blank between them. The event then counts for their units too."),
    )

    def __init__(
        self,
        data: Any,
        *,
        unit: Unit,
        by: Officer,
        today: dt.date,
        event: PublicityEvent | None = None,
        campaign: str = "",
    ) -> None:
        self.unit, self.today = unit, today
        super().__init__(data, initial=_told(event) if event else _first(by, today, campaign))
        for name in NUMBERS:
            self.fields[name] = forms.IntegerField(
                label=_number_label(name), min_value=0, max_value=999999, required=False
            )
        self._offer(event)

    def _offer(self, event: PublicityEvent | None) -> None:
        """Offer the open campaigns and the officers on duty, and those that the event has already."""
        campaigns, officers = self.fields["campaign"], self.fields["officers"]
        if isinstance(campaigns, CampaignField):
            own = [event.campaign_id] if event and event.campaign_id else []
            offered = Campaign.objects.open() | Campaign.objects.filter(pk__in=own)
            campaigns.queryset = offered.filter(brigade=self.unit.brigade_id)
        if isinstance(officers, VisitorsField):
            known = [part.officer_id for part in event.officers.all()] if event else []
            serving = Officer.objects.serving(self.today) | Officer.objects.filter(pk__in=known)
            officers.queryset = serving.filter(unit=self.unit).order_by("sort_key")

    @property
    def publicity(self) -> list[forms.BoundField]:
        return [self[name] for name in PUBLICITY]

    @property
    def recipients(self) -> list[forms.BoundField]:
        return [self[name] for name in RECIPIENTS]

    @property
    def is_charity(self) -> bool:
        """Tell whether something stands in what is asked of charity."""
        return any(field.value() for line in [self.recipients, *self.goods] for field in line)

    @property
    def is_planned(self) -> bool:
        return bool(self.cleaned_data["happened_on"] > self.today)

    def clean(self) -> dict[str, Any]:
        numbers = self.cleaned_data.get("others", "").replace("，", " ").replace(",", " ").split()
        found = list(Officer.objects.filter(police_number__in=numbers).select_related("unit"))
        missing = sorted(set(numbers) - {officer.police_number for officer in found})
        if missing:
            text = _("There is nobody with the police number %(numbers)s.")
            self.add_error("others", forms.ValidationError(text, params={"numbers": ", ".join(missing)}))
        people = {officer.pk: officer for officer in [*(self.cleaned_data.get("officers") or ()), *found]}
        return self.cleaned_data | {"people": list(people.values()), "lines": self.goods_lines()}

    def told(self) -> EventInput:
        told = self.cleaned_data
        return EventInput(
            unit=self.unit,
            kind=PublicityEvent.Kind(told["kind"]),
            happened_on=told["happened_on"],
            place=told["place"],
            officers=told["people"],
            campaign=told["campaign"],
            partners=told["partners"],
            content=told["content"],
            numbers={name: told[name] or 0 for name in NUMBERS},
            goods=told["lines"],
        )

    def refuse(self, error: ValueError) -> None:
        """Show why an action refused, at the field that mends it."""
        field, message = REFUSALS[type(error)]
        self.add_error(field, message)


class EventFilterForm(forms.Form):
    """What the list is narrowed to; a value that nobody offered narrows nothing."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *PublicityEvent.Kind.choices])
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *PublicityEvent.State.choices])
    counted = forms.ChoiceField(label=_("With"), required=False, choices=[("", _("all")), *COUNTED.items()])

    def __init__(self, data: Any, *, brigade: Unit) -> None:
        super().__init__(data)
        units, campaigns = self.fields["unit"], self.fields["campaign"]
        if isinstance(units, forms.ChoiceField) and isinstance(campaigns, forms.ChoiceField):
            units.choices = [("", _("all")), *((unit.code, unit.name) for unit in units_of(brigade))]
            campaigns.choices = [("", _("all")), *campaigns_of(brigade)]

    def wanted(self) -> Wanted:
        self.is_valid()
        told = self.cleaned_data
        plain = {name: told.get(name, "") for name in ("kind", "unit", "campaign", "state", "counted")}
        return Wanted(first=told.get("first"), last=told.get("last"), **plain)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, error_messages={"required": _("Write why it is cancelled.")}
    )


def _number_label(name: str) -> str:
    label = str(COUNTED[name])
    return label[:1].upper() + label[1:]


def _first(by: Officer, today: dt.date, campaign: str) -> dict[str, Any]:
    return {"client_id": uuid4(), "happened_on": today, "campaign": campaign, "officers": [by.pk]}


def _told(event: PublicityEvent) -> dict[str, Any]:
    plain = ("kind", "place", "happened_on", "content", "partners", *NUMBERS)
    people = [part.officer for part in event.officers.all()]
    told = {name: getattr(event, name) for name in plain} | {
        "client_id": event.client_id or uuid4(),
        "campaign": event.campaign_id,
        "officers": [officer.pk for officer in people if officer.unit_id == event.unit_id],
        "others": " ".join(officer.police_number for officer in people if officer.unit_id != event.unit_id),
    }
    for at, line in enumerate(event.goods.all()):
        for name in ("item", "quantity", "measure", "value"):
            told[f"{name}_{at}"] = getattr(line, name)
    return told
