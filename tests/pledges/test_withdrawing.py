"""Taking back what is under review, giving up a draft, taking a pledge off the wall."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from organization.models import Officer
from pledges.actions.drafting import begin_pledge, revise_pledge, save_items, submit_pledge
from pledges.actions.errors import (
    NotADraftError,
    NotEntitledError,
    NotOnTheWallError,
    NotTheAuthorError,
    ReasonMissingError,
    ReviewClosedError,
)
from pledges.actions.reviewing import Verdict, review_pledge
from pledges.actions.withdrawing import take_back, take_down, withdraw_draft
from pledges.facts import tasks_for
from pledges.models import Pledge, Review
from pledges.rules.criteria import Owner
from pledges.rules.reviews import Decision
from tests.factories.access import BACKEND
from tests.factories.pledges import NOW, TWO, Party, make_member, make_party, make_posted, make_submitted, pass_all

pytestmark = pytest.mark.django_db
REASON = "内容涉及他人住址"


@pytest.fixture
def party() -> Party:
    return make_party()


def client_of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend=BACKEND)
    return client


def test_the_author_takes_back_what_is_under_review_and_hands_it_in_again(party: Party) -> None:
    pledge = make_submitted(party)
    review_pledge(pledge.reviews.get(), {1: Verdict(Decision.PASS), 2: Verdict(Decision.PASS)}, by=party.leader, at=NOW)
    pledge = take_back(pledge, by=party.member, at=NOW)
    assert (pledge.state, pledge.level, pledge.reviews.open().count()) == ("draft", "", 0)
    assert Entry.objects.get(action="pledges.pledge_taken_back").after == {"level": "branch", "round": 1}
    pledge = submit_pledge(pledge, by=party.member, at=NOW)
    assert (pledge.round, [review.level for review in pledge.reviews.open()]) == (2, ["branch"])


def test_only_the_author_takes_back_and_only_while_it_is_under_review(party: Party) -> None:
    pledge = make_submitted(party)
    with pytest.raises(NotTheAuthorError):
        take_back(pledge, by=party.leader, at=NOW)
    pledge = pass_all(pledge)
    with pytest.raises(ReviewClosedError):
        take_back(pledge, by=party.member, at=NOW)
    assert set(pledge.reviews.values_list("outcome", flat=True)) == {Review.Outcome.PASSED}


def test_a_draft_that_is_given_up_can_be_written_anew(party: Party) -> None:
    pledge = begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW)
    save_items(pledge, TWO, by=party.member, at=NOW)
    pledge = withdraw_draft(pledge, by=party.member, at=NOW)
    assert begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW) == pledge
    new = revise_pledge(pledge, by=party.member, at=NOW)
    assert (new.version, new.state, new.withdrawn_at, new.items.count()) == (2, "draft", None, 2)
    with pytest.raises(NotADraftError):
        withdraw_draft(pledge, by=party.member, at=NOW)


def test_giving_up_a_new_version_leaves_the_posted_one_the_latest(party: Party) -> None:
    posted = make_posted(party)
    second = withdraw_draft(revise_pledge(posted, by=party.member, at=NOW), by=party.member, at=NOW)
    posted.refresh_from_db()
    assert (posted.state, posted.is_latest, second.is_latest) == ("posted", True, False)
    assert revise_pledge(posted, by=party.member, at=NOW).version == 3


def test_the_branch_takes_a_pledge_off_the_wall_and_the_author_reads_why(party: Party) -> None:
    pledge = make_posted(party)
    wall = reverse("pledges:wall", args=[party.brigade.code])
    colleague = client_of(make_member(party.squadron, party.group, name="石同事"))
    before = colleague.get(wall).content.decode().count("王党员")
    pledge = take_down(pledge, reason=f" {REASON} ", by=party.secretary, at=NOW)
    assert (before > 0, colleague.get(wall).content.decode().count("王党员")) == (True, 0)
    assert colleague.get(reverse("pledges:detail", args=[pledge.pk])).status_code == 404
    assert [(task.wanted.value, task.reason) for task in tasks_for(party.member, NOW.date())] == [
        ("taken_down", REASON)
    ]
    assert Entry.objects.get(action="pledges.pledge_taken_down").after == {"version": 1, "reason": REASON}


def test_written_anew_it_comes_back_through_all_reviews(party: Party) -> None:
    pledge = take_down(make_posted(party), reason=REASON, by=party.secretary, at=NOW)
    new = submit_pledge(revise_pledge(pledge, by=party.member, at=NOW), by=party.member, at=NOW)
    assert (new.level, pass_all(new).state, tasks_for(party.secretary, NOW.date())) == ("group", "posted", [])
    pledge.refresh_from_db()
    assert (pledge.state, pledge.is_latest) == ("withdrawn", False)


def test_taking_down_needs_a_reason_the_right_and_another_ones_posted_pledge(party: Party) -> None:
    pledge, own, waiting = (
        make_posted(party),
        make_posted(party, by=party.secretary),
        make_submitted(party, by=party.leader),
    )
    refused = (
        (pledge, " ", party.secretary, ReasonMissingError),
        (pledge, REASON, party.leader, NotEntitledError),
        (own, REASON, party.secretary, NotEntitledError),
        (waiting, REASON, party.secretary, NotOnTheWallError),
    )
    for which, reason, by, error in refused:
        with pytest.raises(error):
            take_down(which, reason=reason, by=by, at=NOW)
    assert Pledge.objects.filter(state="withdrawn").count() == 0


def test_a_verdict_is_not_taken_down(party: Party) -> None:
    pledge = make_posted(party)
    Pledge.objects.filter(pk=pledge.pk).update(state=Pledge.State.CONCLUDED)
    with pytest.raises(NotOnTheWallError):
        take_down(pledge, reason=REASON, by=party.secretary, at=NOW)


def test_the_pages_take_back_give_up_and_take_down(party: Party) -> None:
    pledge, author = make_submitted(party), client_of(party.member)
    mine = reverse("pledges:mine")
    addresses = [reverse(f"pledges:{name}", args=[pledge.pk]) for name in ("take_back", "withdraw", "revise")]
    steps = [author.get(mine).content.decode().count(addresses[0])]
    steps += [author.post(address).status_code for address in addresses]
    new = Pledge.objects.get(version=2)
    pass_all(submit_pledge(new, by=party.member, at=NOW))
    down = reverse("pledges:take_down", args=[new.pk])
    secretary = client_of(party.secretary)
    page = secretary.get(reverse("pledges:detail", args=[new.pk])).content.decode()
    assert (steps, page.count(down), author.post(down).status_code) == ([1, 302, 302, 302], 1, 403)
    assert [secretary.post(down, {"reason": reason}).status_code for reason in ("", REASON)] == [302, 302]
    assert [REASON in author.get(address).content.decode() for address in (mine, "/")] == [True, True]
