"""What every page of the admin keeps to: own units only, one history, nothing that counts is deleted."""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import label_for_field, lookup_field, unquote
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import record
from audit.models import Entry
from organization.exports import TYPE, workbook_of
from organization.models import Officer
from organization.models.units import within
from organization.views.access import officer_of

MOST_COUNTED = 10_000
HISTORY_PAGE = 50


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than a person pages; what lies beyond is reached by filters."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list[:MOST_COUNTED]
        return int(rows.count())


class ScopedChoices:
    """Offers for a foreign key only what its own admin page would list."""

    admin_site: admin.AdminSite

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        related = db_field.remote_field.model
        if "queryset" not in kwargs and self.admin_site.is_registered(related):
            kwargs["queryset"] = self.admin_site.get_model_admin(related).get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class ScopedAdmin(ScopedChoices, admin.ModelAdmin):  # type: ignore[type-arg]
    """A model's pages, held within the units at which the officer has the right to the model.

    `scope_path` is the look-up of the path of the unit that a row belongs to; empty means that it belongs to everybody.
    """

    scope_path: ClassVar[str] = ""
    may_delete: ClassVar[bool] = False
    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    actions = None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        queryset = super().get_queryset(request)
        if not self.scope_path:
            return queryset
        return queryset.filter(within(officer_of(request).paths_of(self._right("view")), self.scope_path))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse filters by a field that is left out: how many rows match would tell what it holds."""
        hidden = lookup.partition("__")[0] in (self.exclude or ())
        return not hidden and super().lookup_allowed(lookup, value, request)

    def path_of(self, obj: models.Model) -> str:
        """Return the path of the unit that `obj` belongs to, also before it is saved."""
        value: Any = obj
        for name in self.scope_path.split("__") if self.scope_path else ():
            value = getattr(value, name)
        return value if isinstance(value, str) else ""

    def reaches(self, officer: Officer, verb: str, obj: models.Model) -> bool:
        """Tell whether the right to `verb` is held at the unit of `obj`."""
        return not self.scope_path or self.path_of(obj).startswith(tuple(officer.paths_of(self._right(verb))))

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or self.reaches(officer_of(request), "change", obj))

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        allowed = self.may_delete and super().has_delete_permission(request, obj)
        return allowed and (obj is None or self.reaches(officer_of(request), "delete", obj))

    def store(self, request: HttpRequest, obj: Any, form: Any) -> None:
        """Write `obj` through its action; models without one are saved as they are, with their audit entry."""
        save_recorded(obj, form.changed_data, by=officer_of(request), scope=self.path_of(obj))

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:  # noqa: FBT001
        if not self.reaches(officer_of(request), "change" if change else "add", obj):
            raise PermissionDenied
        with transaction.atomic():
            self.store(request, obj, form)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        officer, scope = officer_of(request), self.path_of(form.instance)
        with transaction.atomic():
            formset.save(commit=False)
            for child in formset.new_objects:
                save_recorded(child, [], by=officer, scope=scope)
            for child, names in formset.changed_objects:
                save_recorded(child, names, by=officer, scope=scope)
            for child in formset.deleted_objects:
                delete_recorded(child, by=officer, scope=scope)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        delete_recorded(obj, by=officer_of(request), scope=self.path_of(obj))

    # The audit chain is the one history; the admin's own log is not written.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Write nothing."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Write nothing."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        """Write nothing."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the audit entries of one object, newest first."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        entries = Entry.objects.filter(object_type=self.opts.label_lower, object_id=str(obj.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change history: %s") % obj,
            "entries": Paginator(entries, HISTORY_PAGE).get_page(request.GET.get("p")),
            "module_name": capfirst(self.opts.verbose_name_plural),
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/", self.admin_site.admin_view(self.export_view), name=name), *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Send the list as a workbook, exactly as filtered and scoped; the audit chain keeps who took how many rows."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        columns = [name for name in self.get_list_display(request) if isinstance(name, str)]
        rows = self.get_changelist_instance(request).get_queryset(request)
        header = [str(label_for_field(name, self.model, self)) for name in columns]
        file, count = workbook_of(header, self._texts(rows, columns))
        officer = officer_of(request)
        with transaction.atomic():
            after = {"list": self.opts.label_lower, "filter": request.GET.urlencode(), "rows": count}
            record("organization.list_exported", on=officer, by=officer, scope=officer.unit.path, after=after)
        name = f"{self.opts.verbose_name_plural}-{timezone.localdate():%Y%m%d}.xlsx"
        return FileResponse(file, as_attachment=True, filename=name, content_type=TYPE)

    def _texts(self, rows: models.QuerySet[Any], columns: list[str]) -> Iterator[list[str]]:
        for row in rows.iterator(chunk_size=1000):
            yield [as_text(*lookup_field(name, row, self)) for name in columns]

    def _right(self, verb: str) -> str:
        return f"{self.opts.app_label}.{get_permission_codename(verb, self.opts)}"


class ReadOnlyAdmin(ScopedAdmin):
    """A model that the admin shows and never changes; what changes it has a page or a job of its own."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        return False


class ScopedInline(ScopedChoices, admin.TabularInline):  # type: ignore[type-arg]
    """Rows below an object; those that count are ended, never deleted."""

    extra = 0
    can_delete = False


class ReadOnlyInline(ScopedInline):
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


def save_recorded(obj: models.Model, changed: Iterable[str], *, by: Officer, scope: str) -> None:
    """Save `obj` with an audit entry of its changed fields; of all its fields when it is new."""
    is_new = obj.pk is None
    names = _columns(obj, None if is_new else set(changed))
    with transaction.atomic():
        before = None if is_new else type(obj)._default_manager.filter(pk=obj.pk).values(*names).get() if names else {}
        obj.save()
        after = {name: getattr(obj, name) for name in names}
        if is_new or before != after:
            verb = "added" if is_new else "changed"
            record(f"{obj._meta.label_lower}_{verb}", on=obj, by=by, scope=scope, before=before, after=after)


def delete_recorded(obj: models.Model, *, by: Officer, scope: str) -> None:
    """Delete `obj` with an audit entry of all that it held."""
    with transaction.atomic():
        before = {name: getattr(obj, name) for name in _columns(obj, None)}
        record(f"{obj._meta.label_lower}_deleted", on=obj, by=by, scope=scope, before=before)
        obj.delete()


def _columns(obj: models.Model, chosen: set[str] | None) -> list[str]:
    return [
        field.attname
        for field in obj._meta.concrete_fields
        if not field.primary_key and (chosen is None or field.name in chosen)
    ]


def as_text(field: Any, _attribute: object, value: Any) -> str:
    """Return what a list shows for a value, without markup."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(gettext_lazy("yes") if value else gettext_lazy("no"))
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    choices = dict(getattr(field, "flatchoices", None) or ())
    return str(choices.get(value, value))
