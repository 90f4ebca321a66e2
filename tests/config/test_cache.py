import pytest

from config.cache import JsonSerializer


@pytest.mark.parametrize("value", [1, 0, "岗", None, True, 1.5, ["a", {"b": 2}]])
def test_value_comes_back_as_it_was(value: object) -> None:
    serializer = JsonSerializer()
    stored = serializer.dumps(value)
    assert serializer.loads(str(stored).encode() if isinstance(stored, int) else stored) == value


def test_count_stays_a_number_the_server_can_raise() -> None:
    assert JsonSerializer().dumps(7) == 7
