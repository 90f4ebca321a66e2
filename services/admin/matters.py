from django.contrib import admin

from organization.admin.scoped import ReadOnlyAdmin, ReadOnlyInline
from services.models import Material, Matter, MatterRule, RuleVersion


class MaterialInline(ReadOnlyInline):
    model = Material


@admin.register(RuleVersion)
class RuleVersionAdmin(ReadOnlyAdmin):
    list_display = ("name", "in_force_from", "in_force_until", "basis")
    search_fields = ("name",)


@admin.register(Matter)
class MatterAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "has_exams")
    search_fields = ("code", "name")


@admin.register(MatterRule)
class MatterRuleAdmin(ReadOnlyAdmin):
    """Rules come by file, whole; the page shows what a window works by."""

    list_display = ("matter", "version", "statutory_days", "promised_days", "is_blocked_by_violation", "basis")
    list_filter = ("version", "is_blocked_by_violation")
    list_select_related = ("matter", "version")
    search_fields = ("matter__code", "matter__name")
    inlines = (MaterialInline,)
