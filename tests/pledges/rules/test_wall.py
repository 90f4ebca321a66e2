from collections.abc import Sequence

import pytest

from pledges.rules.wall import PAPERS, lines_of, screens, sheets

SHORT = ["字"] * 3


def itself(card: Sequence[str]) -> Sequence[str]:
    return card


@pytest.mark.parametrize(
    ("promises", "lines"), [([], 0), ([""], 1), (["字" * 17], 1), (["字" * 17 + "a"], 2), (["a" * 34, "字"], 2)]
)
def test_every_promise_takes_lines_of_its_own(promises: list[str], lines: int) -> None:
    assert lines_of(promises, 34) == lines


@pytest.mark.parametrize(("cards", "shown"), [(0, []), (1, [1]), (6, [6]), (7, [6, 1]), (13, [6, 6, 1])])
def test_six_cards_make_a_screen(cards: int, shown: list[int]) -> None:
    assert [len(screen.cards) for screen in screens([SHORT] * cards, itself)] == shown


@pytest.mark.parametrize(
    ("promises", "grid"),
    [(["字"] * 5, 6), (["字" * 18] * 3, 4), (["字" * 60] * 5, 2), (["字" * 120] * 5, 1), (["字" * 900], 1)],
)
def test_long_promises_get_more_room(promises: list[str], grid: int) -> None:
    assert {screen.grid for screen in screens([promises], itself)} == {grid}


def test_one_long_card_makes_four_of_six_everywhere_and_two_where_it_stands() -> None:
    long = ["字" * 60] * 5
    found = screens([*[SHORT] * 5, long, *[SHORT] * 3], itself)
    assert [(screen.grid, len(screen.cards)) for screen in found] == [(4, 4), (2, 2), (2, 2), (4, 1)]


@pytest.mark.parametrize(("paper", "shown"), [("a4", [6, 6, 1]), ("a3", [9, 4])])
def test_short_cards_fill_the_sheets(paper: str, shown: list[int]) -> None:
    assert [len(sheet) for sheet in sheets([SHORT] * 13, itself, PAPERS[paper])] == shown


def test_a_row_that_does_not_fit_begins_the_next_sheet() -> None:
    long = ["字" * 54] * 5
    assert [len(sheet) for sheet in sheets([*[SHORT] * 4, long, SHORT], itself, PAPERS["a4"])] == [4, 2]


def test_no_card_is_lost_or_shown_twice() -> None:
    cards = [[f"{number}" + "字" * (number * 7 % 120)] * (2 + number % 4) for number in range(40)]
    on_screens = [card for screen in screens(cards, itself) for card in screen.cards]
    assert [on_screens, [card for sheet in sheets(cards, itself, PAPERS["a3"]) for card in sheet]] == [cards, cards]
