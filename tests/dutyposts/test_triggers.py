# ruff: noqa: S608 - the tables are the portal's own
"""What the database refuses about closed months, and what it leaves to the actions; run on both databases."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from dutyposts.actions.closing import ask_to_reopen, confirm_reopening, decide_flags, notice_month, publish_month
from dutyposts.actions.computing import compute_month
from dutyposts.actions.inspections import void_inspection
from dutyposts.actions.objections import file_objection, uphold_objection
from dutyposts.models import Finding, Inspection, Ranking
from dutyposts.triggers import GUARDS
from organization.models import Officer, Unit
from tests.factories.duty import AFTER, MONTH, add_event, assign, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
LATER = AFTER + dt.timedelta(days=4)
REASON = "一条检查记录登记错误，需要更正。"
CLOSED = "the records of a month on notice or published stay as they are"
FINAL = "a published version is final"
UNCONFIRMED = "only a confirmed reopening ends a version"
# A column of each table whose other value makes a copied row a new one.
RECORDS = {
    "inspection": ("number", "number || 'X'"),
    "finding": ("item_id", "item_id + 1"),
    "findingperson": ("officer_id", "officer_id + 1"),
    "photo": ("digest", "'x'"),
    "event": ("number", "number || 'X'"),
    "eventperson": ("officer_id", "officer_id + 1"),
}
RESULTS = {"postscore": ("post_id", "post_id + 100"), "flagdecision_scores": ("postscore_id", "postscore_id + 100")}


@pytest.fixture
def brigade() -> Unit:
    """Compute a month with a row in every table of records."""
    make_standard()
    brigade = make_brigade()
    unit, inspector = make_unit(parent=brigade), make_inspector(brigade)
    post, leader = make_post(unit, code="P1"), make_officer(unit)
    make_post(unit, code="P2")
    assign(post, leader, is_leader=True)
    inspection = inspect_often(post, inspector, "D1", "D1")[0]
    inspection.findings.get().people.create(officer=leader, name=leader.name, kind=leader.kind, unit=unit)
    inspection.photos.create(added_by=inspector, added_at=AFTER)
    event = add_event(post, "D5", by=inspector)
    event.people.create(officer=leader, name=leader.name, kind=leader.kind, unit=unit)
    compute_month(brigade, MONTH, by=None, at=AFTER)
    return brigade


@pytest.fixture
def chief(brigade: Unit) -> Officer:
    return make_supervisor(brigade)


@pytest.fixture
def noticed(brigade: Unit, chief: Officer) -> Ranking:
    ranking = notice_month(brigade, MONTH, by=chief, at=AFTER)
    decide_flags(ranking, list(ranking.scores.filter(wins_flag=True)), reason="只有一个", by=chief, at=AFTER)
    return ranking


@pytest.fixture
def published(noticed: Ranking, chief: Officer) -> Ranking:
    return publish_month(noticed.brigade, MONTH, by=chief, at=LATER)


def refusal(statement: str) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value).splitlines()[0]


def columns_of(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def copying(table: str, column: str, value: str) -> str:
    names = [name for name in columns_of(table) if name != "id"]
    values = ", ".join(value if name == column else f'"{name}"' for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({quoted}) SELECT {values} FROM {table} LIMIT 1"


def changing(table: str) -> str:
    first = columns_of(table)[0]
    return f"UPDATE {table} SET {first} = {first}"


def emptying(table: str) -> str:
    return f"TRUNCATE {table} CASCADE" if connection.vendor == "postgresql" else f"DELETE FROM {table}"


@pytest.mark.usefixtures("noticed")
@pytest.mark.parametrize("name", RECORDS)
def test_the_records_of_a_month_on_notice_stay_as_they_are(name: str) -> None:
    table = f"dutyposts_{name}"
    statements = (copying(table, *RECORDS[name]), changing(table), f"DELETE FROM {table}")
    assert [refusal(statement) for statement in statements] == [CLOSED] * 3


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("name", RESULTS)
def test_the_rows_of_a_published_version_are_final(name: str) -> None:
    table = f"dutyposts_{name}"
    statements = (copying(table, *RESULTS[name]), changing(table), f"DELETE FROM {table}")
    assert [refusal(statement) for statement in statements] == [FINAL] * 3


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("name", ["ranking", "frozenmonth", "flagdecision"])
def test_a_published_version_is_final(name: str) -> None:
    table = f"dutyposts_{name}"
    assert [refusal(changing(table)), refusal(f"DELETE FROM {table}")] == [FINAL] * 2


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("table", sorted({guard.table for guard in GUARDS}))
def test_no_table_is_emptied(table: str) -> None:
    connection.check_constraints()  # PostgreSQL empties no table while checks of its rows wait for the commit
    assert refusal(emptying(table)) in {CLOSED, FINAL}


@pytest.mark.usefixtures("published")
def test_a_finding_of_a_published_month_keeps_its_count() -> None:
    assert refusal('UPDATE dutyposts_finding SET "count" = 0') == CLOSED
    assert refusal("UPDATE dutyposts_inspection SET style = 0, score = score - style") == CLOSED


def test_only_an_upheld_objection_lowers_a_finding_in_the_notice(noticed: Ranking, chief: Officer) -> None:
    finding = Finding.objects.filter(people__isnull=False).get()
    objection = file_objection(finding, claim="当时在处理事故", by=finding.people.get().officer, at=AFTER)
    assert refusal('UPDATE dutyposts_finding SET "count" = 0') == CLOSED
    assert refusal("UPDATE dutyposts_inspection SET style = 0, score = score - style") == CLOSED
    uphold_objection(objection, new_count=0, answer="经核实，情况属实。", by=chief, at=AFTER)
    finding.refresh_from_db()
    assert (finding.count, finding.inspection.score) == (0, 100)
    assert refusal('UPDATE dutyposts_finding SET "count" = 1') == CLOSED


def test_a_record_does_not_move_into_a_closed_month(noticed: Ranking) -> None:
    november = MONTH.shift(1)
    inspect_often(noticed.brigade.duty_posts.get(code="P1"), make_inspector(noticed.brigade), month=november)
    assert refusal(f"UPDATE dutyposts_inspection SET month = '{MONTH}' WHERE month = '{november}'") == CLOSED


def test_a_notice_is_not_taken_back(noticed: Ranking) -> None:
    statement = "UPDATE dutyposts_ranking SET state = 'computed', noticed_at = NULL"
    assert refusal(statement) == "a notice is not taken back"
    assert refusal("DELETE FROM dutyposts_ranking") == FINAL


def test_only_a_confirmed_reopening_ends_a_version(published: Ranking, chief: Officer) -> None:
    reopening = ask_to_reopen(published, reason=REASON, by=chief, at=LATER)
    assert (
        refusal("UPDATE dutyposts_ranking SET is_latest = NOT is_latest") == "only a confirmed reopening ends a version"
    )
    second = confirm_reopening(reopening, by=make_supervisor(published.brigade), at=LATER)
    assert (second.version, Ranking.objects.get(pk=published.pk).is_latest) == (2, False)
    void_inspection(Inspection.objects.all()[0], by=chief, reason="登记在了别的岗", at=LATER)
    assert refusal(f"DELETE FROM dutyposts_postscore WHERE ranking_id = {published.pk}") == FINAL


@pytest.mark.parametrize("name", ["ranking", "inspection", "finding"])
def test_every_column_is_named_by_a_guard(name: str) -> None:
    table = f"dutyposts_{name}"
    events = [guard.event.removeprefix("UPDATE OF ") for guard in GUARDS if guard.table == table]
    named = {column.strip(' "') for event in events for column in event.split(",")}
    assert named - {"INSERT", "DELETE", "TRUNCATE"} == set(columns_of(table))


def test_every_guard_is_on() -> None:
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        names = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(names)
        on = {name for (name,) in cursor.fetchall()}
    assert on == {guard.name for guard in GUARDS if connection.vendor == "postgresql" or guard.event != "TRUNCATE"}
