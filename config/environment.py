"""Reads the environment variables; a value that cannot be used is refused with its name and the way to mend it."""

import ipaddress
import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

_ON = frozenset({"1", "true", "yes", "on"})
_OFF = frozenset({"0", "false", "no", "off", ""})
_HIGHEST_PORT = 65535
_SHORTEST_KEY = 50
_LONGEST_SENTENCE = 60
_HOST = re.compile(r"\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:]+\]")


def _refusal(name: str, why: str, mend: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name}: {why}. {mend}")


def flag(name: str, *, default: bool) -> bool:
    given = os.environ.get(name)
    if given is None:
        return default
    word = given.strip().lower()
    if word not in _ON | _OFF:
        raise _refusal(name, f"{given!r} is neither yes nor no", f"Set {name}=1 or {name}=0.")
    return word in _ON


def whole_number(name: str, *, default: int, lowest: int, highest: int) -> int:
    given = os.environ.get(name) or str(default)
    if not given.isdecimal() or not lowest <= int(given) <= highest:
        raise _refusal(name, f"{given!r} is not a number from {lowest} to {highest}", f"For example {name}={default}.")
    return int(given)


def port(name: str, *, default: int) -> int:
    return whole_number(name, default=default, lowest=1, highest=_HIGHEST_PORT)


def sentence(name: str) -> str:
    """Return a short text for pages, empty where none is set."""
    given = os.environ.get(name, "").strip()
    if len(given) > _LONGEST_SENTENCE or not given.isprintable():
        raise _refusal(name, f"{given!r} is not one line of at most {_LONGEST_SENTENCE} signs", "Shorten it.")
    return given


def address(name: str, *, default: str) -> str:
    """Return the address of this machine to listen at."""
    given = os.environ.get(name) or default
    try:
        return str(ipaddress.ip_address(given))
    except ValueError:
        raise _refusal(name, f"{given!r} is not an IP address", f"For example {name}=0.0.0.0.") from None


def _listed(name: str) -> list[str]:
    return [entry.strip() for entry in os.environ.get(name, "").split(",") if entry.strip()]


def host_names(name: str, *, default: list[str]) -> list[str]:
    """Return the names the portal answers to; a wildcard is refused, because it would answer to every name."""
    hosts = _listed(name) or default
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise _refusal(name, f"{host!r} is not a host name", f"For example {name}=portal.example,10.0.0.5.")
    return hosts


def origins(name: str) -> list[str]:
    found = _listed(name)
    for origin in found:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
            raise _refusal(name, f"{origin!r} is not an origin", f"For example {name}=https://portal.example.")
    return found


def folder(name: str, *, default: Path) -> Path:
    """Return the folder, made if it was missing and found writable."""
    path = Path(os.environ.get(name) or default).expanduser().resolve()
    mend = f"Set {name} to a folder of your own."
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refusal(name, f"{path} cannot be made ({error.strerror})", mend) from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise _refusal(name, f"{path} cannot be written", mend)
    return path


def database(name: str, *, default: str) -> dict[str, Any]:
    """Return Django's description of a SQLite or PostgreSQL database."""
    mend = f"For example {name}=postgres://user:password@localhost:5432/vanguard or {name}=sqlite:////srv/vanguard.sqlite3."
    url = os.environ.get(name) or default
    scheme = url.partition(":")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise _refusal(name, f"{scheme!r} is not a database the portal knows", mend)
    try:
        described: dict[str, Any] = Env.db_url_config(url)
    except ValueError as error:
        raise _refusal(name, f"the address cannot be read ({error})", mend) from None
    if described["NAME"] in {"", ":memory:"}:
        raise _refusal(name, "no database is named", mend)
    return described


def redis(name: str) -> str:
    """Return the address of a Redis server, or "" where the portal makes do without one."""
    url = os.environ.get(name, "").strip()
    mend = f"For example {name}=redis://:password@localhost:6379/0; leave it empty to run without a Redis server."
    try:
        parts = urlsplit(url)
        usable = not url or (parts.scheme in {"redis", "rediss"} and bool(parts.hostname) and parts.port != 0)
    except ValueError:
        usable = False
    if not usable:
        raise _refusal(name, "the address cannot be read as redis://HOST:PORT/NUMBER", mend)
    return url


def secret_key(name: str, *, kept_in: Path) -> str:
    """Return the key from the environment, or the one that was made at the first start and kept in a file."""
    given = os.environ.get(name)
    if given is None:
        return _kept_key(kept_in)
    if len(given) < _SHORTEST_KEY:
        raise _refusal(name, f"it is shorter than {_SHORTEST_KEY} characters", "Make one: openssl rand -base64 48.")
    return given


def _kept_key(path: Path) -> str:
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secrets.token_urlsafe(_SHORTEST_KEY), encoding="ascii")
    except FileExistsError:
        pass  # another process was first
    key = path.read_text(encoding="ascii").strip()
    if len(key) < _SHORTEST_KEY:
        raise _refusal(str(path), "the key in this file is too short", "Remove it; the next start makes a new one.")
    return key
