from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from pledges.models import Comment, PublicTally


@admin.register(PublicTally)
class PublicTallyAdmin(ScopedAdmin):
    scope_path = "pledge__unit__path"
    list_display = ("pledge", "collected_on", "place", "satisfied", "fairly", "dissatisfied", "entered_by")
    list_select_related = ("pledge", "entered_by")
    search_fields = ("pledge__owner_name", "place")


@admin.register(Comment)
class CommentAdmin(ScopedAdmin):
    scope_path = "unit__path"
    list_display = ("given_on", "subject", "unit", "by", "form", "due_on")
    list_filter = ("form",)
    list_select_related = ("subject", "unit", "by")
    search_fields = ("subject__name", "by__name")
