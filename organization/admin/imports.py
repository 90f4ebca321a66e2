from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from organization.admin.scoped import ReadOnlyAdmin
from organization.models import ImportJob
from organization.views.access import officer_of


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "kind", "file_name", "state", "rows_read", "created", "changed", "unchanged")
    list_filter = ("state", "kind")
    date_hierarchy = "started_at"
    search_fields = ("file_name",)
    exclude = ("file",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Everybody sees the own imports: a file may hold more than the present units."""
        return super().get_queryset(request).filter(started_by=officer_of(request))
