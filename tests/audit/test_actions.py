import pytest
from django.db import DatabaseError, transaction

from audit import source
from audit.actions import AuditOutsideTransactionError, Change, head, record, record_all
from audit.models import Entry, PersonalPart
from audit.queries import matches_print, verify
from audit.rules.chain import GENESIS, Broken, grouped
from organization.models import CalendarDay, Officer
from tests.factories.people import make_brigade, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Officer:
    return make_officer(make_brigade())


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(AuditOutsideTransactionError):
        record("a.b_changed", on=CalendarDay(pk=1), by=None)


@pytest.mark.django_db(transaction=True)
def test_without_the_entry_there_is_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    unit = make_brigade()
    monkeypatch.setattr(Entry._meta, "db_table", "no_such_table")
    with pytest.raises(DatabaseError):
        make_officer(unit)
    assert Officer.objects.count() == 0


def test_an_empty_chain_has_the_head_zero() -> None:
    assert head() == (0, GENESIS)


def test_entries_are_numbered_and_linked(clerk: Officer) -> None:
    first, second = record_all([Change(action="a.b_made", on=clerk), Change(action="a.b_ended", on=clerk)], by=clerk)
    assert (second.number, second.previous) == (first.number + 1, first.digest)


def test_an_entry_names_who_and_from_where(clerk: Officer) -> None:
    token = source.current.set("10.0.0.5")
    entry = record("a.b_made", on=clerk, by=clerk)
    source.current.reset(token)
    assert (entry.actor_name, entry.source) == (clerk.police_number, "10.0.0.5")


def test_many_entries_cost_no_more_queries_than_one(
    clerk: Officer,
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    for count in (1, 3):
        with django_assert_num_queries(2):  # type: ignore[operator]
            record_all([Change(action="a.b_made", on=clerk)] * count, by=clerk)


def test_the_stored_chain_verifies(clerk: Officer) -> None:
    record("a.b_changed", on=clerk, by=clerk, before={"n": 1.5, "岗": ["a", None]}, after={"day": clerk.joined_on})
    assert verify() == (Entry.objects.count(), None)


def test_a_stored_entry_that_was_edited_is_named(clerk: Officer) -> None:
    entry = record("a.b_changed", on=clerk, by=clerk, after={"points": 1})
    record("a.b_changed", on=clerk, by=clerk)
    Entry.objects.filter(pk=entry.pk).update(after={"points": 2})
    assert verify()[1] == Broken(entry.number, "altered")


def test_a_stored_entry_that_was_removed_is_named(clerk: Officer) -> None:
    entry = record("a.b_changed", on=clerk, by=clerk)
    record("a.b_changed", on=clerk, by=clerk)
    Entry.objects.filter(pk=entry.pk).delete()
    assert verify()[1] == Broken(entry.number, "missing")


def test_a_cut_tail_is_found_against_the_printed_head(clerk: Officer) -> None:
    record("a.b_changed", on=clerk, by=clerk)
    number, digest = head()
    Entry.objects.filter(number=number).delete()
    assert verify()[1] is None
    assert not matches_print(number, grouped(digest))


@pytest.mark.parametrize("printed", ["{}", " {} ", "wrong"])
def test_a_print_is_compared_without_blanks(clerk: Officer, printed: str) -> None:
    number, digest = head()
    assert matches_print(number, printed.format(grouped(digest).upper())) == (printed != "wrong")


def test_personal_data_can_go_and_the_chain_stays_whole(clerk: Officer) -> None:
    entry = record("a.b_changed", on=clerk, by=clerk, personal={"name": "李四"})
    PersonalPart.objects.filter(entry=entry).delete()
    assert (entry.object_name, verify()[1]) == ("", None)


def test_no_entry_bears_a_name_in_clear(clerk: Officer) -> None:
    assert list(Entry.objects.filter(after__icontains=clerk.name)) == []


def test_a_refused_change_takes_its_entry_with_it(clerk: Officer) -> None:
    before = head()
    with transaction.atomic():
        record("a.b_changed", on=clerk, by=clerk)
        transaction.set_rollback(True)
    assert head() == before
