from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms


class RefusingForm(forms.Form):
    """A form that shows why an action refused; `refusals` names the field that mends it, and the words."""

    refusals: ClassVar[Mapping[type[ValueError], tuple[str | None, Any]]] = {}

    def refuse(self, error: ValueError) -> None:
        """Say why at the field that mends it; the words may name the error's argument as `which`."""
        field, message = self.refusals[type(error)]
        self.tell(field, message, which=str(error))

    def tell(self, field: str | None, message: Any, **params: str) -> None:
        """Put a message at its field, or above the form where the form has no such field."""
        told = forms.ValidationError(message, params=params or None)
        self.add_error(field if field in self.fields else None, told)
