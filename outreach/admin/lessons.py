from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from outreach.models import Lesson


@admin.register(Lesson)
class LessonAdmin(ScopedAdmin):
    """Lessons without whom to call, which is uncovered on their own pages only."""

    scope_path = "unit__path"
    exclude = ("contact_name", "contact_phone")
    list_display = ("wished_on", "body", "topic", "unit", "state", "due_on", "happens_on", "attendance")
    list_filter = ("state", "kind")
    list_select_related = ("unit",)
    search_fields = ("body", "topic")
    date_hierarchy = "wished_on"
