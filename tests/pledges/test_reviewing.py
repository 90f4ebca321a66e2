import datetime as dt

import pytest

from pledges.actions.drafting import begin_pledge, revise_pledge, save_items, submit_pledge
from pledges.actions.errors import (
    IncompleteItemError,
    NoReviewerError,
    NotADraftError,
    NotAMemberError,
    NotEntitledError,
    NotTheReviewerError,
    NumberOfItemsError,
    ReasonMissingError,
    ReviewClosedError,
    UndecidedItemError,
)
from pledges.actions.reviewing import Verdict, hand_over_review, review_pledge
from pledges.models import ItemReview, Pledge, PledgeItem, Review
from pledges.models.kinds import CriterionName
from pledges.rules.criteria import Owner
from pledges.rules.reviews import Decision
from tests.factories.people import make_officer
from tests.factories.pledges import (
    NOW,
    TWO,
    Party,
    item,
    lead_brigade,
    make_member,
    make_party,
    make_posted,
    make_submitted,
    pass_all,
)

pytestmark = pytest.mark.django_db
PASS, AMEND = Verdict(Decision.PASS), Verdict(Decision.AMEND, "写清做到什么程度")


@pytest.fixture
def party() -> Party:
    return make_party()


def test_pledge_passes_group_and_branch_and_is_posted(party: Party) -> None:
    pledge = make_posted(party)
    told = Review.objects.filter(pledge=pledge).order_by("id").values_list("level", "reviewer__name", "outcome")
    assert list(told) == [("group", "黄组长", "passed"), ("branch", "陈书记", "passed")]
    assert (pledge.state, pledge.posted_at, pledge.is_as_signed) == (Pledge.State.POSTED, NOW, True)


def test_who_reviews_depends_on_the_author(party: Party) -> None:
    lead_brigade(party, party.deputy)
    route = {
        author.name: list(Review.objects.filter(pledge=pledge).order_by("id").values_list("reviewer__name", flat=True))
        for author in (party.leader, party.secretary, party.deputy)
        for pledge in [make_posted(party, by=author)]
    }
    assert route == {"黄组长": ["陈书记"], "陈书记": ["程上级"], "邓副书记": ["黄组长", "陈书记", "程上级"]}


def test_group_and_branch_pledge_through_their_heads(party: Party) -> None:
    items = (item(criterion=CriterionName.MEMBERS), item("年内走访20户", criterion=CriterionName.PUBLIC_RESPONSE))
    for owner, head, name in (
        (Owner.GROUP, party.leader, "直属三大队党支部 一中队党小组"),
        (Owner.BRANCH, party.secretary, "直属三大队党支部"),
    ):
        pledge = begin_pledge(party.cycle, owner, by=head, at=NOW)
        save_items(pledge, items, by=head, at=NOW)
        posted = pass_all(submit_pledge(pledge, by=head, at=NOW))
        assert (posted.state, posted.owner_name in name) == (Pledge.State.POSTED, True)
        with pytest.raises(NotAMemberError):
            begin_pledge(party.cycle, owner, by=party.member, at=NOW)


def test_returned_promise_alone_is_open_and_starts_at_the_first_level(party: Party) -> None:
    pledge = make_submitted(party)
    review_pledge(pledge.reviews.get(), {1: PASS, 2: PASS}, by=party.leader, at=NOW)
    review_pledge(pledge.reviews.open().get(), {1: PASS, 2: AMEND}, by=party.secretary, at=NOW)
    save_items(pledge, (TWO[0], item("每天提前10分钟到岗")), by=party.member, at=NOW)
    pledge = submit_pledge(pledge, by=party.member, at=NOW)
    review = pledge.reviews.open().get()
    assert (review.level, review.round) == ("group", 2)
    review_pledge(review, {2: PASS}, by=party.leader, at=NOW)
    pledge = review_pledge(pledge.reviews.open().get(), {2: PASS}, by=party.secretary, at=NOW)
    assert pledge.state == Pledge.State.POSTED
    assert ItemReview.objects.filter(review__pledge=pledge, position=1).count() == 2


def test_unchanged_returned_promise_goes_back_to_whoever_returned_it(party: Party) -> None:
    pledge = make_submitted(party)
    review_pledge(pledge.reviews.get(), {1: PASS, 2: PASS}, by=party.leader, at=NOW)
    review_pledge(pledge.reviews.open().get(), {1: PASS, 2: AMEND}, by=party.secretary, at=NOW)
    pledge = submit_pledge(pledge, by=party.member, at=NOW)
    assert pledge.reviews.open().get().reviewer == party.secretary


def test_what_is_refused_in_a_review(party: Party) -> None:
    review = make_submitted(party).reviews.get()
    with pytest.raises(NotTheReviewerError):
        review_pledge(review, {1: PASS, 2: PASS}, by=party.secretary, at=NOW)
    with pytest.raises(UndecidedItemError, match="2"):
        review_pledge(review, {1: PASS}, by=party.leader, at=NOW)
    with pytest.raises(UndecidedItemError, match="1"):
        review_pledge(review, {1: Verdict(Decision.REDO, " "), 2: PASS}, by=party.leader, at=NOW)
    review_pledge(review, {1: PASS, 2: PASS}, by=party.leader, at=NOW)
    with pytest.raises(ReviewClosedError):
        review_pledge(review, {1: PASS, 2: PASS}, by=party.leader, at=NOW)


