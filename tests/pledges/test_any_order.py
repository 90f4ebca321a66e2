"""Whatever people do and in whatever order: the wall shows approved words, and nobody reviews the own ones."""

from contextlib import suppress

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organization.models import Officer
from pledges.actions.drafting import begin_pledge, revise_pledge, save_items, submit_pledge
from pledges.actions.errors import PledgeError
from pledges.actions.reviewing import Verdict, hand_over_review, passed_digests, review_pledge
from pledges.models import Pledge, Review
from pledges.queries.reviewers import route_for
from pledges.rules.criteria import Owner
from pledges.rules.reviews import Decision, next_level
from tests.factories.pledges import NOW, Party, item, make_party

pytestmark = pytest.mark.django_db
WORDS = ("每月读1本书", "每季度走访2户", "提前10分钟到岗")
VERDICTS = (Verdict(Decision.PASS), Verdict(Decision.AMEND, "写具体"), Verdict(Decision.REDO, "做不到"))
STEPS = st.lists(
    st.tuples(st.sampled_from(["write", "submit", "review", "hand_over", "revise"]), *[st.integers(0, 11)] * 3),
    max_size=25,
)


def people(party: Party) -> list[Officer]:
    return [party.member, party.leader, party.secretary, party.deputy, party.superior]


def act(party: Party, step: tuple[str, int, int, int]) -> None:
    name, who, what, which = step
    everybody = people(party)
    officer, author = everybody[who % 5], everybody[what % 4]
    pledge = begin_pledge(party.cycle, Owner.MEMBER, by=author, at=NOW)
    review = Review.objects.filter(pledge=pledge).order_by("-id").first()
    if name == "write":
        items = [item(WORDS[which % 3]), item(WORDS[(which + what) % 3])]
        save_items(pledge, items, by=officer, at=NOW)
    elif name == "submit":
        submit_pledge(pledge, by=author if which % 2 else officer, at=NOW)
    elif name == "revise":
        revise_pledge(pledge, by=officer, at=NOW)
    elif review is not None and name == "review":
        verdicts = {1: VERDICTS[which % 3], 2: VERDICTS[which // 4]}
        review_pledge(review, verdicts, by=review.reviewer if which % 2 else officer, at=NOW)
    elif review is not None:
        hand_over_review(review, to=officer, reason="出差", by=party.secretary, at=NOW)


@given(STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wall_shows_approved_words_and_nobody_reviews_the_own(steps: list[tuple[str, int, int, int]]) -> None:
    party = make_party()
    for step in steps:
        with suppress(PledgeError):
            act(party, step)
        for pledge in Pledge.objects.posted():
            items = {row.position: row.digest for row in pledge.items.all()}
            assert pledge.is_as_signed
            assert next_level(route_for(pledge, NOW.date()), items, passed_digests(pledge)) is None
        assert not Review.objects.filter(reviewer=F("pledge__author")).exists()
