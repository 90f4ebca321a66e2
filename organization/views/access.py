"""Who may open a view: every view names the right it asks for, or says that it is for everybody signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from organization.models import Officer, Unit
from organization.queries import brigade_for

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]

SIGNED_IN = "signed in"


def officer_of(request: HttpRequest) -> Officer:
    """Return who asks; nobody signed in, or a signed-in stranger to the force, is refused."""
    if not isinstance(request.user, Officer):
        raise PermissionDenied
    return request.user


def brigade_of(request: HttpRequest) -> Unit:
    """Return the brigade a page is about; one outside the officer's scope does not exist."""
    try:
        return brigade_for(officer_of(request), request.GET.get("brigade"))
    except Unit.DoesNotExist:
        raise Http404 from None


def right_required(right: str) -> Callable[[View[Arguments]], View[Arguments]]:
    """Let a view answer only those who hold `right` somewhere; its objects still come from `visible_to`.

    The sign-in itself is asked for by the middleware. `SIGNED_IN` asks for nothing more.
    """

    def decorate(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
            officer = officer_of(request)
            if right != SIGNED_IN and not officer.has_right(right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_right = right  # type: ignore[attr-defined]
        return guarded

    return decorate
