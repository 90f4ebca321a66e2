"""Inspections and what hangs on them: read here, entered, corrected and voided on their pages."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from dutyposts.models import Event, Finding, Inspection, Objection, Photo
from organization.admin.scoped import ReadOnlyAdmin, ReadOnlyInline
from organization.views.access import officer_of


class FindingInline(ReadOnlyInline):
    model = Finding
    fields = ("code", "text", "points", "count", "recorded_count")


@admin.register(Inspection)
class InspectionAdmin(ReadOnlyAdmin):
    scope_path = "unit__path"
    list_display = ("number", "inspected_at", "post_name", "unit_name", "kind", "inspector", "score", "status")
    list_filter = ("status", "kind", "is_late")
    list_select_related = ("inspector",)
    date_hierarchy = "inspected_at"
    search_fields = ("number", "post_name", "inspector__police_number", "inspector__name")
    inlines = (FindingInline,)

    def view_on_site(self, obj: Inspection) -> str:
        return reverse("dutyposts:inspection_detail", args=[obj.number])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out what others have not submitted yet."""
        is_others = ~Q(inspector=officer_of(request))
        return super().get_queryset(request).exclude(is_others, status=Inspection.Status.DRAFT)


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    scope_path = "inspection__unit__path"
    list_display = ("inspection", "code", "text", "points", "count", "recorded_count")
    list_filter = ("category",)
    list_select_related = ("inspection",)
    search_fields = ("inspection__number", "code", "text")


@admin.register(Photo)
class PhotoAdmin(ReadOnlyAdmin):
    scope_path = "inspection__unit__path"
    list_display = ("inspection", "added_by", "added_at", "digest")
    list_select_related = ("inspection", "added_by")
    date_hierarchy = "added_at"
    search_fields = ("inspection__number",)
    exclude = ("image", "thumbnail")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    scope_path = "unit__path"
    list_display = ("number", "happened_on", "post", "kind", "code", "text", "points", "approved_by", "voided_at")
    list_filter = ("kind", "is_late")
    list_select_related = ("post", "approved_by")
    date_hierarchy = "happened_on"
    search_fields = ("number", "post__code", "post__name", "text")


@admin.register(Objection)
class ObjectionAdmin(ReadOnlyAdmin):
    scope_path = "brigade__path"
    list_display = ("filed_at", "finding", "month", "filed_by", "due_on", "state", "decided_by")
    list_filter = ("state",)
    list_select_related = ("finding", "filed_by", "decided_by")
    date_hierarchy = "filed_at"
    search_fields = ("finding__inspection__number", "filed_by__police_number", "filed_by__name")
