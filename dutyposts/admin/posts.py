from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dutyposts.models import Assignment, DutyPost, PostDifficulty
from organization.admin.scoped import ReadOnlyInline, ScopedAdmin, ScopedInline, save_recorded
from organization.calendar import Month
from organization.models import Unit
from organization.views.access import officer_of


class DutyPostForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = DutyPost
        fields = ("code", "name", "unit", "kind", "location", "opened_on", "closed_on")

    def clean_unit(self) -> Unit:
        unit: Unit = self.cleaned_data["unit"]
        if unit.brigade_id is None:
            raise ValidationError(_("A duty post belongs to a unit of a brigade."))
        return unit


class PostDifficultyForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = PostDifficulty
        fields = ("post", "from_month", "value", "reason")

    def clean_from_month(self) -> Month:
        month: Month = self.cleaned_data["from_month"]
        if month <= Month.of_moment(timezone.now()):
            raise ValidationError(_("A difficulty counts from next month at the earliest."))
        return month


class DifficultyInline(ReadOnlyInline):
    model = PostDifficulty
    fields = ("from_month", "value", "reason", "set_by")


class AssignmentInline(ScopedInline):
    model = Assignment
    autocomplete_fields = ("officer",)


@admin.register(DutyPost)
class DutyPostAdmin(ScopedAdmin):
    form = DutyPostForm
    scope_path = "unit__path"
    list_display = ("code", "name", "unit", "kind", "location", "opened_on", "closed_on")
    list_filter = ("kind",)
    list_select_related = ("unit",)
    search_fields = ("code", "name", "location")
    autocomplete_fields = ("unit",)
    inlines = (DifficultyInline, AssignmentInline)

    def view_on_site(self, obj: DutyPost) -> str:
        return reverse("dutyposts:post_detail", args=[obj.code])

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        return () if obj is None else ("code",)

    def store(self, request: HttpRequest, obj: Any, form: Any) -> None:
        obj.brigade = obj.unit.brigade
        save_recorded(obj, [*form.changed_data, "brigade"], by=officer_of(request), scope=self.path_of(obj))


@admin.register(PostDifficulty)
class PostDifficultyAdmin(ScopedAdmin):
    """A difficulty changes by a new row from a coming month; rows that count already are history."""

    form = PostDifficultyForm
    scope_path = "post__unit__path"
    list_display = ("post", "from_month", "value", "reason", "set_by")
    list_select_related = ("post", "set_by")
    search_fields = ("post__code", "post__name")
    autocomplete_fields = ("post",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_ahead = obj is None or obj.from_month > Month.of_moment(timezone.now())
        return is_ahead and super().has_change_permission(request, obj)

    def store(self, request: HttpRequest, obj: Any, form: Any) -> None:
        obj.set_by = officer_of(request)
        save_recorded(obj, [*form.changed_data, "set_by"], by=obj.set_by, scope=self.path_of(obj))


@admin.register(Assignment)
class AssignmentAdmin(ScopedAdmin):
    scope_path = "post__unit__path"
    list_display = ("post", "officer", "is_leader", "started_on", "ended_on")
    list_filter = ("is_leader",)
    list_select_related = ("post", "officer")
    date_hierarchy = "started_on"
    search_fields = ("post__code", "post__name", "officer__police_number", "officer__name")
    autocomplete_fields = ("post", "officer")
