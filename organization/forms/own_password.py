"""Entering the own password once more: before acts that decide who is rewarded, and before a new one is set."""

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import ngettext


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
