from django.contrib import admin

from organization.admin.scoped import ScopedAdmin, ScopedInline
from organization.models import CommitteeSeat, LeadingGroup, LeadingGroupSeat, PartyBranch, PartyGroup


class PartyGroupInline(ScopedInline):
    model = PartyGroup


class CommitteeSeatInline(ScopedInline):
    model = CommitteeSeat
    autocomplete_fields = ("officer",)


class LeadingGroupSeatInline(ScopedInline):
    model = LeadingGroupSeat
    autocomplete_fields = ("officer",)


@admin.register(PartyBranch)
class PartyBranchAdmin(ScopedAdmin):
    scope_path = "unit__path"
    list_display = ("name", "unit")
    list_select_related = ("unit",)
    search_fields = ("name",)
    autocomplete_fields = ("unit",)
    inlines = (PartyGroupInline, CommitteeSeatInline)


@admin.register(PartyGroup)
class PartyGroupAdmin(ScopedAdmin):
    scope_path = "branch__unit__path"
    list_display = ("name", "branch")
    list_select_related = ("branch",)
    search_fields = ("name",)


@admin.register(CommitteeSeat)
class CommitteeSeatAdmin(ScopedAdmin):
    scope_path = "branch__unit__path"
    list_display = ("branch", "officer", "position", "started_on", "ended_on")
    list_filter = ("position",)
    list_select_related = ("branch", "officer")
    search_fields = ("officer__police_number", "officer__name")
    autocomplete_fields = ("officer",)


@admin.register(LeadingGroup)
class LeadingGroupAdmin(ScopedAdmin):
    scope_path = "unit__path"
    list_display = ("name", "unit", "started_on", "ended_on")
    list_select_related = ("unit",)
    search_fields = ("name",)
    autocomplete_fields = ("unit",)
    inlines = (LeadingGroupSeatInline,)


@admin.register(LeadingGroupSeat)
class LeadingGroupSeatAdmin(ScopedAdmin):
    scope_path = "group__unit__path"
    list_display = ("group", "officer", "part", "responsibility", "started_on", "ended_on")
    list_filter = ("part",)
    list_select_related = ("group", "officer")
    search_fields = ("officer__police_number", "officer__name", "responsibility")
    autocomplete_fields = ("officer",)
