import pytest

from pledges.rules.criteria import Owner
from pledges.rules.reviews import Author, Level, next_level, open_items, route_of

GROUP, BRANCH, SUPERIOR = Level.GROUP, Level.BRANCH, Level.SUPERIOR


@pytest.mark.parametrize(
    ("owner", "author", "route"),
    [
        (Owner.MEMBER, Author(), (GROUP, BRANCH)),
        (Owner.MEMBER, Author(is_in_group=False), (BRANCH,)),
        (Owner.MEMBER, Author(leads_group=True), (BRANCH,)),
        (Owner.MEMBER, Author(leads_brigade=True), (GROUP, BRANCH, SUPERIOR)),
        (Owner.MEMBER, Author(leads_group=True, leads_brigade=True), (BRANCH, SUPERIOR)),
        (Owner.MEMBER, Author(is_secretary=True), (SUPERIOR,)),
        (Owner.MEMBER, Author(is_secretary=True, leads_group=True, leads_brigade=True), (SUPERIOR,)),
        (Owner.GROUP, Author(leads_group=True), (BRANCH,)),
        (Owner.BRANCH, Author(is_secretary=True), (SUPERIOR,)),
    ],
)
def test_route(owner: Owner, author: Author, route: tuple[Level, ...]) -> None:
    assert route_of(owner, author) == route


def test_edit_voids_the_pass_of_that_promise_only() -> None:
    assert open_items({1: "a", 2: "new"}, {"a", "old"}) == [2]


def test_changed_promise_begins_at_the_first_level_again() -> None:
    passed = {GROUP: {"a", "old"}, BRANCH: {"a"}}
    assert next_level((GROUP, BRANCH), {1: "a", 2: "old"}, passed) == BRANCH
    assert next_level((GROUP, BRANCH), {1: "a", 2: "new"}, passed) == GROUP
    assert next_level((GROUP, BRANCH), {1: "a"}, passed) is None
