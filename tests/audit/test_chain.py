import datetime as dt
from dataclasses import replace

import pytest

from audit.rules.chain import GENESIS, Broken, Sealed, canonical, digest_of, first_broken, grouped, personal_digest_of

NINE = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)


def make_chain(length: int) -> list[tuple[Sealed, str]]:
    chain: list[tuple[Sealed, str]] = []
    previous = GENESIS
    for number in range(1, length + 1):
        entry = Sealed(
            number=number,
            at=NINE,
            actor="100001",
            source="10.0.0.5",
            action="dutyposts.inspection_recorded",
            object_type="dutyposts.inspection",
            object_id=str(number),
            object_name="P001",
            scope="DD/ZD1/",
            before=None,
            after={"score": "98.00"},
            personal_digest="",
            previous=previous,
        )
        previous = digest_of(entry)
        chain.append((entry, previous))
    return chain


def test_a_whole_chain_holds() -> None:
    assert first_broken(make_chain(4)) is None


def test_an_empty_chain_holds() -> None:
    assert first_broken([]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"after": {"score": "99.00"}},
        {"actor": "100002"},
        {"at": NINE + dt.timedelta(microseconds=1)},
        {"source": ""},
        {"scope": "DD/"},
        {"personal_digest": "0" * 64},
        {"before": {}},
    ],
)
def test_an_edited_entry_is_named(change: dict[str, object]) -> None:
    chain = make_chain(4)
    entry, digest = chain[1]
    chain[1] = (replace(entry, **change), digest)  # type: ignore[arg-type]
    assert first_broken(chain) == Broken(2, "altered")


def test_an_entry_edited_with_its_digest_breaks_the_next_link() -> None:
    chain = make_chain(4)
    edited = replace(chain[1][0], actor="100002")
    chain[1] = (edited, digest_of(edited))
    assert first_broken(chain) == Broken(3, "unlinked")


@pytest.mark.parametrize(("removed", "broken"), [(0, 1), (1, 2), (2, 3)])
def test_a_removed_entry_leaves_a_gap(removed: int, broken: int) -> None:
    chain = make_chain(4)
    del chain[removed]
    assert first_broken(chain) == Broken(broken, "missing")


def test_two_entries_in_each_others_place_are_found() -> None:
    chain = make_chain(4)
    chain[1], chain[2] = chain[2], chain[1]
    assert first_broken(chain) == Broken(2, "missing")


def test_a_cut_tail_holds_by_itself_and_needs_the_printed_head() -> None:
    whole = make_chain(4)
    assert first_broken(whole[:3]) is None
    assert whole[3][1] not in [digest for _entry, digest in whole[:3]]


def test_a_digest_is_the_same_in_every_time_zone() -> None:
    entry = make_chain(1)[0][0]
    moved = replace(entry, at=entry.at.astimezone(dt.timezone(dt.timedelta(hours=8))))
    assert digest_of(moved) == digest_of(entry)


def test_the_canonical_form_has_sorted_keys_and_no_blanks() -> None:
    assert canonical({"b": "岗", "a": [1, None]}) == '{"a":[1,null],"b":"岗"}'.encode()


def test_the_salt_decides_the_fingerprint_of_personal_data() -> None:
    data = {"name": "张三"}
    assert personal_digest_of("a", data) != personal_digest_of("b", data)


def test_a_digest_is_printed_as_eight_groups_of_four() -> None:
    assert grouped("0123456789abcdef" * 4) == "0123 4567 89ab cdef 0123 4567 89ab cdef"
