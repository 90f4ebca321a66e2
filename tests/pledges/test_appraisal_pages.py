from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organization.models import Officer
from pledges.actions.appraising import cast_ballot, close_ballots, open_ballots
from pledges.models import Appraisal, BallotMark, Cycle, Pledge, Progress, PublicTally, Voter
from pledges.rules.appraisal import Mark
from tests.factories.access import BACKEND
from tests.factories.people import make_officer
from tests.factories.pledges import NOW, Party, make_member, make_party, make_posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def party() -> Party:
    """Make a party in which two have pledged and the ballots are open."""
    party = make_party()
    for author in (party.member, party.leader):
        make_posted(party, by=author)
    open_ballots(party.cycle, by=party.secretary, at=NOW)
    return party


@pytest.fixture
def counted(party: Party) -> Party:
    close_ballots(party.cycle, by=party.secretary)
    return party


def sign_in(client: Client, officer: Officer) -> Client:
    client.force_login(officer, backend=BACKEND)
    return client


def verdict(**told: str) -> dict[str, str]:
    return {"c1": "fulfilled", "c2": "fulfilled", "mark": "satisfied", "grade": "qualified"} | told


def test_ballot_is_cast_once(party: Party, client: Client) -> None:
    address = f"/pledges/cycles/{party.cycle.pk}/ballot/"
    sign_in(client, party.deputy)
    marks = {f"p{pledge.pk}": "fairly" for pledge in Pledge.objects.all()}
    assert client.post(address, marks).status_code == 302
    assert client.post(address, marks).status_code == 200
    assert list(BallotMark.objects.values_list("mark", flat=True)) == ["fairly", "fairly"]


def test_ballot_without_a_mark_keeps_what_was_marked(party: Party, client: Client) -> None:
    first = Pledge.objects.order_by("pk")[0]
    response = sign_in(client, party.deputy).post(
        f"/pledges/cycles/{party.cycle.pk}/ballot/", {f"p{first.pk}": "fairly"}
    )
    assert len(response.context["form"].errors) == 1
    assert response.content.decode().count("checked") == 1


def test_who_has_no_ballot_is_told_so(party: Party, client: Client) -> None:
    text = sign_in(client, make_officer(party.squadron)).get(f"/pledges/cycles/{party.cycle.pk}/ballot/")
    assert "本周期没有您的票" in text.content.decode()


def test_pledge_is_concluded_on_one_page(counted: Party, client: Client) -> None:
    pledge = Pledge.objects.get(author=counted.member)
    response = sign_in(client, counted.secretary).post(
        f"/pledges/{pledge.pk}/conclude/", verdict(c2="partly", r2="8月没有做到", grade="excellent")
    )
    assert response.status_code == 200  # two members: none is excellent
    response = client.post(f"/pledges/{pledge.pk}/conclude/", verdict(c2="partly", r2="8月没有做到"))
    told = Appraisal.objects.values_list("pledge__state", "grade", "pledge__items__conclusion")
    assert (response.status_code, sorted(told)) == (
        302,
        [("concluded", "qualified", "fulfilled"), ("concluded", "qualified", "partly")],
    )


def test_whoever_concludes_reads_what_was_noted(counted: Party, client: Client) -> None:
    pledge = Pledge.objects.get(author=counted.member)
    Progress.objects.create(
        item=pledge.items.get(position=2),
        happened_on=NOW.date(),
        text="连续三周提前到岗",
        entered_by=counted.member,
        entered_at=NOW,
        client_id=uuid4(),
    )
    text = sign_in(client, counted.secretary).get(f"/pledges/{pledge.pk}/conclude/").content.decode()
    assert [text.count(told) for told in ("连续三周提前到岗", "这一条没有践诺记录。")] == [1, 1]


def test_what_is_refused_leaves_nothing_behind(counted: Party, client: Client) -> None:
    pledge = Pledge.objects.get(author=counted.member)
    sign_in(client, counted.secretary).post(f"/pledges/{pledge.pk}/conclude/", verdict(grade="excellent"))
    assert (Appraisal.objects.count(), pledge.items.exclude(conclusion="").count()) == (0, 0)


