"""Months at random, small enough to collide, and their way into the portal's own types."""

from decimal import Decimal

from hypothesis import strategies as st

from dutyposts.rules.categories import Category
from dutyposts.rules.inspections import Fault, category_scores
from dutyposts.rules.months import PostMonth
from tests.dutyposts.rules.naive import CATEGORIES, Post, Visit

MAXIMA_H = {Category(name): points * 100 for name, points in CATEGORIES.items()}
TIE_ORDER = list(MAXIMA_H)

_points = st.sampled_from([Decimal(text) for text in ("0.25", "0.5", "1", "2", "4.99", "5", "12")])
_findings = st.tuples(st.sampled_from(list(CATEGORIES)), _points, st.integers(1, 3))
visits = st.lists(_findings, max_size=3).map(lambda found: Visit(tuple(found)))
_beside = st.integers(0, 3000).map(lambda hundredths: Decimal(hundredths) / 100)
_post = st.builds(
    Post,
    code=st.just(""),
    visits=st.lists(visits, max_size=7).map(tuple),
    events=st.just(Decimal(0)) | _beside,
    bonus=st.just(Decimal(0)) | _beside,
    is_vetoed=st.sampled_from([False] * 9 + [True]),
    days=st.sampled_from([31, 31, 31, 15, 14, 0]),
    difficulty=st.sampled_from([Decimal(text) for text in ("1", "1", "1.07", "1.3")]),
)


@st.composite
def months(draw: st.DrawFn) -> list[Post]:
    """Draw posts, some of them twins that differ by their code only or by the order of their visits."""
    drawn = draw(st.lists(_post, max_size=5))
    twins = [draw(st.sampled_from(drawn)) for _ in range(draw(st.integers(0, 3)))] if drawn else []
    return [replaced(post, code=f"P{number}") for number, post in enumerate([*drawn, *twins])]


def replaced(post: Post, **changes: object) -> Post:
    return Post(**(vars(post) | changes))


def scores_of(visit: Visit) -> dict[Category, int]:
    return category_scores(
        MAXIMA_H, [Fault(Category(name), int(points * 100), count) for name, points, count in visit.findings]
    )


def summed(post: Post) -> PostMonth:
    """Add a post's month up as the database does."""
    scores = [scores_of(visit) for visit in post.visits]
    return PostMonth(
        code=post.code,
        inspections=len(scores),
        score_sum_h=sum(sum(score.values()) for score in scores),
        category_sums_h={category: sum(score[category] for score in scores) for category in Category},
        worst_h=min((sum(score.values()) for score in scores), default=0),
        serious=post.serious,
        events_h=int(post.events * 100),
        bonus_h=int(post.bonus * 100),
        is_vetoed=post.is_vetoed,
        days=post.days,
        difficulty_h=int(post.difficulty * 100),
    )
