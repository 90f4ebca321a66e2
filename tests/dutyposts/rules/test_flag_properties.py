import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dutyposts.rules.flags import TooManyWinnersError, next_holders, streak

winners = st.lists(st.integers(1, 9), unique=True, max_size=5)


@st.composite
def holders(draw: st.DrawFn) -> dict[int, int | None]:
    """Draw flags of which no two are at the same post."""
    posts: list[int | None] = list(draw(st.permutations(range(1, 10)))[: draw(st.integers(0, 6))])
    return {number: draw(st.sampled_from([post, None])) for number, post in enumerate(posts, start=1)}


@given(holders(), winners)
def test_every_winner_holds_one_flag_and_nobody_else(held: dict[int, int | None], won: list[int]) -> None:
    assume(len(won) <= len(held))
    moved = next_holders(held, won)
    assert sorted(post for post in moved.values() if post is not None) == sorted(won)
    assert moved.keys() == held.keys()


@given(holders(), winners)
def test_a_winner_that_holds_a_flag_keeps_it(held: dict[int, int | None], won: list[int]) -> None:
    assume(len(won) <= len(held))
    moved = next_holders(held, won)
    assert all(moved[number] == post for number, post in held.items() if post in won)


@given(holders(), winners)
def test_the_same_winners_again_move_nothing(held: dict[int, int | None], won: list[int]) -> None:
    assume(len(won) <= len(held))
    moved = next_holders(held, won)
    assert next_holders(moved, won) == moved


@given(holders())
def test_more_winners_than_flags_are_for_people(held: dict[int, int | None]) -> None:
    with pytest.raises(TooManyWinnersError):
        next_holders(held, list(range(len(held) + 1)))


@given(st.sets(st.integers(0, 30)), st.integers(0, 30))
def test_a_streak_is_the_run_that_ends_there(won: set[int], upto: int) -> None:
    run = "".join("x" if month in won else " " for month in range(upto + 1))
    assert streak(sorted(won), upto) == len(run) - len(run.rstrip("x"))
