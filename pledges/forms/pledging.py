"""The five fieldsets of a pledge. What is typed is kept even while it is incomplete; only handing in asks for all."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from pledges.actions.drafting import ItemInput
from pledges.measures import MEASURES, offered_to
from pledges.models import Cycle, Pledge, PledgeItem, PledgeTemplate
from pledges.models.kinds import CriterionName, ItemKind
from pledges.rules.criteria import LEAST_ITEMS, MOST_ITEMS, Owner, criteria_for


@dataclass(frozen=True, slots=True)
class Fault:
    """What is to be mended, and the control where that is done."""

    text: str
    anchor: str


class ItemForm(forms.Form):
    """One promise."""

    text = forms.CharField(
        label=_("Promise"),
        max_length=120,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What you do and how much of it. Example: each month two visits at the advice stand."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ItemKind)
    criterion = forms.ChoiceField(label=_("Criterion"))
    shown_by = forms.CharField(
        label=_("How it is checked"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "shown-by"}),
    )
    due_on = DayField(
        label=_("Done by"),
        required=False,
    )
    measure = forms.ChoiceField(label=_("Figure of the portal"), required=False)
    target = forms.DecimalField(label=_("Target"), required=False, max_digits=6, decimal_places=2, min_value=0)

    def __init__(self, data: Any, *, number: int, owner: Owner, item: PledgeItem | None) -> None:
        criteria = [name for name in CriterionName if name.value in criteria_for(owner)]
        initial: dict[str, Any] = {"kind": ItemKind.POST, "criterion": criteria[number - 1]}
        if item is not None:
            initial = {name: getattr(item, name) for name in self.base_fields}
            initial["target"] = _plain(item)
        super().__init__(data, prefix=f"item-{number}", initial=initial)
        self.number, self.item = number, item
        self._choose("criterion", [(name.value, name.label) for name in criteria])
        figures = [(measure.key, measure.label) for measure in offered_to(owner)]
        if figures:
            self._choose("measure", [("", _("no figure")), *figures])
        else:
            del self.fields["measure"], self.fields["target"]
        self.fields["text"].widget.attrs["data-count"] = f"{self.prefix}-left"

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def is_overtaken(self) -> bool:
        """Tell whether something else is stored than what is typed."""
        return self.is_bound and self.has_changed() and (self.item is not None or self.is_written)

    @property
    def is_written(self) -> bool:
        """Tell whether anything but the choices stands here."""
        return any(self[name].value() for name in ("text", "shown_by", "due_on", "target") if name in self.fields)

    def clean_text(self) -> str:
        return " ".join(str(self.cleaned_data["text"]).split())

    def promise(self) -> ItemInput:
        told = self.cleaned_data if self.is_bound else self.initial
        return ItemInput(
            kind=ItemKind(told["kind"]),
            criterion=CriterionName(told["criterion"]),
            text=told["text"],
            shown_by=told["shown_by"],
            due_on=told["due_on"],
            measure=told.get("measure", ""),
            target=told.get("target"),
        )

    def demand(self, cycle: Cycle) -> None:
        """Add an error for everything that is missing or does not fit, so that all of them are told at once."""
        told, number = self.cleaned_data, {"number": self.number}
        if not told["text"]:
            self.add_error("text", gettext("Promise %(number)s: write what you promise.") % number)
        if not told["shown_by"]:
            self.add_error("shown_by", gettext("Promise %(number)s: say how it is checked.") % number)
        if told["due_on"] is None:
            self.add_error("due_on", gettext("Promise %(number)s: choose the day by which it is done.") % number)
        elif not cycle.starts_on <= told["due_on"] <= cycle.ends_on:
            days = {"first": cycle.starts_on, "last": cycle.ends_on}
            self.add_error(
                "due_on", gettext("Promise %(number)s: choose a day from %(first)s to %(last)s.") % (number | days)
            )
        self._demand_target(told.get("measure", ""), told.get("target"))

    def _demand_target(self, key: str, target: Decimal | None) -> None:
        number, measure = {"number": self.number}, MEASURES.get(key)
        if measure is None and target is not None:
            self.add_error("measure", gettext("Promise %(number)s: choose the figure of this target.") % number)
        elif measure is not None and (target is None or not measure.takes(target)):
            most = {"most": measure.written(measure.most)}
            text = (
                gettext("Promise %(number)s: write a whole number up to %(most)s as target.")
                if measure.is_whole
                else gettext("Promise %(number)s: write a number up to %(most)s as target.")
            )
            self.add_error("target", text % (number | most))


def _plain(item: PledgeItem) -> Decimal | None:
    """Return the target as its figure is written: a count without places."""
    measure = MEASURES.get(item.measure)
    return Decimal(measure.written(item.target)) if measure is not None and item.target is not None else item.target


class PledgeForm:
    """All promises of a draft; a fieldset that was not sent keeps what is stored."""

    def __init__(self, pledge: Pledge, data: Any = None) -> None:
        self.pledge, self.refused, self.is_overtaken = pledge, list[str](), False
        self.stored = pledge.digest_now()
        self.seen = self.stored if data is None else str(data.get("seen", ""))
        items = {item.position: item for item in pledge.items.all()}
        owner = Owner(pledge.owner_kind)
        self.items = [
            ItemForm(
                data if data is not None and f"item-{number}-text" in data else None,
                number=number,
                owner=owner,
                item=items.get(number),
            )
            for number in range(1, MOST_ITEMS + 1)
        ]

    @property
    def written(self) -> list[ItemForm]:
        return [form for form in self.items if form.is_written]

    def is_valid(self, *, is_complete: bool) -> bool:
        """Check what is typed; handing in asks that nothing is missing."""
        for form in self.written:
            if form.is_valid() and is_complete:
                form.demand(self.pledge.cycle)
        if is_complete and len(self.written) < LEAST_ITEMS:
            self.refused.append(gettext("Write at least two promises; here is one more to fill in."))
        return not self.faults

    @property
    def faults(self) -> list[Fault]:
        own = [Fault(text, f"id_item-{len(self.written) + 1}-text") for text in self.refused]
        return own + [
            Fault(str(error), form[name].id_for_label)
            for form in self.items
            for name, errors in form.errors.items()
            for error in errors
        ]

    def promises(self) -> list[ItemInput]:
        return [form.promise() for form in self.written]


class TemplateForm(forms.Form):
    template = forms.ModelChoiceField(
        PledgeTemplate.objects.none(), label=_("Start from a template"), required=False, empty_label=_("Choose a text")
    )

    def __init__(self, templates: Any, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["template"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = templates

    @staticmethod
    def promise(template: PledgeTemplate) -> ItemInput:
        return ItemInput(
            kind=ItemKind(template.kind),
            criterion=CriterionName(template.criterion),
            text=template.text,
            shown_by=template.shown_by,
        )
