from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Auditors read the chain here too; nobody adds, changes or deletes."""

    list_display = ("number", "at", "actor_name", "named_action", "named_kind", "object_name", "source")
    fields = (
        *("number", "at", "actor", "actor_name", "source", "named_action", "named_kind", "object_id"),
        *("object_name", "scope", "before", "after", "personal_digest", "previous", "digest"),
    )
    readonly_fields = fields
    search_fields = ("=actor_name", "=object_id", "action__startswith")
    show_full_result_count = False
    actions = None
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        user = request.user
        paths = user.paths_of("audit.view_entries") if user.is_authenticated else []
        return Entry.objects.within(paths)

    @admin.display(description=_("action"), ordering="action")
    def named_action(self, entry: Entry) -> str:
        return entry.action_name

    @admin.display(description=_("kind"), ordering="object_type")
    def named_kind(self, entry: Entry) -> str:
        return entry.kind_name

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False
