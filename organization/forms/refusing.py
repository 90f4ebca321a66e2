from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms


class RefusingForm(forms.Form):
    """A form that shows why an action refused; `refusals` names the field that mends it, and the words."""

    refusals: ClassVar[Mapping[type[ValueError], tuple[str | None, Any]]] = {}

    def refuse(self, error: ValueError) -> None:
        field, message = self.refusals[type(error)]
        told = forms.ValidationError(message, params={"which": str(error)})
        self.add_error(field if field in self.fields else None, told)
