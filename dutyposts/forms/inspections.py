"""What an inspector fills in: the visit, and what was wrong. Everything typed is shown again when it is refused."""

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dutyposts.actions.computing import MonthClosedError, NoStandardInForceError
from dutyposts.actions.inspections import (
    AlreadyVoidedError,
    CorrectionTooLateError,
    FindingInput,
    NotOwnInspectionError,
    NotYetHappenedError,
    OwnUnitError,
    PostNotInServiceError,
    SameInspectorError,
    WrongItemError,
    WrongPersonError,
)
from dutyposts.models import DutyPost, Inspection, Item, Standard, StandardCategory
from dutyposts.queries.inspection_pages import inspectable_posts, people_at, standard_on
from organization.calendar import Month, beijing_date
from organization.fields import to_hundredths
from organization.models import Officer

NOTE_LENGTH = 500
MOMENT = "%Y-%m-%dT%H:%M"
# A phone's clock may run ahead of the server's by this much.
CLOCK_SKEW = dt.timedelta(minutes=5)
_COUNT = re.compile(r"[1-9][0-9]?")

# What each refusal of the actions says, at which field, and how to mend it.
REFUSALS: Mapping[type[ValueError], tuple[str | None, Any]] = {
    OwnUnitError: ("post", _("Nobody inspects a post of the own unit. Choose another post or second inspector.")),
    SameInspectorError: ("second_inspector", _("Choose somebody else as second inspector, or nobody.")),
    NotYetHappenedError: ("inspected_at", _("The time of the inspection cannot be later than now.")),
    PostNotInServiceError: ("inspected_at", _("The post was not in service that day. Change the time or the post.")),
    MonthClosedError: ("inspected_at", _("That month is on notice or published and takes no new entries.")),
    NoStandardInForceError: ("inspected_at", _("No standard was in force that month. Check the time.")),
    WrongItemError: (None, _("The standard has changed. Open the page again and check what you chose.")),
    WrongPersonError: (None, _("An item does not apply to somebody you named. Check the people.")),
    AlreadyVoidedError: (None, _("This inspection is voided and changes no more.")),
    CorrectionTooLateError: (None, _("The time to correct is over. A supervisor can void the inspection.")),
    NotOwnInspectionError: (None, _("Only the inspector changes an inspection.")),
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as the page shows it."""

    item: Item
    is_on: bool
    count: str
    people: Sequence[tuple[Officer, bool]]
    needs_photo: bool

    @property
    def points_h(self) -> int:
        return to_hundredths(self.item.points)


@dataclass(frozen=True, slots=True)
class ItemGroup:
    category: StandardCategory
    rows: Sequence[ItemRow]

    @property
    def points_h(self) -> int:
        return to_hundredths(self.category.points)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What stands in the form for one item, as typed."""

    count: str = "1"
    people: Collection[str] = ()


class FindingsForm(forms.Form):
    """The findings and the note; the items come from one standard, the people from one post on one day."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        data: Any = None,
        *,
        standard: Standard | None,
        people: Sequence[Officer] = (),
        photo_points: Decimal = Decimal(0),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.standard = standard
        self.people = people
        self.photo_points = photo_points

    @property
    def chosen(self) -> dict[str, Chosen]:
        """What is ticked now: as sent, or as the form began."""
        if not self.is_bound:
            return dict(self.initial.get("findings", {}))
        data: Any = self.data
        return {
            code: Chosen(data.get(f"count_{code}", "1"), data.getlist(f"people_{code}"))
            for code in data.getlist("item")
        }

    @property
    def groups(self) -> list[ItemGroup]:
        chosen = self.chosen
        categories = self.standard.categories.all() if self.standard else ()
        return [
            ItemGroup(category, [self._row(item, chosen.get(item.code)) for item in category.items.all()])
            for category in categories
        ]

    def _row(self, item: Item, chosen: Chosen | None) -> ItemRow:
        named = chosen.people if chosen else ()
        people = [(person, str(person.pk) in named) for person in self.people if applies(item, person)]
        count = chosen.count if chosen else "1"
        return ItemRow(item, chosen is not None, count, people, item.points >= self.photo_points)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["findings"] = self._findings()
        return cleaned

    def _findings(self) -> list[FindingInput]:
        categories = self.standard.categories.all() if self.standard else ()
        items = {item.code: item for category in categories for item in category.items.all()}
        people = {str(person.pk): person for person in self.people}
        findings = []
        for code, chosen in self.chosen.items():
            item = items.get(code)
            if item is None:
                self.add_error(None, _("Item %(code)s is not in the standard. Choose again.") % {"code": code})
            elif not _COUNT.fullmatch(chosen.count.strip()):
                self.add_error(None, _("“%(item)s”: write how many times, 1 to 99.") % {"item": item.text})
            elif not set(chosen.people) <= people.keys():
                self.add_error(None, _("“%(item)s”: choose people who serve at this post.") % {"item": item.text})
            else:
                named = [people[key] for key in dict.fromkeys(chosen.people)]
                findings.append(FindingInput(item, int(chosen.count), named))
        return findings

    def refuse(self, error: ValueError) -> None:
        """Show why an action refused, at the field that mends it."""
        field, message = REFUSALS[type(error)]
        self.add_error(field if field in self.fields else None, message)


class InspectionForm(FindingsForm):
    """A whole visit; standard and people follow from the day that is sent, so a late entry is checked as of its day."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    post = forms.ModelChoiceField(
        DutyPost.objects.none(),
        to_field_name="code",
        label=_("Duty post"),
        error_messages={
            "required": _("Choose a duty post."),
            "invalid_choice": _("Choose a duty post that you may inspect."),
        },
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Inspection.Kind.choices, widget=forms.RadioSelect)
    second_inspector = forms.ModelChoiceField(
        Officer.objects.none(), required=False, label=_("Second inspector"), empty_label=_("nobody")
    )
    inspected_at = forms.DateTimeField(
        label=_("Time"),
        input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        error_messages={"invalid": _("Write the time like 2026-10-31T08:15."), "required": _("Choose a time.")},
    )
    standard_version = forms.CharField(required=False, max_length=20)

    def __init__(
        self, data: Any = None, *, officer: Officer, colleagues: Sequence[Officer], now: dt.datetime, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.officer, self.colleagues, self.now = officer, colleagues, now
        self.fields["post"].queryset = inspectable_posts(officer)  # type: ignore[attr-defined]
        self.fields["second_inspector"].queryset = Officer.objects.filter(  # type: ignore[attr-defined]
            pk__in=[colleague.pk for colleague in colleagues]
        )

    def clean_inspected_at(self) -> dt.datetime:
        moment: dt.datetime = self.cleaned_data["inspected_at"]
        return min(moment, self.now) if moment <= self.now + CLOCK_SKEW else moment

    def clean(self) -> dict[str, Any]:
        self._follow_the_day()
        cleaned = super().clean()
        version = cleaned.get("standard_version")
        if self.standard and version and version != self.standard.version:
            self.add_error(
                None,
                _("Standard %(version)s applied that day. Check what you chose, then save again.")
                % {"version": self.standard.version},
            )
        return cleaned

    def _follow_the_day(self) -> None:
        moment = self.cleaned_data.get("inspected_at") or self.now
        if Month.of_moment(moment) != Month.of_moment(self.now):
            self.standard = standard_on(Month.of_moment(moment))
        post = self.cleaned_data.get("post")
        if post is not None:
            self.people = people_at(post, beijing_date(moment))


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, error_messages={"required": _("Write why it is voided.")}
    )


class InspectionFilterForm(forms.Form):
    """What the list is narrowed to; anything it does not understand narrows nothing."""

    month = forms.CharField(
        label=_("Month"), required=False, max_length=7, widget=forms.TextInput(attrs={"type": "month"})
    )
    post = forms.CharField(label=_("Post code"), required=False, max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Inspection.Kind.choices])
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *Inspection.Status.choices])


def applies(item: Item, person: Officer) -> bool:
    return item.applies_to in (Item.AppliesTo.BOTH, person.kind)


def chosen_of(inspection: Inspection) -> dict[str, Chosen]:
    """Return an inspection's findings as the form shows them."""
    return {
        row.code: Chosen(str(row.recorded_count), [str(person.officer_id) for person in row.people.all()])
        for row in inspection.findings.all()
    }
