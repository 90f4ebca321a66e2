from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.refusing import RefusingForm
from services.actions import pioneers as checks
from services.models import PioneerCheck
from services.rules.quarters import Quarter

REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.NotPioneerCheckerError: (None, _("Supervisors check pioneer posts, nobody the own one.")),
    checks.QuarterError: (None, _("Nobody served at this post in the quarter so far.")),
    checks.CheckedError: (None, _("The post was checked in this quarter already.")),
    checks.PioneerRevokedError: (None, _("The post was revoked. Enter a new duty to begin anew.")),
}
REFUSED = tuple(REFUSALS)


class PioneerForm(RefusingForm):
    refusals = REFUSALS

    verdict = forms.ChoiceField(label=_("What follows"), choices=PioneerCheck.Verdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class QuarterForm(forms.Form):
    """Which quarter the list is of: the one before this one where nobody chose."""

    quarter = forms.ChoiceField(label=_("Quarter"), required=False)

    def __init__(self, data: Any, *, quarters: list[Quarter]) -> None:
        super().__init__(data if data.get("quarter") else {"quarter": str(quarters[1])})
        self.quarters = {str(quarter): quarter for quarter in quarters}
        field = self.fields["quarter"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(name, name) for name in self.quarters]

    def wanted(self) -> Quarter:
        """Return the quarter that was chosen; a value that nobody offered is none."""
        self.is_valid()
        return self.quarters.get(self.cleaned_data.get("quarter", ""), list(self.quarters.values())[1])
