import datetime as dt
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.forms.phone import PHONE
from organization.models import Officer, Unit
from organization.queries import units_of
from outreach.actions import visits as checks
from outreach.actions.visits import VisitInput
from outreach.models import PublicityEvent, Visit
from outreach.models.kinds import CategoryName, TopicName
from outreach.queries.log import Wanted
from outreach.rules.categories import Category
from outreach.rules.topics import Topic

REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.FutureVisitError: ("happened_on", _("The day cannot be later than today.")),
    checks.PlaceMissingError: ("target", _("This kind counts places: write where you went.")),
    checks.NobodyWentError: ("visitors", _("Choose at least one officer who went.")),
    checks.StrangerError: ("others", _("Only officers of your brigade go. Check the police numbers.")),
    checks.VisitClosedError: (None, _("This visit is struck out and changes no more.")),
    checks.NotYoursError: (None, _("Whoever entered a visit, went on it or leads the unit changes it.")),
}
_CARD = {"min_value": 0, "max_value": 9999, "required": False, "initial": 0}


class VisitorsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class VisitForm(forms.Form):
    """A visit made or to come; one whose day lies ahead is booked."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    category = forms.ChoiceField(label=_("Kind"), choices=CategoryName.choices)
    target = forms.CharField(
        label=_("Where, or whom"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    happened_on = DayField(
        label=_("Day"),
        error_messages={"required": _("Choose a day."), "invalid": _("Write the day like 2026-10-31.")},
    )
    quantity = forms.IntegerField(
        label=_("Quantity"), min_value=1, max_value=9999, initial=1, widget=forms.NumberInput(attrs={"min": 1})
    )
    content = forms.CharField(
        label=_("What was done"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_grassroots = forms.BooleanField(label=_("Counts as a grassroots service of the squadron"), required=False)
    visitors = VisitorsField(
        Officer.objects.none(), label=_("Who went"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Officers of other units"),
        required=False,
        max_length=200,
        help_text=_("Police numbers with a blank between them. The visit then counts for their units too."),
    )
    contact_cards = forms.IntegerField(label=_("Contact cards"), **_CARD)  # type: ignore[arg-type]
    notice_cards = forms.IntegerField(label=_("Notice cards"), **_CARD)  # type: ignore[arg-type]
    followup_cards = forms.IntegerField(label=_("Follow-up cards"), **_CARD)  # type: ignore[arg-type]
    topics = forms.MultipleChoiceField(
        label=_("Topics"), required=False, choices=TopicName.choices, widget=forms.CheckboxSelectMultiple
    )
    contact_name = forms.CharField(label=_("Whom to reach"), required=False, max_length=40)
    contact_phone = forms.RegexField(
        PHONE,
        label=_("Telephone"),
        required=False,
        help_text=_("Only for the return visit. Lists do not show it; it is deleted after three years."),
        error_messages={"invalid": _("Write a telephone number, digits only.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    is_another = forms.BooleanField(label=_("It is another visit: save it all the same"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        unit: Unit,
        by: Officer,
        today: dt.date,
        visit: Visit | None = None,
        event: PublicityEvent | None = None,
        day: str = "",
    ) -> None:
        self.unit, self.today, self.likes = unit, today, []
        first = _first(by, today, day) | (_of_event(event) if event else {})
        super().__init__(data, initial=_told(visit) if visit else first)
        field = self.fields["visitors"]
        if isinstance(field, VisitorsField):
            field.queryset = Officer.objects.serving(today).filter(unit=unit).order_by("sort_key")

    likes: list[Visit]

    @property
    def is_booked(self) -> bool:
        return bool(self.cleaned_data["happened_on"] > self.today)

    def clean(self) -> dict[str, Any]:
        numbers = self.cleaned_data.get("others", "").replace("，", " ").replace(",", " ").split()
        found = list(Officer.objects.filter(police_number__in=numbers).select_related("unit"))
        missing = sorted(set(numbers) - {officer.police_number for officer in found})
        if missing:
            text = _("There is nobody with the police number %(numbers)s.")
            self.add_error("others", forms.ValidationError(text, params={"numbers": ", ".join(missing)}))
        people = {officer.pk: officer for officer in [*(self.cleaned_data.get("visitors") or ()), *found]}
        return self.cleaned_data | {"people": list(people.values())}

    def told(self) -> VisitInput:
        told = self.cleaned_data
        return VisitInput(
            unit=self.unit,
            category=Category(told["category"]),
            happened_on=told["happened_on"],
            visitors=told["people"],
            target=told["target"],
            quantity=told["quantity"],
            is_grassroots=told["is_grassroots"],
            content=told["content"],
            contact_cards=told["contact_cards"] or 0,
            notice_cards=told["notice_cards"] or 0,
            followup_cards=told["followup_cards"] or 0,
            contact_name=told["contact_name"],
            contact_phone=told["contact_phone"],
            topics=[Topic(topic) for topic in told["topics"]],
        )

    def refuse(self, error: ValueError) -> None:
        """Show why an action refused, at the field that mends it."""
        field, message = REFUSALS[type(error)]
        self.add_error(field, message)


class LogForm(forms.Form):
    """What the list is narrowed to; a value that nobody offered narrows nothing."""

    category = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *CategoryName.choices])
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *Visit.State.choices])
    topic = forms.ChoiceField(label=_("Topic"), required=False, choices=[("", _("all")), *TopicName.choices])
    grassroots = forms.ChoiceField(
        label=_("Grassroots service"), required=False, choices=[("", _("all")), ("on", _("only these"))]
    )
    q = forms.CharField(label=_("Place or words"), required=False, max_length=80)

    def __init__(self, data: Any, *, brigade: Unit) -> None:
        super().__init__(data)
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("all")), *((unit.code, unit.name) for unit in units_of(brigade))]

    def wanted(self) -> Wanted:
        self.is_valid()
        told = self.cleaned_data
        return Wanted(
            category=told.get("category", ""),
            unit=told.get("unit", ""),
            first=told.get("first"),
            last=told.get("last"),
            state=told.get("state", ""),
            topic=told.get("topic", ""),
            is_grassroots=told.get("grassroots") == "on",
            text=told.get("q", ""),
        )


class StrikeOutForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, error_messages={"required": _("Write why it is struck out.")}
    )


def _first(by: Officer, today: dt.date, day: str) -> dict[str, Any]:
    return {
        "client_id": uuid4(),
        "happened_on": day or today,
        "category": CategoryName.COMMUNITY_VISIT,
        "visitors": [by.pk],
        "is_grassroots": by.unit.kind == Unit.Kind.SQUADRON and not by.unit.is_rural,
    }


def _told(visit: Visit) -> dict[str, Any]:
    inside = [visitor.officer_id for visitor in visit.visitors.all() if visitor.unit_id == visit.unit_id]
    outside = visit.visitors.exclude(unit=visit.unit_id).values_list("officer__police_number", flat=True)
    plain = (
        "category",
        "target",
        "happened_on",
        "quantity",
        "content",
        "is_grassroots",
        "contact_name",
        "contact_phone",
    )
    cards = ("contact_cards", "notice_cards", "followup_cards")
    told = {name: getattr(visit, name) for name in (*plain, *cards)}
    more = {"topics": [row.topic for row in visit.topics.all()], "others": " ".join(outside), "visitors": inside}
    return told | more | {"client_id": visit.client_id or uuid4()}


def _of_event(event: PublicityEvent) -> dict[str, Any]:
    """Return what a visit has in common with the event that it was, so that nothing is typed twice."""
    outside = [part.officer.police_number for part in event.officers.all() if part.unit_id != event.unit_id]
    return {
        "category": event.category,
        "target": event.place,
        "happened_on": event.happened_on,
        "content": event.content[:200],
        "visitors": [part.officer_id for part in event.officers.all() if part.unit_id == event.unit_id],
        "others": " ".join(outside),
    }
