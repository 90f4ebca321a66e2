"""How long a sign-in lasts: so long without a request, and a duty shift whatever happens in it."""

import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase

if TYPE_CHECKING:
    from django.contrib.sessions.base_session import AbstractBaseSession

_BEGAN, _SEEN = "began", "seen"
# A busy page asks several things at once; one write for them is enough.
_GRAIN = 20


class SessionStore(db.SessionStore):
    """Knows when it began; a new key, as after a sign-in, begins anew."""

    def create_model_instance(self, data: dict[str, Any]) -> "AbstractBaseSession":
        now = int(time.time())
        data.setdefault(_BEGAN, now)
        data.setdefault(_SEEN, now)
        return super().create_model_instance(data)

    def cycle_key(self) -> None:
        super().cycle_key()
        self.pop(_BEGAN, None)
        self.pop(_SEEN, None)


def seconds_left(session: SessionBase) -> int:
    """Return after how many seconds without a request the session ends; 0 or less when it has ended."""
    now = int(time.time())
    idle_ends = session.get(_SEEN, now) + settings.SESSION_IDLE_SECONDS
    shift_ends = session.get(_BEGAN, now) + settings.SESSION_COOKIE_AGE
    return int(min(idle_ends, shift_ends) - now)


def see(session: SessionBase) -> None:
    """Note that a person is there."""
    now = int(time.time())
    if abs(now - session.get(_SEEN, 0)) >= _GRAIN:
        session[_SEEN] = now
