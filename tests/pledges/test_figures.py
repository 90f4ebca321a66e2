from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from organization.models import Officer
from pledges.actions.appraising import open_ballots
from pledges.actions.drafting import begin_pledge, revise_pledge, save_items, submit_pledge
from pledges.actions.errors import IncompleteItemError
from pledges.exports.letter import letter_of
from pledges.measures import MEASURES, POST_FLAGS, POST_SCORE, Ask, Figure, fits, offered_to
from pledges.models import Pledge
from pledges.queries.figures import Standing
from pledges.rules.criteria import Owner
from tests.factories.access import BACKEND
from tests.factories.pledges import NOW, TWO, Party, item, make_party, make_posted, make_submitted

pytestmark = pytest.mark.django_db
SCORE = replace(item("守好本岗，不出差错"), measure="post_score", target=Decimal("90.00"))
FLAGS = replace(item("为本岗争红旗"), measure="post_flags", target=Decimal(2))
GOAL = "the own post&#x27;s months average at least 90.00 points"
ASKED: list[Sequence[Ask]] = []


def provide(asks: Sequence[Ask], reader: Officer) -> dict[Ask, Figure]:
    """Know every figure to be 92.40, and remember the questions."""
    ASKED.append(asks)
    return {ask: Figure(Decimal("92.40"), "3 published months", f"/own/{reader.pk}/") for ask in asks}


PROVIDERS = {"post_score": provide, "post_flags": provide}


@pytest.fixture(autouse=True)
def _provided(settings: Settings) -> Iterator[None]:
    settings.MEASURES = f"{__name__}.PROVIDERS"
    ASKED.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def party() -> Party:
    return make_party()


def page(officer: Officer, name: str, *args: int | str) -> str:
    client = Client()
    client.force_login(Officer.objects.get(pk=officer.pk), backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client.get(reverse(f"pledges:{name}", args=args)).content.decode()


@pytest.mark.parametrize(
    ("key", "target", "owner", "is_fitting"),
    [
        ("", None, Owner.BRANCH, True),
        ("", "90", Owner.MEMBER, False),
        ("post_score", None, Owner.MEMBER, False),
        ("post_score", "0", Owner.MEMBER, False),
        ("post_score", "0.01", Owner.MEMBER, True),
        ("post_score", "105", Owner.MEMBER, True),
        ("post_score", "105.01", Owner.MEMBER, False),
        ("post_score", "90", Owner.GROUP, False),
        ("post_flags", "1.5", Owner.MEMBER, False),
        ("post_serious", "0", Owner.MEMBER, True),
        ("post_serious", "-1", Owner.MEMBER, False),
        ("books", "12", Owner.MEMBER, False),
    ],
)
def test_figure_and_target_belong_together(key: str, target: str | None, owner: Owner, *, is_fitting: bool) -> None:
    assert fits(key, None if target is None else Decimal(target), owner) == is_fitting


def test_only_what_somebody_provides_is_offered() -> None:
    assert offered_to(Owner.MEMBER) == [POST_SCORE, POST_FLAGS]
    assert offered_to(Owner.BRANCH) == []


def test_target_out_of_range_is_not_signed(party: Party) -> None:
    pledge = begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW)
    save_items(pledge, [TWO[0], replace(SCORE, target=Decimal(106))], by=party.member, at=NOW)
    with pytest.raises(IncompleteItemError, match="2"):
        submit_pledge(pledge, by=party.member, at=NOW)


def test_another_target_voids_the_pass(party: Party) -> None:
    posted = make_posted(party, items=(TWO[0], SCORE))
    draft = revise_pledge(posted, by=party.member, at=NOW)
    save_items(draft, [TWO[0], replace(SCORE, target=Decimal(80))], by=party.member, at=NOW)
    submit_pledge(draft, by=party.member, at=NOW)
    waiting = page(party.leader, "review", draft.reviews.get().pk)
    assert ["decision-1" in waiting, "decision-2" in waiting] == [True, True]


def test_changed_target_in_the_table_takes_the_pledge_off_the_wall(party: Party) -> None:
    pledge = make_posted(party, items=(TWO[0], SCORE))
    pledge.items.filter(position=2).update(target=Decimal(60))
    assert not Pledge.objects.get().is_as_signed


def test_reviewer_wall_and_author_read_what_is_bound(party: Party) -> None:
    review = make_submitted(party, items=(TWO[0], SCORE)).reviews.get()
    assert page(party.leader, "review", review.pk).count(GOAL) == 1
    assert page(party.member, "mine").count(GOAL) == 1
    assert ASKED == []


