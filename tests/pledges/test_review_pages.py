import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from organization.models import Officer
from pledges.actions.drafting import save_items, submit_pledge
from pledges.actions.reviewing import Verdict, hand_over_review, review_pledge
from pledges.actions.withdrawing import take_back
from pledges.models import ItemReview, Pledge, PledgeTemplate, Review
from pledges.queries.aids import aids_for, parts_of
from pledges.rules.reviews import Decision
from tests.factories.access import BACKEND
from tests.factories.pledges import NOW, TWO, Party, item, make_member, make_party, make_posted, make_submitted

pytestmark = pytest.mark.django_db
LIST = "/pledges/reviews/"


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def party() -> Party:
    return make_party()


def client_of(officer: Officer) -> Client:
    """Return a client that reads English."""
    client = Client()
    client.force_login(Officer.objects.get(pk=officer.pk), backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def address_of(review: Review, name: str = "review") -> str:
    return reverse(f"pledges:{name}", args=[review.pk])


def test_open_reviews_are_the_own_ones_with_the_overdue_marked(party: Party) -> None:
    make_submitted(party)
    with time_machine.travel(dt.datetime(2026, 1, 24, tzinfo=dt.UTC), tick=False):
        told = [page(client_of(one), LIST) for one in (party.leader, party.secretary)]
        stuck = page(client_of(party.secretary), f"{LIST}?show=stuck")
    assert [("王党员" in body, "overdue" in body) for body in told] == [(True, True), (False, False)]
    assert ("王党员" in stuck, client_of(party.member).get(f"{LIST}?show=stuck").status_code) == (True, 404)


def test_closed_reviews_are_kept(party: Party) -> None:
    make_posted(party)
    client = client_of(party.leader)
    assert ["王党员" in page(client, f"{LIST}?show={show}") for show in ("open", "closed")] == [False, True]


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_for_any_number(
    party: Party, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_submitted(party, by=make_member(party.squadron, party.group, name=f"党员{number}"))
    client = client_of(party.leader)
    with django_assert_num_queries(4):
        client.get(LIST)


def test_review_of_somebody_else_is_not_there(party: Party) -> None:
    review = make_submitted(party).reviews.get()
    asked = [client_of(one).get(address_of(review)).status_code for one in (party.member, party.secretary)]
    assert asked == [404, 404]


def test_what_goes_back_needs_a_reason(party: Party) -> None:
    review = make_submitted(party).reviews.get()
    client = client_of(party.leader)
    response = client.post(address_of(review), {"decision-1": "pass", "decision-2": "amend"})
    body = response.content.decode()
    assert (response.status_code, "Promise 2: write what is to change." in body) == (422, True)
    assert "Promise 1: choose what happens to it." in client.post(address_of(review), {"x": "1"}).content.decode()
    sent = {"decision-1": "pass", "decision-2": "amend", "reason-2": "写清次数"}
    assert client.post(address_of(review), sent).status_code == 302
    assert list(ItemReview.objects.values_list("decision", "reason")) == [("pass", ""), ("amend", "写清次数")]


def test_closed_review_takes_no_more_words(party: Party) -> None:
    pledge = make_submitted(party)
    review = pledge.reviews.get()
    client, sent = client_of(party.leader), {"decision-1": "pass", "decision-2": "pass"}
    assert [client.post(address_of(review), sent).status_code for _again in range(2)] == [302, 422]
    assert Review.objects.count() == 2


def test_passed_promise_is_not_asked_again(party: Party) -> None:
    pledge = make_submitted(party)
    review_pledge(
        pledge.reviews.get(),
        {1: Verdict(Decision.PASS), 2: Verdict(Decision.REDO, "做不到")},
        by=party.leader,
        at=NOW,
    )
    client_of(party.member).post(reverse("pledges:save", args=[pledge.pk]), {"do": "submit"})
    body = page(client_of(party.leader), address_of(pledge.reviews.open().get()))
    assert ('name="decision-1"' in body, 'name="decision-2"' in body) == (False, True)


def test_handing_over_needs_a_reason_and_somebody_of_the_level(party: Party) -> None:
    review = make_submitted(party, by=party.leader).reviews.get()
    client, address = client_of(party.secretary), address_of(review, "review_hand_over")
    assert client.post(address, {"to": party.deputy.pk, "reason": ""}).status_code == 200
    assert client.post(address, {"to": party.leader.pk, "reason": "出差"}).status_code == 200
    assert client.post(address, {"to": party.deputy.pk, "reason": "出差"}).status_code == 302
    assert Review.objects.open().get().reviewer == party.deputy


def test_only_reviewer_and_branch_hand_over_and_the_branch_only_what_is_late(party: Party) -> None:
    address = address_of(make_submitted(party).reviews.get(), "review_hand_over")
    asked = [client_of(one).get(address).status_code for one in (party.leader, party.secretary, party.member)]
    assert asked == [200, 404, 404]
    with time_machine.travel(dt.datetime(2026, 1, 24, tzinfo=dt.UTC), tick=False):
        assert client_of(party.secretary).get(address).status_code == 200


def test_who_handed_over_reads_but_decides_nothing(party: Party) -> None:
    review = make_submitted(party, by=party.leader).reviews.get()
    hand_over_review(review, to=party.deputy, reason="出差", by=party.secretary, at=NOW)
    assert 'name="decision-1"' not in page(client_of(party.secretary), address_of(review))


def submitted_with(party: Party, text: str, *, name: str) -> Pledge:
    author = make_member(party.squadron, party.group, name=name)
    return make_submitted(party, by=author, items=(item(text), item("不迟到不早退")))


def test_near_copy_is_shown_with_its_share_and_passages(party: Party) -> None:
    submitted_with(party, "每月到善卷社区宣讲交通安全1次", name="李甲")
    pledge = submitted_with(party, "每月到善卷小区宣讲交通安全1次", name="李乙")
    copy = aids_for(pledge, list(pledge.items.all()), reader=party.leader)[1].copies[0]
    assert (copy.percent, copy.item.pledge.owner_name) == (93, "李甲")
    assert copy.parts == [("每月到善卷", True), ("小", False), ("区宣讲交通安全1次", True)]
    body = page(client_of(party.leader), address_of(pledge.reviews.get()))
    assert "<mark>区宣讲交通安全1次</mark>" in body


def test_words_under_review_elsewhere_are_not_shown(party: Party) -> None:
    submitted_with(party, "每月到善卷社区宣讲交通安全1次", name="李甲")
    pledge = submitted_with(party, "每月到善卷小区宣讲交通安全1次", name="李乙")
    found = [
        aids_for(pledge, list(pledge.items.all()), reader=one)[1].copies[0].is_readable
        for one in (party.leader, party.secretary)
    ]
    assert found == [True, False]


def test_copy_of_a_template_is_no_near_copy(party: Party) -> None:
    text = "每月到善卷社区宣讲交通安全1次"
    PledgeTemplate.objects.create(kind="deed", criterion="serve", text=text, shown_by="走访记录")
    submitted_with(party, text, name="李甲")
    pledge = submitted_with(party, text, name="李乙")
    assert aids_for(pledge, list(pledge.items.all()), reader=party.leader)[1].copies == []


def test_weak_promise_is_pointed_out_and_still_passes(party: Party) -> None:
    pledge = submitted_with(party, "认真学习", name="李甲")
    client, address = client_of(party.leader), address_of(pledge.reviews.get())
    assert page(client, address).count("No measure: how much, how often?") == 2
    assert client.post(address, {"decision-1": "pass", "decision-2": "pass"}).status_code == 302


def test_passages_are_cut_in_their_order() -> None:
    assert parts_of("甲乙丙甲", ["乙丙"]) == [("甲", False), ("乙丙", True), ("甲", False)]


@pytest.mark.parametrize("count", [1, 3])
def test_review_asks_the_same_for_any_number_of_pledges(
    party: Party, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count + 1):
        author = make_member(party.squadron, party.group, name=f"党员{number}")
        make_submitted(party, by=author, items=TWO * min(count, 2))
    review = Review.objects.open().earliest("id")
    client = client_of(party.leader)
    with django_assert_num_queries(11):
        client.get(address_of(review))


def test_what_was_typed_in_a_review_that_closed_meanwhile_is_kept(party: Party) -> None:
    pledge = make_submitted(party)
    review, client = pledge.reviews.get(), client_of(party.leader)
    take_back(pledge, by=party.member, at=NOW)
    save_items(pledge, [item("每季度走访2户"), TWO[1]], by=party.member, at=NOW)
    submit_pledge(pledge, by=party.member, at=NOW)
    sent = {"decision-1": "amend", "reason-1": "写清读哪本书", "decision-2": "pass"}
    response = client.post(address_of(review), sent)
    told = ["写清读哪本书</textarea>", address_of(pledge.reviews.open().get()), "This review is closed already."]
    assert (response.status_code, ItemReview.objects.count()) == (422, 0)
    assert [part in response.content.decode() for part in told] == [True] * 3
