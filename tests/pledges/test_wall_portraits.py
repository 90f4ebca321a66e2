"""The wall shows a portrait with consent, to whom the wall is open, while the pledge hangs there."""

import pytest
from django.test import Client
from django.urls import reverse

from organization.actions.portraits import give_portrait, withdraw_portrait
from organization.models import Portrait
from pledges.actions.withdrawing import take_down
from pledges.models import Pledge, PledgeItem
from tests.factories.pictures import picture, upload
from tests.factories.pledges import NOW, Party, make_party, make_posted
from tests.pledges.test_wall import open_to_the_public

pytestmark = pytest.mark.django_db


@pytest.fixture
def party() -> Party:
    return make_party()


@pytest.fixture
def pledge(party: Party) -> Pledge:
    return make_posted(party)


@pytest.fixture
def portrait(party: Party) -> Portrait:
    return give_portrait(upload(picture()), by=party.member, at=NOW)


def address(party: Party, portrait: Portrait) -> str:
    return reverse("pledges:wall_portrait", args=[party.brigade.code, portrait.digest])


def status(party: Party, portrait: Portrait, client: Client | None = None) -> int:
    answer = (client or Client()).get(address(party, portrait))
    answer.getvalue() if answer.streaming else None
    return answer.status_code


def test_card_screen_and_print_show_it_until_it_is_withdrawn(party: Party, pledge: Pledge, portrait: Portrait) -> None:
    wall = open_to_the_public(party.brigade)
    pages = (wall, f"{wall}?paper=a4", f"{wall}screen/")

    def shown() -> list[int]:
        return [Client().get(page).content.decode().count(address(party, portrait)) for page in pages]

    before = (shown(), status(party, portrait))
    withdraw_portrait(party.member, by=party.member, at=NOW)
    assert (before, shown(), status(party, portrait)) == (([1, 1, 1], 200), [0, 0, 0], 404)


def test_strangers_get_it_only_where_the_wall_is_public(party: Party, pledge: Pledge, portrait: Portrait) -> None:
    assert status(party, portrait) == 404
    open_to_the_public(party.brigade)
    assert status(party, portrait) == 200


def test_it_leaves_with_the_pledge(party: Party, pledge: Pledge, portrait: Portrait) -> None:
    open_to_the_public(party.brigade)
    take_down(pledge, reason="内容有误", by=party.secretary, at=NOW)
    assert status(party, portrait) == 404


def test_it_leaves_with_a_pledge_that_is_not_what_was_signed(party: Party, pledge: Pledge, portrait: Portrait) -> None:
    open_to_the_public(party.brigade)
    PledgeItem.objects.filter(pledge=pledge, position=1).update(text="改过")
    assert status(party, portrait) == 404


def test_without_a_posted_pledge_there_is_none(party: Party, portrait: Portrait) -> None:
    open_to_the_public(party.brigade)
    assert status(party, portrait) == 404


def test_a_pledge_of_the_branch_shows_no_face(party: Party, portrait: Portrait) -> None:
    wall = open_to_the_public(party.brigade)
    posted = make_posted(party)
    Pledge.objects.filter(pk=posted.pk).update(owner_kind="group")
    assert (Client().get(wall).content.decode().count("/portraits/"), status(party, portrait)) == (0, 404)
