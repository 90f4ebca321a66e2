"""PostgreSQL: the portal signs in with a role that does not own the chain, as docs/OPERATIONS.md sets it up."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from audit.guards import drop, install
from audit.models import Entry, PersonalPart
from audit.queries import verify
from audit.triggers import GUARDS
from tests.factories.people import make_brigade, make_officer

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles; runs in the PostgreSQL pass"),
]


@pytest.fixture
def _as_portal(db: None) -> Iterator[None]:
    """Own the tables as somebody else for the length of the test; its transaction takes the role away again."""
    make_brigade()
    drop(GUARDS, connection)
    install(GUARDS, connection)
    portal = connection.ops.quote_name(f"portal of {connection.settings_dict['NAME']}")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {portal}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {portal}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {portal}")
        cursor.execute(f"REVOKE UPDATE, DELETE ON audit_entry FROM {portal}")
        cursor.execute(f"SET LOCAL ROLE {portal}")
        yield
        cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("_as_portal")
def test_the_portal_writes_and_verifies_the_chain() -> None:
    make_officer(make_brigade())
    assert (Entry.objects.count(), verify()[1]) == (3, None)


@pytest.mark.usefixtures("_as_portal")
def test_personal_data_can_still_be_deleted() -> None:
    make_officer(make_brigade())
    PersonalPart.objects.all().delete()
    assert verify()[1] is None


@pytest.mark.usefixtures("_as_portal")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor_name = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry CASCADE",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_entry_is_final ON audit_entry",
        "DROP TABLE audit_entry CASCADE",
        "CREATE OR REPLACE FUNCTION audit_entry_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$",
        "SET session_replication_role = replica",
    ],
)
def test_the_portal_is_refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Entry.objects.count() == 1
