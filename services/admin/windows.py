from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from organization.admin.scoped import ScopedAdmin, ScopedInline
from organization.models import Unit
from services.models import Window, WindowDuty, WindowHours


class WindowForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Window
        fields = ("unit", "number", "name", "kind", "place", "phone", "matters", "opened_on", "closed_on")

    def clean_unit(self) -> Unit:
        unit: Unit = self.cleaned_data["unit"]
        if unit.brigade_id is None:
            raise ValidationError(_("A window belongs to a unit of a brigade."))
        self.instance.brigade = unit.brigade
        return unit


class HoursInline(ScopedInline):
    model = WindowHours
    can_delete = True


class DutyInline(ScopedInline):
    model = WindowDuty
    autocomplete_fields = ("officer",)


@admin.register(Window)
class WindowAdmin(ScopedAdmin):
    form = WindowForm
    scope_path = "unit__path"
    list_display = ("number", "name", "unit", "kind", "place", "opened_on", "closed_on")
    list_filter = ("kind",)
    list_select_related = ("unit",)
    search_fields = ("number", "name")
    autocomplete_fields = ("unit",)
    filter_horizontal = ("matters",)
    inlines = (HoursInline, DutyInline)
