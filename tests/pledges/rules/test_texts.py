import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledges.rules.texts import Likeness, Weakness, likeness, nearest, weaknesses

TEXTS = st.text(alphabet="每月读书一二三次 ，。a1", max_size=30)


@pytest.mark.parametrize(
    ("text", "has_due_date", "found"),
    [
        ("执法规范，服务群众", False, [Weakness.NO_MEASURE, Weakness.NO_DATE]),
        ("执法规范，服务群众", True, [Weakness.NO_MEASURE]),
        ("每月到社区宣讲1次", False, []),
        ("早晚高峰提前10分钟到岗", False, [Weakness.NO_DATE]),
        ("年内零投诉", False, []),
        ("Read one book monthly, 12 in all", False, []),
    ],
)
def test_what_a_promise_lacks(text: str, *, has_due_date: bool, found: list[Weakness]) -> None:
    assert weaknesses(text, has_due_date=has_due_date) == found


def test_blanks_punctuation_and_width_make_no_difference() -> None:
    assert likeness("每月读 1 本书，写心得", "每月读１本书,写心得") == Likeness(100, ("每月读 1 本书，写心得",))


def test_passages_are_those_of_the_first_text() -> None:
    assert likeness("坚持每月读1本书", "每月读1本书不间断") == Likeness(71, ("每月读1本书",))


def test_nearest_come_first_and_others_are_left_out() -> None:
    others = ["每月读2本书，写心得体会", "不酒后驾车", "每月读1本书，写心得"]
    assert [at for at, _likeness in nearest("每月读1本书，写心得", others, least_percent=70)] == [2, 0]


@given(TEXTS, TEXTS)
def test_likeness_is_a_percentage_and_whole_for_the_same(text: str, other: str) -> None:
    assert 0 <= likeness(text, other).percent <= 100
    assert likeness(text, text).percent in {0, 100}


@given(TEXTS, st.lists(TEXTS, max_size=5))
def test_every_near_copy_is_one_by_the_slow_way_too(text: str, others: list[str]) -> None:
    for at, found in nearest(text, others, least_percent=90):
        assert likeness(text, others[at]) == found


def test_of_many_copies_the_closest_are_compared() -> None:
    others = [f"每月读{number}本书，写心得体会" for number in range(100, 200)]
    found = nearest("每月读1本书，写心得", [*others, "每月读1本书，写心得"])
    assert (len(found), found[0]) == (50, (100, Likeness(100, ("每月读1本书，写心得",))))
