from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from outreach.models import Contest, Entry


@admin.register(Contest)
class ContestAdmin(ScopedAdmin):
    scope_path = "unit__path"
    list_display = ("title", "unit", "entries_until", "judged_until", "state", "awarded_on")
    list_filter = ("state",)
    list_select_related = ("unit",)
    search_fields = ("title",)


@admin.register(Entry)
class EntryAdmin(ScopedAdmin):
    """Entries as a judge may see them: without school and pupil, and files open on their own pages only."""

    scope_path = "contest__unit__path"
    exclude = ("school", "work", "thumbnail")
    list_display = ("code", "contest", "kind", "grade", "state", "place", "prize")
    list_filter = ("kind", "prize")
    list_select_related = ("contest",)
    search_fields = ("code",)
