from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organization.actions.officers import change_own_password
from organization.context_processors import THEME_COOKIE
from organization.forms.session import ChangePasswordForm, SignInForm
from organization.sessions import seconds_left
from organization.views.access import SIGNED_IN, officer_of, right_required

THEMES = ("light", "dark")
YEAR = 365 * 24 * 60 * 60


@method_decorator(login_not_required, name="dispatch")
class SignIn(auth_views.LoginView):
    form_class = SignInForm
    template_name = "registration/login.html"
    redirect_authenticated_user = True


class SignOut(auth_views.LogoutView):
    """Ends the session on the server and empties what the browser kept of the portal."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


class ChangePassword(auth_views.PasswordChangeView):
    form_class = ChangePasswordForm
    template_name = "registration/password.html"
    success_url = reverse_lazy("dashboard:start")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        officer = officer_of(self.request)
        change_own_password(officer, form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, officer)
        messages.success(self.request, _("The password is changed. Other devices are signed out."))
        return HttpResponseRedirect(str(self.success_url))


@require_POST
@right_required(SIGNED_IN)
def stay_signed_in(request: HttpRequest) -> JsonResponse:
    """Answer after how many seconds the session ends now; the request itself was the sign of life."""
    return JsonResponse({"left": seconds_left(request.session)})


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponseRedirect:
    """Keep light or dark in a cookie and go back to the page."""
    response = HttpResponseRedirect(_own_address(request, request.POST.get("next", "")))
    theme = request.POST.get("theme")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    return response


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/accessibility.html")


def _own_address(request: HttpRequest, address: str) -> str:
    is_own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_own else "/"
