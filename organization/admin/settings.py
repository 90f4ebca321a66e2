from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.actions.settings import set_brigade_setting
from organization.admin.scoped import ScopedAdmin
from organization.calendar import Month
from organization.models import BrigadeSetting, Unit
from organization.rules.settings import DEFINITIONS, Setting, SettingValueError, parse
from organization.views.access import officer_of


class BrigadeSettingForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = BrigadeSetting
        fields = ("brigade", "name", "value", "from_month", "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name = data.get("name", self.instance.name)
        if name and "value" in data:
            self._check_value(Setting(name), data["value"])
        month = data.get("from_month")
        if month is not None and month <= Month.of_moment(timezone.now()):
            raise ValidationError({"from_month": _("A setting counts from next month at the earliest.")})
        return data

    @staticmethod
    def _check_value(name: Setting, value: str) -> None:
        bounds = DEFINITIONS[name]
        try:
            parse(name, value)
        except SettingValueError as error:
            message = _("Enter a value from %(least)s to %(most)s.") % {"least": bounds.least, "most": bounds.most}
            raise ValidationError({"value": message}) from error


@admin.register(BrigadeSetting)
class BrigadeSettingAdmin(ScopedAdmin):
    """A setting changes by a new row from a coming month; rows that count already are history."""

    form = BrigadeSettingForm
    scope_path = "brigade__path"
    list_display = ("brigade", "name", "value", "from_month", "reason", "set_by", "set_at")
    list_filter = ("name",)
    list_select_related = ("brigade", "set_by")
    search_fields = ("brigade__name", "brigade__code")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_ahead = obj is None or obj.from_month > Month.of_moment(timezone.now())
        return is_ahead and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        return () if obj is None else ("brigade", "name", "from_month")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "brigade":
            field.queryset = field.queryset.filter(kind=Unit.Kind.BRIGADE)
        return field

    def store(self, request: HttpRequest, obj: Any, form: Any) -> None:  # noqa: ARG002
        setting = set_brigade_setting(
            obj.brigade,
            Setting(obj.name),
            obj.value,
            from_month=obj.from_month,
            reason=obj.reason,
            by=officer_of(request),
            at=timezone.now(),
        )
        obj.pk = setting.pk
