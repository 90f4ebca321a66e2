"""What the database itself refuses, whoever asks: triggers for SQLite and PostgreSQL from one description."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_VERSION = {"INSERT": "NEW", "DELETE": "OLD"}


@dataclass(frozen=True, slots=True)
class Guard:
    """One change to the rows of a table that is refused.

    `event` is INSERT, DELETE, UPDATE, UPDATE OF and columns, or TRUNCATE, which SQLite does not have. `when` is a
    condition on the row, called NEW or OLD.
    """

    name: str
    table: str
    event: str
    message: str
    when: str = "TRUE"


def install(guards: Iterable[Guard], connection: BaseDatabaseWrapper) -> None:
    """Put the guards on; those that are on stay."""
    statements = {"postgresql": _on_postgresql, "sqlite": _on_sqlite}[connection.vendor]
    with connection.cursor() as cursor:
        for guard in guards:
            for statement in statements(guard):
                cursor.execute(statement)


def drop(guards: Iterable[Guard], connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for guard in guards:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {guard.name}() CASCADE")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}")


def guarding(guards: Iterable[Guard]) -> migrations.RunPython:
    """Return the operation that puts the guards on; a later migration that alters such a table takes them off first."""
    return migrations.RunPython(_applied(install, guards), _applied(drop, guards))


def _applied(
    what: Callable[[Iterable[Guard], BaseDatabaseWrapper], None], guards: Iterable[Guard]
) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
    return lambda _apps, schema_editor: what(guards, schema_editor.connection)


def _on_sqlite(guard: Guard) -> tuple[str, ...]:
    if guard.event == "TRUNCATE":
        return ()
    return (
        f"""CREATE TRIGGER IF NOT EXISTS {guard.name} BEFORE {guard.event} ON {guard.table} WHEN {guard.when}
        BEGIN SELECT RAISE(ABORT, '{guard.message}'); END""",
    )


def _on_postgresql(guard: Guard) -> tuple[str, ...]:
    """Look at all rows of a statement at once, which costs a bulk insert next to nothing.

    Updated rows are looked at one by one: PostgreSQL does not let a trigger name columns otherwise.
    """
    timing, each, is_refused = f"BEFORE {guard.event}", "FOR EACH STATEMENT", guard.when
    if guard.event.startswith("UPDATE"):
        each = "FOR EACH ROW"
    elif guard.event in _VERSION:
        version = _VERSION[guard.event]
        timing = f"AFTER {guard.event}"
        each = f"REFERENCING {version} TABLE AS changed FOR EACH STATEMENT"
        is_refused = f"EXISTS (SELECT 1 FROM changed WHERE {guard.when.replace(f'{version}.', 'changed.')})"  # noqa: S608
    return (
        f"""CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF {is_refused} THEN
                RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$""",
        f"""CREATE OR REPLACE TRIGGER {guard.name} {timing} ON {guard.table}
        {each} EXECUTE FUNCTION {guard.name}()""",
    )
