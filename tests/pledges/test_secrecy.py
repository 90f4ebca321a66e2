"""What the tables of a cycle tell about who gave which mark: nothing, by column, key, place, row version or audit."""

import pytest
from django.db import connection
from django.test import Client

from audit.models import Entry
from organization.models import Officer
from pledges.actions.appraising import cast_ballot, open_ballots
from pledges.models import BallotMark, Pledge, Voter
from pledges.rules.appraisal import Mark
from tests.factories.access import BACKEND
from tests.factories.pledges import NOW, Party, make_member, make_party, make_posted

pytestmark = pytest.mark.django_db
PLACE = {"sqlite": "rowid", "postgresql": "ctid"}


@pytest.fixture
def party() -> Party:
    """Make a party of seven, of whom six pledged, with open ballots."""
    party = make_party()
    others = [make_member(party.squadron, party.group, name=f"党员{number}") for number in range(3)]
    for author in (party.member, party.leader, party.deputy, *others):
        make_posted(party, by=author)
    open_ballots(party.cycle, by=party.secretary, at=NOW)
    return party


def vote(party: Party, officer: Officer, mark: Mark) -> None:
    pledges = Pledge.objects.exclude(author=officer)
    cast_ballot(party.cycle, {pledge.pk: mark for pledge in pledges}, by=officer)


def voters() -> list[Officer]:
    return [voter.officer for voter in Voter.objects.select_related("officer")]


def marks_by(order: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT mark FROM pledges_ballotmark ORDER BY {order}")  # noqa: S608 - a column's name
        return [mark for (mark,) in cursor.fetchall()]


def row_versions(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(DISTINCT xmin::text) FROM {table}")  # noqa: S608 - a table's name
        return int(cursor.fetchone()[0])


def test_no_column_leads_from_a_mark_to_a_voter_or_a_moment() -> None:
    columns = [{field.name for field in model._meta.get_fields()} for model in (BallotMark, Voter)]
    assert columns == [{"id", "pledge", "mark"}, {"id", "cycle", "officer", "has_voted"}]


@pytest.mark.parametrize("which", [0, 3, 6])
@pytest.mark.parametrize("order", ["id", "place"])
def test_no_order_puts_a_ballot_first_or_last(party: Party, which: int, order: str) -> None:
    """One ballot alone is dissatisfied; that chance puts all of it at one end of the 36 marks is a matter of 10^-5."""
    for number, officer in enumerate(voters()):
        vote(party, officer, Mark.DISSATISFIED if number == which else Mark.SATISFIED)
    marks = marks_by({"place": PLACE[connection.vendor]}.get(order, order))
    count = marks.count("dissatisfied")
    assert (len(marks), count in {5, 6}) == (36, True)
    assert "satisfied" in marks[:count]
    assert "satisfied" in marks[-count:]


def test_every_ballot_writes_the_whole_box_anew_under_random_keys(party: Party) -> None:
    vote(party, party.member, Mark.SATISFIED)
    first = set(BallotMark.objects.values_list("pk", flat=True))
    vote(party, party.secretary, Mark.SATISFIED)
    second = set(BallotMark.objects.values_list("pk", flat=True))
    assert (first & second, {key.version for key in second}) == (set(), {4})


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no row versions")
def test_row_versions_do_not_tell_whose_ballot_came_when(party: Party) -> None:
    for officer in voters()[:4]:
        vote(party, officer, Mark.SATISFIED)
    assert [row_versions(table) for table in ("pledges_ballotmark", "pledges_voter")] == [1, 1]


def test_audit_entry_of_a_ballot_has_no_name_no_address_and_no_mark(party: Party, client: Client) -> None:
    client.force_login(party.deputy, backend=BACKEND)
    marks = {f"p{pledge.pk}": "fairly" for pledge in Pledge.objects.exclude(author=party.deputy)}
    client.post(f"/pledges/cycles/{party.cycle.pk}/ballot/", marks)
    entry = Entry.objects.get(action="pledges.ballot_cast")
    assert (entry.object_id, entry.actor_id, entry.actor_name, entry.source) == (str(party.cycle.pk), None, "", "")
    assert (entry.before, entry.after, entry.personal_digest) == (None, None, "")
