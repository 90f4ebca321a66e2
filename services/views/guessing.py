"""Doors without an account: who tries codes at random is stopped, by the address the tries come from."""

import datetime as dt
from contextlib import suppress

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

MOST_WRONG = 10
SECONDS = 15 * 60


def is_stopped(request: HttpRequest, door: str) -> bool:
    """Tell whether so many wrong tries came from this address that the door stays shut for a while."""
    return int(cache.get(_key(request, door)) or 0) >= MOST_WRONG


def note_wrong(request: HttpRequest, door: str) -> None:
    """Count a wrong try; the count ends fifteen minutes after the first."""
    key = _key(request, door)
    if not cache.add(key, 1, SECONDS):
        with suppress(ValueError):  # it ended just now
            cache.incr(key)


def stopped(request: HttpRequest) -> HttpResponse:
    """Say that there were too many tries, and when to try again."""
    opens_at = timezone.now() + dt.timedelta(seconds=SECONDS)
    return render(request, "services/stopped.html", {"opens_at": opens_at}, status=429)


def _key(request: HttpRequest, door: str) -> str:
    return f"guessing:{door}:{request.META.get('REMOTE_ADDR', '')}"
