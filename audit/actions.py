"""The only way into the audit chain. There is no way to change or remove an entry."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

from audit import source
from audit.models import Entry, PersonalPart
from audit.rules.chain import GENESIS, digest_of, personal_digest_of

_HEAD = "SELECT number, digest FROM audit_entry ORDER BY number DESC LIMIT 1"
_LOCK_KEY = int.from_bytes(hashlib.sha256(b"vanguard.audit").digest()[:7])


class AuditOutsideTransactionError(RuntimeError):
    """An entry was to be written outside the transaction of its change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happened to one object; `personal` is kept apart and enters the chain as a salted fingerprint."""

    action: str
    on: models.Model
    scope: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    personal: Mapping[str, Any] | None = None


def record(
    action: str,
    *,
    on: models.Model,
    by: AbstractBaseUser | None,
    scope: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one entry; must run inside the transaction of the change. `by` is None for the system itself."""
    change = Change(action=action, on=on, scope=scope, before=before, after=after, personal=personal)
    return record_all([change], by=by)[0]


def record_all(changes: Sequence[Change], *, by: AbstractBaseUser | None) -> list[Entry]:
    """Append the entries in order with a constant number of queries."""
    if not connection.in_atomic_block:
        raise AuditOutsideTransactionError
    if not changes:
        return []
    number, previous = _hold_the_chain()
    entries, parts = [], []
    now = timezone.now()
    for change in changes:
        number += 1
        entry, part = _build(change, number=number, previous=previous, by=by, at=now)
        entries.append(entry)
        parts += [part] if part else []
        previous = entry.digest
    Entry.objects.bulk_create(entries)
    PersonalPart.objects.bulk_create(parts)
    return entries


def forget(things: Sequence[models.Model]) -> int:
    """Delete the personal parts of the entries about `things`, of one model, and return how many.

    Entries and fingerprints stay, so the chain stays whole; what was forgotten cannot be read out of it.
    """
    if not things:
        return 0
    about = Entry.objects.filter(
        object_type=things[0]._meta.label_lower, object_id__in=[str(thing.pk) for thing in things]
    )
    count, _by_model = PersonalPart.objects.filter(entry__in=about).delete()
    return count


def head() -> tuple[int, str]:
    """Return number and digest of the last entry; (0, sixty-four zeros) for an empty chain."""
    return Entry.objects.order_by("-number").values_list("number", "digest").first() or (0, GENESIS)


def _build(
    change: Change, *, number: int, previous: str, by: AbstractBaseUser | None, at: dt.datetime
) -> tuple[Entry, PersonalPart | None]:
    entry = Entry(
        number=number,
        at=at,
        actor_id=None if by is None else by.pk,
        actor_name="" if by is None else by.get_username(),
        source=source.current.get(),
        action=change.action,
        object_type=change.on._meta.label_lower,
        object_id=str(change.on.pk),
        object_name="" if change.personal is not None else _name_of(change.on)[:200],
        scope=change.scope,
        before=_plain(change.before),
        after=_plain(change.after),
        previous=previous,
    )
    part = None
    if change.personal is not None:
        salt, data = secrets.token_hex(16), _plain(change.personal) or {}
        entry.personal_digest = personal_digest_of(salt, data)
        part = PersonalPart(entry=entry, salt=salt, data=data)
    entry.digest = digest_of(entry.sealed())
    return entry, part


def _name_of(thing: models.Model) -> str:
    """Return how the chain calls a thing: an account by its number, because a person's name could never be deleted."""
    return thing.get_username() if isinstance(thing, AbstractBaseUser) else str(thing)


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what JSON gives back for `values`, so that the digest covers exactly what is stored."""
    return None if values is None else _as_json(values)


def _as_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_as_json(item) for item in value]
    if value is None or isinstance(value, str | int | bool):
        return value
    try:
        return DjangoJSONEncoder().default(value)
    except TypeError:
        return str(value)


def _hold_the_chain() -> tuple[int, str]:
    """Let one writer at a time append and return the head; SQLite's immediate transactions already hold the database.

    On PostgreSQL the second statement of the one trip sees what was committed while the first waited.
    """
    if connection.vendor != "postgresql":
        return head()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock(%s); {_HEAD}", [_LOCK_KEY])
        found: tuple[int, str] | None = cursor.fetchone()
    return found or (0, GENESIS)
