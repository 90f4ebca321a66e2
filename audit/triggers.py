"""The database refuses to change or remove audit entries."""

from audit.guards import Guard

_MESSAGE = "audit entries are never changed or removed"

GUARDS = (
    Guard("audit_entry_is_final", "audit_entry", "UPDATE", _MESSAGE),
    Guard("audit_entry_is_not_removed", "audit_entry", "DELETE", _MESSAGE),
    Guard("audit_entry_is_not_truncated", "audit_entry", "TRUNCATE", _MESSAGE),
)
