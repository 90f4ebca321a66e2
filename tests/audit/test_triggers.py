"""The database itself refuses; on PostgreSQL in the second pass of `make test`."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from audit.guards import drop, install
from audit.models import Entry
from audit.triggers import GUARDS
from tests.factories.people import make_brigade

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(db: None) -> Iterator[Entry]:
    make_brigade()
    install(GUARDS, connection)
    yield Entry.objects.get()
    drop(GUARDS, connection)


def test_an_entry_is_not_changed(entry: Entry) -> None:
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(actor_name="x")


def test_an_entry_is_not_removed(entry: Entry) -> None:
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).delete()


@pytest.mark.parametrize("statement", ["DELETE FROM audit_entry", "UPDATE audit_entry SET after = NULL"])
def test_plain_sql_is_refused_too(entry: Entry, statement: str) -> None:
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_table_is_not_emptied(entry: Entry) -> None:
    statement = "TRUNCATE audit_entry CASCADE" if connection.vendor == "postgresql" else "DELETE FROM audit_entry"
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        connection.cursor().execute(statement)


def test_entries_are_still_added(entry: Entry) -> None:
    make_brigade()
    assert Entry.objects.count() == 2
