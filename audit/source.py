"""Where the present request comes from; empty for commands and jobs."""

from contextvars import ContextVar

current: ContextVar[str] = ContextVar("audit_source", default="")
