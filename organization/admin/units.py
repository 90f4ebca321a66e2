from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from organization.actions.units import save_unit
from organization.admin.scoped import ScopedAdmin
from organization.models import Unit
from organization.views.access import officer_of


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Unit
        fields = ("code", "name", "kind", "parent", "is_rural", "opened_on", "closed_on")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        parent = data.get("parent", self.instance.parent)
        if parent and self.instance.pk and parent.path.startswith(self.instance.path):
            raise ValidationError({"parent": _("A unit cannot be placed below itself.")})
        if data.get("kind") in {Unit.Kind.SECTION, Unit.Kind.SQUADRON} and not (parent and parent.brigade_id):
            raise ValidationError({"parent": _("A section office or squadron belongs to a brigade.")})
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """Leave out what follows from the superior unit; `clean` has asked for it."""
        return super()._get_validation_exclusions() | {"brigade", "path"}  # type: ignore[misc, no-any-return]


@admin.register(Unit)
class UnitAdmin(ScopedAdmin):
    form = UnitForm
    scope_path = "path"
    list_display = ("code", "name", "kind", "parent", "is_rural", "opened_on", "closed_on")
    list_filter = ("kind", "is_rural")
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    autocomplete_fields = ("parent",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the superior unit of the topmost unit that the officer reaches: it lies outside the officer's own."""
        is_top = obj is not None and obj.path in officer_of(request).paths_of("organization.change_unit")
        return ("code", "parent") if is_top else ("code",) if obj is not None else ()

    def path_of(self, obj: Any) -> str:
        """Return where the unit will stand once it is saved below its superior unit."""
        return f"{obj.parent.path if obj.parent else ''}{obj.code}/"

    def store(self, request: HttpRequest, obj: Any, form: Any) -> None:  # noqa: ARG002
        save_unit(obj, by=officer_of(request))
