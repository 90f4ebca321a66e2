from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actions import record
from dutyposts.models import Item, Standard, StandardCategory
from dutyposts.rules.wording import banned_words
from organization.admin.scoped import ScopedAdmin, ScopedInline, save_recorded
from organization.calendar import Month
from organization.views.access import officer_of

WHOLE = 100
LEAST_REASON = 10
TIE_ORDERS = [1, 2, 3, 4]


class StandardForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Standard
        fields = ("version", "in_force_from", "wording_override_reason")

    def clean_in_force_from(self) -> Month:
        """Rules are known before the month in which they count; only the very first version may begin at once."""
        month: Month = self.cleaned_data["in_force_from"]
        others = Standard.objects.exclude(pk=self.instance.pk)
        if "in_force_from" in self.changed_data and others.exists() and month <= Month.of_moment(timezone.now()):
            raise ValidationError(_("A standard comes into force next month at the earliest."))
        return month

    def clean_wording_override_reason(self) -> str:
        reason = str(self.cleaned_data["wording_override_reason"]).strip()
        if reason and len(reason) < LEAST_REASON:
            raise ValidationError(_("Give a reason of at least ten characters."))
        return reason


class CategoryFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        super().clean()
        rows = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data]
        if sum(row["points"] for row in rows) != WHOLE:
            raise ValidationError(_("The points of the four categories add up to 100."))
        if sorted(row["tie_order"] for row in rows) != TIE_ORDERS:
            raise ValidationError(_("The tie order gives each category one of the places 1 to 4."))


class ItemFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        """Refuse texts that reward penalties, unless the standard carries a supervisor's reason."""
        super().clean()
        if self.instance.wording_override_reason:
            return
        for form in self.forms:
            words = banned_words(form.cleaned_data.get("text", "")) if form.is_valid() else []
            if words:
                form.add_error("text", refusal(words))


class CategoryInline(ScopedInline):
    model = StandardCategory
    formset = CategoryFormSet
    min_num = max_num = 4

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and obj.is_used) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and obj.is_used) and super().has_add_permission(request, obj)


class ItemInline(ScopedInline):
    model = Item
    formset = ItemFormSet
    fields = ("position", "code", "category", "kind", "applies_to", "text", "points")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the categories of this standard; its number stands in the address."""
        match = request.resolver_match
        if db_field.name == "category" and match is not None and str(match.kwargs.get("object_id")).isdigit():
            kwargs["queryset"] = StandardCategory.objects.filter(standard=match.kwargs["object_id"])
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and obj.is_used) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and obj.is_used) and super().has_add_permission(request, obj)


@admin.register(Standard)
class StandardAdmin(ScopedAdmin):
    """A version is written in two steps, categories and then items; once used it never changes."""

    form = StandardForm
    may_delete = True
    list_display = ("version", "in_force_from", "is_used", "wording_override_by")
    list_select_related = ("wording_override_by",)
    search_fields = ("version",)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:  # noqa: ARG002
        return [CategoryInline] if obj is None else [CategoryInline, ItemInline]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and obj.is_used) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and obj.is_used) and super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Let categories and items go with their standard; on their own they are never deleted."""
        deleted, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    def store(self, request: HttpRequest, obj: Any, form: Any) -> None:
        officer = officer_of(request)
        changed = [*form.changed_data]
        if "wording_override_reason" in changed:
            obj.wording_override_by = officer if obj.wording_override_reason else None
            changed.append("wording_override_by")
        save_recorded(obj, changed, by=officer, scope="")

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001
        with transaction.atomic():
            super().save_formset(request, form, formset, change)
            if isinstance(formset, ItemFormSet):
                record_allowed_wording(form.instance, request)


@admin.register(StandardCategory)
class StandardCategoryAdmin(ScopedAdmin):
    """Shown on their own for searching; they change within their standard, where they add up."""

    list_display = ("standard", "code", "name", "points", "tie_order")
    list_filter = ("standard",)
    list_select_related = ("standard",)
    search_fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Item)
class ItemAdmin(ScopedAdmin):
    """Shown on their own for searching; they change within their standard, where the wording is checked."""

    list_display = ("standard", "code", "category", "kind", "applies_to", "text", "points")
    list_filter = ("standard", "kind", "applies_to")
    list_select_related = ("standard", "category")
    search_fields = ("code", "text")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


def refusal(words: list[str]) -> str:
    return str(_("No item may reward or count penalties: %(words)s") % {"words": ", ".join(words)})


def record_allowed_wording(standard: Standard, request: HttpRequest) -> None:
    """Log which refused texts stand in the version because a supervisor allowed them."""
    allowed = {item.code: words for item in standard.items.all() if (words := banned_words(item.text))}
    if allowed:
        after = {"items": allowed, "reason": standard.wording_override_reason}
        record("dutyposts.standard_wording_allowed", on=standard, by=officer_of(request), after=after)
