from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from organization.actions.officers import save_officer, set_one_time_password
from organization.admin.scoped import ReadOnlyInline, ScopedAdmin
from organization.models import Officer, PartyGroup, Posting
from organization.models.units import within
from organization.rules.permissions import ADMINISTRATORS
from organization.views.access import officer_of


class PostingInline(ReadOnlyInline):
    model = Posting
    fields = ("unit", "started_on", "ended_on")


@admin.register(Officer)
class OfficerAdmin(ScopedAdmin):
    scope_path = "unit__path"
    list_display = ("police_number", "name", "kind", "unit", "title", "party_standing", "is_active", "left_on")
    list_filter = ("kind", "is_active", "party_standing")
    list_select_related = ("unit",)
    search_fields = ("police_number", "name", "sort_key")
    autocomplete_fields = ("unit",)
    fields = (
        ("police_number", "name", "sort_key"),
        ("kind", "unit", "title"),
        ("party_standing", "party_group"),
        ("joined_on", "left_on", "is_active"),
    )
    inlines = (PostingInline,)
    change_form_template = "admin/organization/officer/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        """Keep the police number: it is never given to somebody else."""
        return () if obj is None else ("police_number",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "party_group":
            kwargs["queryset"] = PartyGroup.objects.filter(within(officer_of(request).scope, "branch__unit__path"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def store(self, request: HttpRequest, obj: Any, form: Any) -> None:
        if "name" in form.changed_data and "sort_key" not in form.changed_data:
            obj.sort_key = ""
        save_officer(obj, by=officer_of(request), on=timezone.localdate())

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.one_time_password_view)
        name = "organization_officer_one_time_password"
        return [path("<int:pk>/one-time-password/", view, name=name), *super().get_urls()]

    def one_time_password_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the account a random password and show it this once.

        Another administrator's is set on the command line only: whoever could set it here would hold two such roles.
        """
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        officer = self.get_object(request, str(pk))
        if officer is None or not self.has_change_permission(request, officer):
            raise PermissionDenied
        if not ADMINISTRATORS.isdisjoint(officer.roles):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("One-time password"),
            "password": set_one_time_password(officer, by=officer_of(request)),
            "object": officer,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/organization/officer/one_time_password.html", context)


@admin.register(Posting)
class PostingAdmin(ScopedAdmin):
    scope_path = "unit__path"
    list_display = ("officer", "unit", "started_on", "ended_on")
    list_select_related = ("officer", "unit")
    date_hierarchy = "started_on"
    search_fields = ("officer__police_number", "officer__name")
    readonly_fields = ("officer", "unit")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse: a posting begins with the officer's change of unit."""
        return False
