from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class SignInForm(AuthenticationForm):
    """Police number and password; one message for both, with the tries that remain."""

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("Police number")
        self.fields["username"].help_text = _("Auxiliaries: your work number")
        self.fields["username"].widget.attrs.update({"autocomplete": "username", "spellcheck": "false"})

    def get_invalid_login_error(self) -> ValidationError:
        left = self._tries_left()
        text = ngettext(
            "Police number or password is wrong. After %(count)d more failure the account locks for 15 minutes.",
            "Police number or password is wrong. After %(count)d more failures the account locks for 15 minutes.",
            left,
        )
        return ValidationError(text % {"count": left}, code="invalid_login")

    def _tries_left(self) -> int:
        failures: int = AxesProxyHandler.get_failures(self.request, {"username": self.cleaned_data.get("username")})
        return max(1, settings.AXES_FAILURE_LIMIT - failures)
