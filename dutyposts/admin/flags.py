from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dutyposts.actions.flags import make_flags
from dutyposts.models import Flag, FlagHolding
from organization.admin.scoped import ReadOnlyAdmin, ReadOnlyInline, ScopedAdmin
from organization.models import Unit
from organization.views.access import officer_of

MOST_FLAGS = 50


class FlagForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Flag
        fields = ("brigade", "number", "is_retired")

    def clean_is_retired(self) -> bool:
        is_retired = bool(self.cleaned_data["is_retired"])
        flag = self.instance
        if is_retired and flag.pk and flag.holdings.filter(ended_at=None, post__isnull=False).exists():
            raise ValidationError(_("Withdraw the flag from its post first."))
        return is_retired


class HoldingInline(ReadOnlyInline):
    model = FlagHolding
    fields = ("post", "month", "started_at", "ended_at", "handed_over_by", "received_by", "reason")


@admin.register(Flag)
class FlagAdmin(ScopedAdmin):
    """Making number n makes every missing flag up to it, each in store."""

    form = FlagForm
    scope_path = "brigade__path"
    list_display = ("brigade", "number", "is_retired")
    list_filter = ("is_retired",)
    list_select_related = ("brigade",)
    search_fields = ("brigade__name", "brigade__code")
    inlines = (HoldingInline,)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        return ("brigade", "number") if obj is None else ("brigade", "number", "is_retired")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        return () if obj is None else ("brigade", "number")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "number" and field is not None:
            field.validators += [MinValueValidator(1), MaxValueValidator(MOST_FLAGS)]
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "brigade":
            field.queryset = field.queryset.filter(kind=Unit.Kind.BRIGADE)
        return field

    def store(self, request: HttpRequest, obj: Any, form: Any) -> None:
        if obj.pk is not None:
            super().store(request, obj, form)
            return
        flags = make_flags(obj.brigade, obj.number, by=officer_of(request), at=timezone.now())
        obj.pk = flags[-1].pk


@admin.register(FlagHolding)
class FlagHoldingAdmin(ReadOnlyAdmin):
    scope_path = "flag__brigade__path"
    list_display = ("flag", "post", "month", "started_at", "ended_at", "handed_over_by", "received_by", "reason")
    list_filter = (("ended_at", admin.EmptyFieldListFilter),)
    list_select_related = ("flag__brigade", "post", "handed_over_by", "received_by")
    date_hierarchy = "started_at"
    search_fields = ("post__code", "post__name", "flag__brigade__name")