def test_words_changed_past_the_portal_are_not_reviewed(party: Party) -> None:
    review = make_submitted(party).reviews.get()
    PledgeItem.objects.filter(pledge=review.pledge, position=1).update(text="随便做做")
    with pytest.raises(NotADraftError):
        review_pledge(review, {1: PASS, 2: PASS}, by=party.leader, at=NOW)
    assert not ItemReview.objects.exists()


def test_review_is_due_in_three_working_days(party: Party) -> None:
    assert make_submitted(party).reviews.get().due_on == dt.date(2026, 1, 23)


def test_stuck_review_is_handed_to_another_member_with_a_reason(party: Party) -> None:
    pledge = make_submitted(party, by=party.leader)
    review = pledge.reviews.get()
    with pytest.raises(ReasonMissingError):
        hand_over_review(review, to=party.deputy, reason=" ", by=party.deputy, at=NOW)
    with pytest.raises(NoReviewerError):
        hand_over_review(review, to=party.leader, reason="书记出差", by=party.deputy, at=NOW)
    new = hand_over_review(review, to=party.deputy, reason="书记出差", by=party.deputy, at=NOW)
    assert pass_all(Pledge.objects.get(pk=pledge.pk)).state == Pledge.State.POSTED
    assert (new.reviewer, Review.objects.filter(pledge=pledge).count()) == (party.deputy, 2)


def test_review_never_comes_to_its_author_nor_moves_by_them(party: Party) -> None:
    pledge = make_submitted(party, by=party.deputy)
    review_pledge(pledge.reviews.get(), {1: PASS, 2: PASS}, by=party.leader, at=NOW)
    review = pledge.reviews.open().get()
    with pytest.raises(NoReviewerError):
        hand_over_review(review, to=party.deputy, reason="书记出差", by=party.secretary, at=NOW)
    with pytest.raises(NotEntitledError):
        hand_over_review(review, to=party.secretary, reason="书记出差", by=party.deputy, at=NOW)


def test_only_own_and_assigned_pledges_are_read_before_they_are_posted(party: Party) -> None:
    pledge = make_submitted(party)
    others = (party.member, party.leader, party.secretary, party.deputy, party.superior)
    readers = [officer.name for officer in others if Pledge.objects.visible_to(officer).exists()]
    assert readers == ["王党员", "黄组长"]
    pass_all(pledge)
    stranger = make_officer(make_party().squadron)
    assert [Pledge.objects.visible_to(officer).exists() for officer in (party.deputy, stranger)] == [True, False]


def test_new_version_takes_the_place_of_the_posted_one_when_it_is_posted(party: Party) -> None:
    first = make_posted(party)
    new = revise_pledge(first, by=party.member, at=NOW)
    save_items(new, (TWO[0], item("每月2次走访")), by=party.member, at=NOW)
    assert list(Pledge.objects.posted()) == [first]
    pass_all(submit_pledge(new, by=party.member, at=NOW))
    states = Pledge.objects.order_by("version").values_list("version", "state", "is_latest")
    assert list(states) == [(1, "superseded", False), (2, "posted", True)]
    with pytest.raises(NotADraftError):
        revise_pledge(first, by=party.member, at=NOW)


def test_beginning_again_returns_the_pledge_that_is_there(party: Party) -> None:
    first = begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW)
    assert begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW) == first


def test_who_is_no_member_pledges_nothing(party: Party) -> None:
    for officer in (make_officer(party.squadron), make_member(make_party().squadron, None)):
        with pytest.raises(NotAMemberError):
            begin_pledge(party.cycle, Owner.MEMBER, by=officer, at=NOW)


@pytest.mark.parametrize("count", [1, 6])
def test_two_to_five_promises(party: Party, count: int) -> None:
    pledge = begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW)
    with pytest.raises(NumberOfItemsError):  # noqa: PT012 - one refuses when it is saved, the other when handed in
        save_items(pledge, [item()] * count, by=party.member, at=NOW)
        submit_pledge(pledge, by=party.member, at=NOW)


def test_incomplete_promise_is_named(party: Party) -> None:
    wrong = item(criterion=CriterionName.LEADERSHIP)
    with pytest.raises(IncompleteItemError, match="2"):
        make_submitted(party, items=(item(), wrong))


def test_without_a_reviewer_nothing_is_handed_in(party: Party) -> None:
    party.branch.seats.all().delete()
    pledge = begin_pledge(party.cycle, Owner.MEMBER, by=party.leader, at=NOW)
    save_items(pledge, TWO, by=party.leader, at=NOW)
    with pytest.raises(NoReviewerError, match="branch"):
        submit_pledge(pledge, by=party.leader, at=NOW)
    assert Pledge.objects.get().state == Pledge.State.DRAFT
