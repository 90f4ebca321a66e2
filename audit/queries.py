from audit.models import Entry
from audit.rules.chain import Broken, first_broken

_CHUNK = 2000


def verify() -> tuple[int, Broken | None]:
    """Walk the whole chain in bounded memory; return how many entries stand and the first broken link, if any."""
    entries = Entry.objects.order_by("number").iterator(chunk_size=_CHUNK)
    broken = first_broken((entry.sealed(), entry.digest) for entry in entries)
    return Entry.objects.count(), broken
