from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from organization.models import Officer
from organization.sessions import seconds_left, see

CHANGE_PAGE = "organization:password"
_OPEN = frozenset({CHANGE_PAGE, "organization:logout", "organization:stay"})
# What a page asks for by itself has this in its address: it is no sign that somebody sits there.
AUTOMATIC = "automatic"


class SessionEndMiddleware:
    """Signs out who did nothing for too long, or for longer than a shift; the request then counts as a stranger's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if seconds_left(request.session) <= 0:
                logout(request)
                messages.info(request, _("You were signed out: nothing was done for a while, or the shift is over."))
            elif AUTOMATIC not in request.GET:
                see(request.session)
        return self.get_response(request)


class OneTimePasswordMiddleware:
    """Leads every page to the change of the password while it is one that somebody else gave; scripts get a refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        officer, match = request.user, request.resolver_match
        if not isinstance(officer, Officer) or not officer.must_change_password:
            return None
        if not getattr(view, "login_required", True) or (match is not None and match.view_name in _OPEN):
            return None
        if not request.accepts("text/html"):
            return JsonResponse({"errors": [_("Change the one-time password first.")]}, status=403)
        return redirect(CHANGE_PAGE)
