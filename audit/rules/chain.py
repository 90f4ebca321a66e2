"""The arithmetic of the audit chain: which bytes an entry's digest covers, and how a chain is checked."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Sealed:
    """What an entry's digest covers; `personal_digest` stands in for personal data, which can be deleted later."""

    number: int
    at: dt.datetime
    actor: str
    source: str
    action: str
    object_type: str
    object_id: str
    object_name: str
    scope: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    personal_digest: str
    previous: str


_SEALED = tuple(field.name for field in fields(Sealed))


def canonical(value: object) -> bytes:
    """Return the one UTF-8 JSON form of `value`: sorted keys, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def digest_of(entry: Sealed) -> str:
    """Return the SHA-256 of the entry, its predecessor's digest included, as 64 hexadecimal digits."""
    values = {name: getattr(entry, name) for name in _SEALED}
    values["at"] = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(canonical(values)).hexdigest()


def personal_digest_of(salt: str, personal: Mapping[str, Any]) -> str:
    return hashlib.sha256(salt.encode() + canonical(personal)).hexdigest()


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link that does not hold, and in what way."""

    number: int
    reason: str


def first_broken(entries: Iterable[tuple[Sealed, str]]) -> Broken | None:
    """Walk (entry, stored digest) pairs in order of number and return the first that does not hold, or None.

    Numbers run from 1 without a gap, so a removed entry shows as the gap that it leaves. A tail cut off the end
    is found only against a head number and digest that were printed elsewhere, on a bulletin.
    """
    previous, expected = GENESIS, 1
    for entry, stored in entries:
        if entry.number != expected:
            return Broken(expected, "missing")
        if entry.previous != previous:
            return Broken(entry.number, "unlinked")
        if digest_of(entry) != stored:
            return Broken(entry.number, "altered")
        previous, expected = stored, expected + 1
    return None


def grouped(digest: str) -> str:
    """Return the first 32 digits in eight groups of four, as printed on paper."""
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))
