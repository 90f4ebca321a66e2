"""Months as they were computed, noticed and published: read here, moved on by the month's own page."""

from django.contrib import admin
from django.urls import reverse

from dutyposts.models import MonthRun, PostScore, Ranking
from organization.admin.scoped import ReadOnlyAdmin, ReadOnlyInline


class PostScoreInline(ReadOnlyInline):
    model = PostScore
    fields = ("rank", "post_code", "post_name", "unit_name", "score", "inspections", "unranked_reason", "wins_flag")


@admin.register(Ranking)
class RankingAdmin(ReadOnlyAdmin):
    scope_path = "brigade__path"
    list_display = ("month", "brigade", "version", "is_latest", "state", "notice_ends_on", "published_at")
    list_filter = ("state", "is_latest")
    list_select_related = ("brigade",)
    search_fields = ("month", "brigade__name", "brigade__code")
    inlines = (PostScoreInline,)

    def view_on_site(self, obj: Ranking) -> str:
        return f"{reverse('dutyposts:ranking_month', args=[obj.month])}?brigade={obj.brigade.code}"


@admin.register(PostScore)
class PostScoreAdmin(ReadOnlyAdmin):
    scope_path = "ranking__brigade__path"
    list_display = ("ranking", "rank", "post_code", "post_name", "unit_name", "score", "unranked_reason", "wins_flag")
    list_filter = ("wins_flag", "unranked_reason")
    list_select_related = ("ranking__brigade",)
    search_fields = ("post_code", "post_name", "ranking__month")


@admin.register(MonthRun)
class MonthRunAdmin(ReadOnlyAdmin):
    scope_path = "brigade__path"
    list_display = ("month", "brigade", "version", "state", "attempts", "started_at", "finished_at", "outcome")
    list_filter = ("state",)
    list_select_related = ("brigade",)
    date_hierarchy = "started_at"
    search_fields = ("month", "brigade__name", "brigade__code")
