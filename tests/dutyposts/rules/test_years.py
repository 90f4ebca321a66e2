import pytest

from dutyposts.rules.years import PostYear, year_standings


def places(*posts: PostYear) -> list[tuple[str, int, bool]]:
    return [(row.post.code, row.rank, row.is_candidate) for row in year_standings(posts)]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (PostYear(code="B", sum_h=2), PostYear(code="A", sum_h=1, flags=9)),
        (PostYear(code="B", sum_h=1, flags=1), PostYear(code="A", sum_h=1, first_places=9)),
        (PostYear(code="B", sum_h=1, first_places=1), PostYear(code="A", sum_h=1)),
    ],
)
def test_the_sum_decides_then_flags_then_first_places(better: PostYear, worse: PostYear) -> None:
    assert places(worse, better) == [("B", 1, True), ("A", 2, True)]


def test_what_stays_equal_shares_the_place() -> None:
    assert places(*(PostYear(code=code, sum_h=sum_h) for code, sum_h in (("C", 3), ("B", 2), ("A", 2), ("D", 1)))) == [
        ("C", 1, True),
        ("A", 2, True),
        ("B", 2, True),
        ("D", 4, False),
    ]


def test_two_months_with_a_veto_keep_a_post_out_and_nobody_moves_up() -> None:
    posts = [PostYear(code=str(number), sum_h=9 - number, vetoes=3 - number) for number in (1, 2, 3, 4)]
    assert [row[2] for row in places(*posts)] == [False, True, True, False]
