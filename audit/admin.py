from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from audit.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Auditors read the chain here too; nobody adds, changes or deletes."""

    list_display = ("number", "at", "actor_name", "action", "object_type", "object_name", "source")
    search_fields = ("=actor_name", "=object_id", "action__startswith")
    show_full_result_count = False
    actions = None
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        user = request.user
        paths = user.paths_of("audit.view_entries") if user.is_authenticated else []
        return Entry.objects.within(paths)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False
