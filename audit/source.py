"""Where the present request comes from; empty for commands and jobs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

current: ContextVar[str] = ContextVar("audit_source", default="")


@contextmanager
def set_to(address: str) -> Iterator[None]:
    """Let every entry that is written inside come from `address`; an empty one tells nothing."""
    token = current.set(address)
    try:
        yield
    finally:
        current.reset(token)