def test_wall_and_letter_say_what_is_bound(party: Party) -> None:
    pledge = make_posted(party, items=(TWO[0], SCORE))
    wall = page(party.member, "wall", party.brigade.code)
    assert wall.count(f"守好本岗，不出差错 ({GOAL})") == 1
    lines = [line.text for block in letter_of(pledge, NOW).blocks for line in block]
    assert lines.count("平台指标：本岗月均得分不低于90.00分。") == 1


def test_posted_promise_shows_how_far_it_is_with_one_question_for_all(party: Party) -> None:
    pledge = make_posted(party, items=(SCORE, TWO[0], FLAGS))
    for name, args in (("detail", [pledge.pk]), ("mine", [])):
        text = page(party.member, name, *args)
        assert [text.count(told) for told in ("92.40</b>", "92</b>", "3 published months", "/own/")] == [1, 1, 2, 2]
    assert [[ask.measure for ask in asks] for asks in ASKED] == [["post_score", "post_flags"]] * 2
    assert {(ask.officer, ask.first, ask.last) for ask in ASKED[0]} == {
        (party.member, party.cycle.starts_on, party.cycle.ends_on)
    }


def test_whoever_concludes_sees_the_figure_and_decides(party: Party) -> None:
    pledge = make_posted(party, items=(TWO[0], SCORE))
    open_ballots(party.cycle, by=party.deputy, at=NOW)
    text = page(party.deputy, "conclude", pledge.pk)
    assert [text.count(told) for told in (GOAL, "92.40</b>", " selected>")] == [1, 1, 3]
    assert [len(asks) for asks in ASKED] == [1]


def test_page_without_a_bound_promise_asks_nobody(party: Party) -> None:
    page(party.member, "detail", make_posted(party).pk)
    assert ASKED == []


@pytest.mark.parametrize(
    ("key", "target", "value", "is_over"),
    [
        ("post_serious", 0, 0, False),
        ("post_serious", 0, 1, True),
        ("post_serious", 2, None, False),
        ("post_flags", 1, 2, False),
    ],
)
def test_only_a_limit_can_be_passed(key: str, target: int, value: int | None, *, is_over: bool) -> None:
    figure = Figure(None if value is None else Decimal(value), "")
    standing = Standing(MEASURES[key], Decimal(target), figure)
    assert (standing.is_over, standing.full) == (is_over, Decimal(target or 1))


def typed(measure: str, target: str, do: str = "submit") -> dict[str, str]:
    sent = {"do": do}
    for number in (1, 2):
        told = {"text": "守好本岗", "kind": "post", "criterion": "learn", "shown_by": "记录", "due_on": "2026-12-31"}
        sent |= {f"item-{number}-{name}": value for name, value in told.items()}
    return sent | {"item-2-measure": measure, "item-2-target": target}


@pytest.mark.parametrize(
    ("measure", "target", "fault"),
    [
        ("post_score", "90.5", ""),
        ("", "", ""),
        ("post_score", "", "Promise 2: write a number up to 105.00 as target."),
        ("post_score", "106", "Promise 2: write a number up to 105.00 as target."),
        ("post_flags", "1.5", "Promise 2: write a whole number up to 12 as target."),
        ("", "3", "Promise 2: choose the figure of this target."),
    ],
)
def test_form_asks_for_a_target_that_fits(party: Party, measure: str, target: str, fault: str) -> None:
    pledge = begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW)
    client = Client()
    client.force_login(party.member, backend=BACKEND)
    client.cookies["django_language"] = "en"
    answer = client.post(
        reverse("pledges:save", args=[pledge.pk]), typed(measure, target) | {"seen": pledge.digest_now()}
    )
    assert (answer.status_code, fault in answer.content.decode()) == (422 if fault else 302, True)
    told = pledge.items.values_list("measure", "target").get(position=2)
    assert told == (measure, Decimal(target) if target else None)


def test_form_offers_a_figure_and_keeps_the_chosen_one(party: Party) -> None:
    pledge = begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW)
    save_items(pledge, [TWO[0], FLAGS], by=party.member, at=NOW)
    text = page(party.member, "mine")
    found = (
        'value="post_flags" selected',
        'value="post_score"',
        'value="post_serious"',
        'name="item-2-target" value="2"',
    )
    assert [text.count(told) for told in found] == [1, 5, 0, 1]