def test_missing_reason_is_asked_for_at_its_field(counted: Party, client: Client) -> None:
    pledge = Pledge.objects.get(author=counted.member)
    response = sign_in(client, counted.secretary).post(
        f"/pledges/{pledge.pk}/conclude/", verdict(c1="unfulfilled", mark="fairly")
    )
    assert sorted(response.context["form"].errors) == ["mark_reason", "r1"]


def test_no_conclusion_is_suggested(counted: Party, client: Client) -> None:
    pledge = Pledge.objects.get(author=counted.member)
    response = sign_in(client, counted.secretary).post(f"/pledges/{pledge.pk}/conclude/", verdict(c2=""))
    assert sorted(response.context["form"].errors) == ["c2"]


def test_public_ballots_are_counted_once_a_day_and_place(party: Party, client: Client) -> None:
    pledge = Pledge.objects.get(author=party.member)
    told = {"collected_on": "2026-06-30", "place": "服务大厅", "satisfied": 8, "fairly": 1, "dissatisfied": 0}
    for _ in range(2):
        sign_in(client, party.secretary).post(f"/pledges/{pledge.pk}/public-ballots/", told)
    assert list(PublicTally.objects.values_list("satisfied", "entered_by__name")) == [(8, "陈书记")]


def test_cycle_ends_only_when_all_is_concluded(party: Party, client: Client) -> None:
    address = f"/pledges/cycles/{party.cycle.pk}/conclude/"
    sign_in(client, party.secretary).post(address)
    assert Cycle.objects.get().state == Cycle.State.APPRAISING
    client.post(f"/pledges/cycles/{party.cycle.pk}/ballots/close/", {"sure": "on"})
    for pledge in Pledge.objects.all():
        client.post(f"/pledges/{pledge.pk}/conclude/", verdict())
    client.post(address)
    assert Cycle.objects.get().state == Cycle.State.CONCLUDED


def test_ballots_close_without_some_only_for_whoever_says_so(party: Party, client: Client) -> None:
    address, states = f"/pledges/cycles/{party.cycle.pk}/ballots/close/", []
    sign_in(client, party.secretary)
    for told in ({}, {"sure": "on"}):
        client.post(address, told)
        states.append(Cycle.objects.get().state)
    assert states == ["appraising", "judging"]


def test_peers_have_no_figure_while_ballots_come_in(party: Party, client: Client) -> None:
    """Else the difference between two looks would be the ballot cast between them."""
    others = [make_member(party.squadron, party.group) for _ in range(4)]
    Voter.objects.bulk_create(Voter(cycle=party.cycle, officer=officer) for officer in others)
    for officer in (party.secretary, party.deputy, *others):
        cast_ballot(party.cycle, dict.fromkeys(Pledge.objects.values_list("pk", flat=True), Mark.FAIRLY), by=officer)
    sign_in(client, party.secretary)
    address, shown = f"/pledges/cycles/{party.cycle.pk}/appraisal/", []
    for _look in range(2):
        shown.append([str(row.peers) for row in client.get(address).context["rows"]])
        client.post(f"/pledges/cycles/{party.cycle.pk}/ballots/close/", {"sure": "on"})
    assert shown == [["None", "None"], ["70.00", "70.00"]]


@pytest.mark.parametrize("who", ["member", "leader"])
def test_appraisal_is_the_branchs(party: Party, client: Client, who: str) -> None:
    sign_in(client, getattr(party, who))
    assert client.get(f"/pledges/cycles/{party.cycle.pk}/appraisal/").status_code == 403


def test_other_brigade_finds_nothing(party: Party, client: Client) -> None:
    sign_in(client, make_party().secretary)
    pledge = Pledge.objects.get(author=party.member)
    addresses = (f"/pledges/cycles/{party.cycle.pk}/appraisal/", f"/pledges/{pledge.pk}/conclude/")
    assert [client.get(address).status_code for address in addresses] == [404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_pledges(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    party = make_party()
    for _ in range(count):
        make_posted(party, by=make_member(party.squadron, party.group))
    sign_in(client, party.deputy)
    with django_assert_num_queries(7):
        client.get(f"/pledges/cycles/{party.cycle.pk}/appraisal/")
