from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from audit.actions import head
from audit.forms import FilterForm, PrintForm
from audit.labels import is_covered
from audit.models import Entry, EntryQuerySet
from audit.queries import matches_print, page_of, verify
from audit.rules.chain import grouped
from audit.wording import changes_of, personal_of

RIGHT = "audit.view_entries"
PAGE = 50
Arguments = ParamSpec("Arguments")


def auditing(
    view: Callable[Concatenate[HttpRequest, EntryQuerySet, Arguments], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponse]:
    """Hand a view the entries that the auditor may read; audit stands below the app whose decorator others use."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        user = request.user
        if not isinstance(user, get_user_model()) or not user.has_perm(RIGHT):
            raise PermissionDenied
        return view(request, Entry.objects.within(user.paths_of(RIGHT)), *args, **kwargs)

    guarded.required_right = RIGHT  # type: ignore[attr-defined]
    return guarded


@require_safe
@auditing
def entry_list(request: HttpRequest, entries: EntryQuerySet) -> HttpResponse:
    form = FilterForm(request.GET)
    form.is_valid()
    page = page_of(form.chosen().apply(entries), before=form.cleaned_data.get("before"), size=PAGE)
    query = request.GET.copy()
    query["before"] = str(page.older_than or "")
    context = {"form": form, "entries": page.entries, "older_than": page.older_than, "older_query": query.urlencode()}
    return render(request, "audit/entry_list.html", context)


@require_safe
@auditing
def entry_detail(request: HttpRequest, entries: EntryQuerySet, number: int) -> HttpResponse:
    entry = get_object_or_404(entries.select_related("actor", "personal"), number=number)
    told = {"changes": changes_of(entry), "personal": personal_of(entry), "is_covered": is_covered(entry.object_type)}
    context = {"entry": entry, "printed": grouped(entry.digest), **told}
    return render(request, "audit/entry_detail.html", context)


@require_safe
@auditing
def verification(request: HttpRequest, _entries: EntryQuerySet) -> HttpResponse:
    """Show the head to print, compare a printed fingerprint, or walk the whole chain when asked to."""
    form = PrintForm(request.GET if "number" in request.GET else None)
    number, digest = head()
    context: dict[str, object] = {"form": form, "number": number, "printed": grouped(digest)}
    if form.is_valid():
        asked = form.cleaned_data["number"]
        context |= {"asked": asked, "matches": matches_print(asked, form.cleaned_data["digest"])}
    if "walk" in request.GET:
        count, broken = verify()
        context |= {"walked": True, "count": count, "broken": broken}
    return render(request, "audit/verification.html", context)
