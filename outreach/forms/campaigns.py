import datetime as dt
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.models import Officer, Unit
from organization.queries import units_of
from outreach.actions import campaigns as checks
from outreach.actions.campaigns import MANAGE, CampaignInput
from outreach.forms.opinions import UnitField
from outreach.models import Campaign

REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.NotLeaderError: (None, _("Leaders of the responsible unit and supervisors manage a campaign.")),
    checks.OtherOfficerError: ("police_number", _("The responsible officer belongs to another brigade.")),
    checks.PeriodError: ("last_on", _("The last day cannot come before the first.")),
    checks.EventsOutsideError: (
        "last_on",
        _("Events of the campaign lie outside these days. Move or cancel them first."),
    ),
    checks.EventsPlannedError: (None, _("Report the planned events as held or cancel them, then close.")),
    checks.ContestsRunningError: (None, _("Award the contests of the campaign, then close.")),
    checks.CampaignClosedError: (None, _("The campaign is closed and changes no more.")),
}


class CampaignForm(forms.Form):
    """What a campaign is for, when, and who answers for it."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=Campaign.Kind.choices)
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))
    unit = UnitField(Unit.objects.none(), label=_("Responsible unit"), empty_label=None)
    police_number = forms.CharField(label=_("Police number of the responsible officer"), max_length=12)
    plan = forms.CharField(label=_("Aim and plan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(
        self, data: Any, *, brigade: Unit, by: Officer, today: dt.date, campaign: Campaign | None = None
    ) -> None:
        super().__init__(data, initial=_told(campaign) if campaign else _first(by, today))
        field = self.fields["unit"]
        if isinstance(field, UnitField):
            keys = [unit.pk for unit in units_of(brigade) if by.has_right(MANAGE, unit)]
            field.queryset = Unit.objects.filter(pk__in=keys).order_by("path")

    def clean_police_number(self) -> Officer:
        number = self.cleaned_data["police_number"]
        officer: Officer | None = Officer.objects.filter(police_number=number).select_related("unit").first()
        if officer is None:
            text = _("There is nobody with the police number %(numbers)s.")
            raise forms.ValidationError(text, params={"numbers": number})
        return officer

    def told(self) -> CampaignInput:
        told = self.cleaned_data
        return CampaignInput(
            unit=told["unit"],
            officer=told["police_number"],
            title=told["title"],
            kind=Campaign.Kind(told["kind"]),
            plan=told["plan"],
            first_on=told["first_on"],
            last_on=told["last_on"],
        )

    def refuse(self, error: ValueError) -> None:
        """Show why an action refused, at the field that mends it."""
        field, message = REFUSALS[type(error)]
        self.add_error(field, message)


class CloseCampaignForm(forms.Form):
    summary = forms.CharField(label=_("Summary"), max_length=1000, widget=forms.Textarea(attrs={"rows": 6}))


def _first(by: Officer, today: dt.date) -> dict[str, Any]:
    return {"client_id": uuid4(), "first_on": today, "unit": by.unit_id, "police_number": by.police_number}


def _told(campaign: Campaign) -> dict[str, Any]:
    plain = {name: getattr(campaign, name) for name in ("title", "kind", "first_on", "last_on", "plan")}
    others = {"client_id": campaign.client_id or uuid4(), "police_number": campaign.officer.police_number}
    return plain | others | {"unit": campaign.unit_id}
