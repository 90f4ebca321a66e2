from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from organization.admin.scoped import ScopedAdmin
from organization.views.access import officer_of
from pledges.actions.cycles import save_cycle, save_template
from pledges.models import Cycle, PledgeTemplate


class PledgeTemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    """A brigade's own template; those for every brigade come with the portal."""

    class Meta:
        model = PledgeTemplate
        fields = ("brigade", "kind", "criterion", "text", "shown_by", "is_offered")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brigade = self.fields.get("brigade")
        if brigade is not None:
            brigade.required, brigade.help_text = True, ""


@admin.register(Cycle)
class CycleAdmin(ScopedAdmin):
    """Cycles are opened and moved here; ballots and conclusions are steps of the appraisal pages."""

    scope_path = "brigade__path"
    fields = ("brigade", "name", "kind", "starts_on", "ends_on", "submit_by", "state")
    list_display = ("name", "brigade", "kind", "starts_on", "ends_on", "submit_by", "state")
    list_filter = ("state", "kind")
    list_select_related = ("brigade",)
    search_fields = ("name",)
    autocomplete_fields = ("brigade",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        """Keep the name that pledges are signed under."""
        is_signed = obj is not None and obj.pledges.exclude(digest="").exists()
        return ("state", "name", "brigade") if is_signed else ("state",)

    def store(self, request: HttpRequest, obj: Any, form: Any) -> None:  # noqa: ARG002 - all of it is stored
        save_cycle(obj, by=officer_of(request))


@admin.register(PledgeTemplate)
class PledgeTemplateAdmin(ScopedAdmin):
    form = PledgeTemplateForm
    scope_path = "brigade__path"
    list_display = ("text", "kind", "criterion", "shown_by", "is_offered")
    list_filter = ("kind", "is_offered", ("criterion", admin.ChoicesFieldListFilter))
    search_fields = ("text",)
    autocomplete_fields = ("brigade",)

    def store(self, request: HttpRequest, obj: Any, form: Any) -> None:  # noqa: ARG002 - all of it is stored
        save_template(obj, by=officer_of(request))
