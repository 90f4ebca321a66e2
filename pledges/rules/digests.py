"""What a signature and a pass are bound to: the SHA-256 of a promise, and of a whole pledge."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields

from audit.rules.chain import canonical
from pledges.rules.criteria import Owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Everything in an item that a reviewer judges."""

    kind: str
    criterion: str
    text: str
    shown_by: str
    due_on: dt.date | None
    measure: str = ""
    target_h: int | None = None


_FIELDS = tuple(field.name for field in fields(Promise))


def promise_digest(promise: Promise) -> str:
    return _digest(_told(promise))


def pledge_digest(owner: Owner, owner_name: str, cycle: str, version: int, promises: Sequence[Promise]) -> str:
    """Return the digest that signing fixes: whose pledge, for which cycle, and the promises in their order."""
    told = {"owner": owner.value, "name": owner_name, "cycle": cycle, "version": version}
    return _digest(told | {"items": [_told(promise) for promise in promises]})


def _told(promise: Promise) -> dict[str, object]:
    return {name: getattr(promise, name) for name in _FIELDS}


def _digest(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()
