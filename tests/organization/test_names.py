import pytest

from organization.rules.names import sort_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("张三", "zhang san"),
        ("曾晓东", "zeng xiao dong"),
        ("单雄", "shan xiong"),
        ("仇和", "qiu he"),
        ("欧阳修", "ou yang xiu"),
        ("尉迟恭", "yuchi gong"),
        ("Ann Lee", "Ann Lee"),
        ("", ""),
    ],
)
def test_names_are_sorted_as_they_are_spoken(name: str, key: str) -> None:
    assert sort_key(name) == key
