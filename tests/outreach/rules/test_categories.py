import pytest

from outreach.rules.categories import place_key


@pytest.mark.parametrize("target", ["ABC小学", " ＡＢＣ 小学", "abc\u3000小学 "])
def test_ways_of_writing_one_place_have_one_key(target: str) -> None:
    assert place_key(target) == "abc小学"


def test_different_places_have_different_keys() -> None:
    assert place_key("沿河小学") != place_key("河沿小学")
