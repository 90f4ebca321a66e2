import datetime as dt
from dataclasses import dataclass

from audit.models import Entry, EntryQuerySet
from audit.rules.chain import Broken, first_broken

_CHUNK = 2000
_PRINTED_DIGITS = 32


def verify() -> tuple[int, Broken | None]:
    """Walk the whole chain in bounded memory; return how many entries stand and the first broken link, if any."""
    entries = Entry.objects.order_by("number").iterator(chunk_size=_CHUNK)
    broken = first_broken((entry.sealed(), entry.digest) for entry in entries)
    return Entry.objects.count(), broken


def matches_print(number: int, printed: str) -> bool:
    """Tell whether entry `number` still bears the fingerprint on a paper: its first 32 digits, blanks ignored."""
    digest = Entry.objects.filter(number=number).values_list("digest", flat=True).first()
    squeezed = "".join(printed.split()).lower()
    return digest is not None and squeezed == digest[:_PRINTED_DIGITS]


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What an auditor looks for; empty fields ask for nothing. An action that begins with `_` is an ending."""

    action: str = ""
    object_type: str = ""
    object_id: str = ""
    officer: str = ""
    first_on: dt.datetime | None = None
    last_before: dt.datetime | None = None

    def apply(self, entries: EntryQuerySet) -> EntryQuerySet:
        named = {
            "action__endswith" if self.action.startswith("_") else "action": self.action,
            "object_type": self.object_type,
            "object_id": self.object_id,
            "actor_name": self.officer,
            "at__gte": self.first_on,
            "at__lt": self.last_before,
        }
        return entries.filter(**{lookup: value for lookup, value in named.items() if value})


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A page of entries, newest first, found by key: its cost does not grow with the chain."""

    entries: list[Entry]
    older_than: int | None


def page_of(entries: EntryQuerySet, *, before: int | None, size: int) -> EntryPage:
    """Return `size` entries below number `before`; `older_than` is the key of the next page, None on the last one."""
    rows = list(entries.filter(number__lt=before)[: size + 1] if before else entries[: size + 1])
    shown = rows[:size]
    return EntryPage(shown, shown[-1].number if len(rows) > size else None)
