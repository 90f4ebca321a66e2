"""Whatever people do and in whatever order: the wall shows approved words, and nobody reviews the own ones."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from random import Random

import pytest
from django.db import transaction
from django.db.models import F

from organization.models import Officer
from pledges.actions.drafting import begin_pledge, revise_pledge, save_items, submit_pledge
from pledges.actions.errors import PledgeError
from pledges.actions.reviewing import Verdict, hand_over_review, review_pledge
from pledges.models import ItemReview, Pledge, PledgeItem, Review
from pledges.queries.wall import cards_of, wall_of
from pledges.rules.criteria import Owner
from pledges.rules.reviews import Decision
from tests.factories.pledges import NOW, Party, item, make_party, make_submitted

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORDS = ("每月读1本书", "每季度走访2户", "提前10分钟到岗")
AMEND, REDO, PASS = Verdict(Decision.AMEND, "写具体"), Verdict(Decision.REDO, "做不到"), Verdict(Decision.PASS)
VERDICTS = (PASS, PASS, PASS, AMEND, PASS, PASS, PASS, REDO)
NAMES = (*["review"] * 12, *["submit"] * 5, *["write"] * 3, *["hand_over"] * 5, "revise", "revise", "tamper")
WALKS, STEPS = 10, 60


@dataclass(frozen=True)
class Step:
    """What is done to whose pledge, by whom (None: whoever should), and how."""

    name: str
    whose: int
    who: int | None
    first: int
    second: int


@pytest.fixture
def party() -> Party:
    """Make a party in which everybody has handed in a pledge."""
    party = make_party()
    for author in people(party)[:4]:
        make_submitted(party, by=author)
    return party


def people(party: Party) -> list[Officer]:
    return [party.member, party.leader, party.secretary, party.deputy, party.superior]


def levels_of(party: Party, author: Officer) -> tuple[str, ...]:
    return {party.leader: ("branch",), party.secretary: ("superior",)}.get(author, ("group", "branch"))


def act(party: Party, step: Step) -> None:
    author = people(party)[step.whose]
    pledge = begin_pledge(party.cycle, Owner.MEMBER, by=author, at=NOW)
    review = Review.objects.filter(pledge=pledge).order_by("-id").first()
    by = author if step.who is None else people(party)[step.who]
    if step.name == "write":
        save_items(pledge, [item(WORDS[step.first % 3]), item(WORDS[step.second % 3])], by=by, at=NOW)
    elif step.name == "submit":
        submit_pledge(pledge, by=by, at=NOW)
    elif step.name == "revise":
        revise_pledge(pledge, by=by, at=NOW)
    elif step.name == "tamper":
        tamper(pledge, is_signed_again=step.first > step.second)
    elif review is not None:
        judge(party, review, step, by=review.reviewer if step.who is None else by)


def judge(party: Party, review: Review, step: Step, *, by: Officer) -> None:
    if step.name == "review":
        review_pledge(review, {1: VERDICTS[step.first], 2: VERDICTS[step.second]}, by=by, at=NOW)
    else:
        hand_over_review(review, to=people(party)[step.first % 5], reason="出差", by=by, at=NOW)


def tamper(pledge: Pledge, *, is_signed_again: bool) -> None:
    """Change a promise past the portal, and perhaps its signature as well."""
    PledgeItem.objects.filter(pledge=pledge, position=1).update(text="随便做做")
    if is_signed_again:
        Pledge.objects.filter(pk=pledge.pk).exclude(digest="").update(digest=pledge.digest_now())


def cards(party: Party) -> list[Pledge]:
    return cards_of(party.brigade, wall_of(party.brigade).chosen("", ""))


def unapproved(party: Party) -> list[str]:
    """Return the words on the wall that not every level of their author passed when it last saw them."""
    words = ItemReview.objects.filter(review__pledge__cycle=party.cycle).order_by("id")
    last = {tuple(key): word for *key, word in words.values_list("review__pledge", "review__level", "text", "decision")}
    return [
        f"{level}: {promise.text}"
        for card in cards(party)
        for promise in card.items.all()
        for level in levels_of(party, card.author)
        if last.get((card.pk, level, promise.text)) != Decision.PASS
    ]


def own_reviews() -> int:
    of_the_author = F("pledge__author")
    return (Review.objects.filter(reviewer=of_the_author) | Review.objects.filter(closed_by=of_the_author)).count()


def walk(party: Party, chance: Random) -> Counter[str]:
    """Take many steps, most of them by whoever should, and count those that were let happen."""
    seen: Counter[str] = Counter()
    for _step in range(STEPS):
        who = chance.choice([None, None, None, *range(5)])
        step = Step(chance.choice(NAMES), chance.randrange(4), who, chance.randrange(8), chance.randrange(8))
        with suppress(PledgeError), transaction.atomic():
            act(party, step)
            seen[step.name] += 1
        assert (unapproved(party), own_reviews()) == ([], 0)
    return seen + Counter(cards=len(cards(party)))


def test_wall_shows_approved_words_and_nobody_reviews_the_own(party: Party) -> None:
    seen: Counter[str] = Counter()
    for number in range(WALKS):
        with transaction.atomic():
            seen += walk(party, Random(number))  # noqa: S311 - no secret
            transaction.set_rollback(True)
    assert min(seen[name] for name in {*NAMES, "cards"}) >= 5, seen
