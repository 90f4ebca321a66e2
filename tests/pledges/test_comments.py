import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organization.models import Officer
from pledges.actions.errors import NotEntitledError
from pledges.actions.keeping import CommentInput, give_comment
from pledges.models import Comment
from tests.factories.access import BACKEND
from tests.factories.people import make_officer
from tests.factories.pledges import NOW, Party, make_member, make_party

pytestmark = pytest.mark.django_db
TOLD = {"achievements": "带头学习", "problems": "台账少", "advice": "补台账"}
WORDS = {"form": "meeting", "given_on": "2026-01-20"} | TOLD


@pytest.fixture
def party() -> Party:
    return make_party()


def say(party: Party, subject: Officer, by: Officer) -> Comment:
    words = CommentInput(form=Comment.Form.MEETING, given_on=NOW.date(), due_on=None, **TOLD)
    return give_comment(party.cycle, subject, words, by=by, at=NOW)


def sign_in(client: Client, officer: Officer) -> Client:
    client.force_login(officer, backend=BACKEND)
    return client


def test_comments_go_down_and_never_to_oneself(party: Party) -> None:
    assert say(party, party.member, party.secretary).unit == party.squadron
    for subject, by in (
        (party.secretary, party.secretary),
        (party.secretary, party.leader),
        (party.leader, party.member),
    ):
        with pytest.raises(NotEntitledError):
            say(party, subject, by)


def test_comment_is_read_by_whom_it_is_about_and_by_the_branch(party: Party) -> None:
    say(party, party.member, party.secretary)
    colleague = make_member(party.squadron, party.group)
    readers = (party.member, party.secretary, party.deputy, colleague, make_party().secretary)
    assert [Comment.objects.visible_to(reader).exists() for reader in readers] == [True, True, True, False, False]


def test_comment_is_given_on_a_page_that_tells_who_waits(party: Party, client: Client) -> None:
    sign_in(client, party.secretary)
    before = client.get("/pledges/comments/").context["waiting"]
    client.post("/pledges/comments/new/", WORDS | {"subject": party.member.pk})
    after = client.get("/pledges/comments/").context["waiting"]
    assert (set(before) - set(after), Comment.objects.count()) == ({party.member}, 1)


@pytest.mark.parametrize(
    ("told", "field"),
    [({"given_on": "2999-01-01"}, "given_on"), ({"due_on": "2026-01-01"}, "due_on"), ({"advice": ""}, "advice")],
)
def test_what_is_wrong_is_said_at_its_field(party: Party, client: Client, told: dict[str, str], field: str) -> None:
    address = f"/pledges/comments/new/?on={party.member.police_number}"
    response = sign_in(client, party.secretary).post(address, WORDS | {"subject": str(party.member.pk)} | told)
    assert list(response.context["form"].errors) == [field]


def test_somebody_of_another_brigade_is_no_choice(party: Party, client: Client) -> None:
    stranger = make_officer(make_party().squadron)
    response = sign_in(client, party.secretary).post("/pledges/comments/new/", WORDS | {"subject": stranger.pk})
    assert list(response.context["form"].errors) == ["subject"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_comments(
    party: Party, client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        say(party, make_member(party.squadron, party.group), party.secretary)
    sign_in(client, party.secretary)
    with django_assert_num_queries(5):
        client.get("/pledges/comments/")
