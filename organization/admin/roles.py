from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.actions.officers import end_role, give_role
from organization.admin.scoped import ScopedAdmin
from organization.models import Officer, RoleHolding
from organization.rules.permissions import Role, may_hold_together
from organization.views.access import officer_of


class RoleHoldingForm(forms.ModelForm):  # type: ignore[type-arg]
    giver: Officer

    class Meta:
        model = RoleHolding
        fields = ("officer", "role", "unit")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        officer, role = data.get("officer"), data.get("role")
        if officer is None or role is None:
            return data
        if officer.pk == self.giver.pk:
            raise ValidationError(_("Nobody gives a role to themselves."))
        if not may_hold_together({*officer.role_holdings.current().values_list("role", flat=True), role}):
            raise ValidationError(_("System administration, security administration and audit are each held alone."))
        return data


@admin.register(RoleHolding)
class RoleHoldingAdmin(ScopedAdmin):
    """Roles are given and ended; a holding itself never changes."""

    form = RoleHoldingForm
    scope_path = "unit__path"
    list_display = ("officer", "role", "unit", "started_at", "ended_at", "granted_by")
    list_filter = ("role", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("officer", "unit", "granted_by")
    date_hierarchy = "started_at"
    search_fields = ("officer__police_number", "officer__name")
    autocomplete_fields = ("officer", "unit")
    change_form_template = "admin/organization/roleholding/change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        given = ("officer", "role", "unit")
        return given if obj is None else (*given, "granted_by", "started_at", "ended_at")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        form = super().get_form(request, obj, change, **kwargs)
        form.giver = officer_of(request)  # type: ignore[attr-defined]
        return form

    def store(self, request: HttpRequest, obj: Any, form: Any) -> None:  # noqa: ARG002
        holding = give_role(obj.officer, Role(obj.role), obj.unit, by=officer_of(request), at=timezone.now())
        obj.pk = holding.pk

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.end_view)
        return [path("<int:pk>/end/", view, name="organization_roleholding_end"), *super().get_urls()]

    def end_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        holding = self.get_object(request, str(pk))
        officer = officer_of(request)
        if holding is None or not self.reaches(officer, "change", holding):
            raise PermissionDenied
        end_role(holding, by=officer, at=timezone.now())
        self.message_user(request, _("The role has ended."))
        return HttpResponseRedirect(reverse("admin:organization_roleholding_changelist"))
