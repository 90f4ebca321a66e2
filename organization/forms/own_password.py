"""Entering the own password once more: before acts that decide who is rewarded, and before a new one is set."""

import time
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

ENTERED = "password_entered"
_TRUSTED_SECONDS = 600


class OwnPasswordForm(forms.Form):
    """Asks for the own password, unless it was entered here within ten minutes; what it holds otherwise comes first.

    The sign-in does not count: a colleague may sit at the desk by now. An account without a password is refused.
    """

    own_password = forms.CharField(
        label=_("Your password"),
        strip=False,
        help_text=_("Asked again because this decides who is rewarded; it then counts for ten minutes."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        field = self.fields.pop("own_password")
        if not 0 <= time.time() - request.session.get(ENTERED, 0) < _TRUSTED_SECONDS:
            self.fields["own_password"] = field

    def clean_own_password(self) -> str:
        password: str = self.cleaned_data["own_password"]
        check_own_password(self.request, password)
        self.request.session[ENTERED] = int(time.time())
        return password

    def clean(self) -> dict[str, Any]:
        """Keep the password out of what the form hands on, and a right one from being asked for a second time."""
        if self.cleaned_data.pop("own_password", None) is not None:
            del self.fields["own_password"]
        return self.cleaned_data


def tries_left(request: HttpRequest | None, number: str) -> int:
    """Return how many more failures the account has from this address before it locks; at least one is told."""
    failures: int = AxesProxyHandler.get_failures(request, {"username": number})
    return max(1, settings.AXES_FAILURE_LIMIT - failures)


def check_own_password(request: HttpRequest, password: str) -> None:
    """Refuse a password that is not that of the officer who asks; it counts as a failed sign-in.

    The failure that reaches the limit is answered with the page of the lock, as at the sign-in.
    """
    number = request.user.get_username()
    if authenticate(request, username=number, password=password) is None:
        left = tries_left(request, number)
        text = ngettext(
            "The password is wrong. After %(count)d more failure the account locks for 15 minutes.",
            "The password is wrong. After %(count)d more failures the account locks for 15 minutes.",
            left,
        )
        raise ValidationError(text % {"count": left}, code="password_incorrect")
