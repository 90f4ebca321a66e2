import pytest

from organization.rules.masking import masked_name, masked_phone


@pytest.mark.parametrize(
    ("name", "masked"), [("", ""), ("王", "王"), ("王明", "王某"), ("王小明", "王某某"), ("欧阳小明", "欧某某")]
)
def test_a_masked_name_keeps_the_first_character(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [("", ""), ("13812348000", "138****8000"), ("07361234567", "073****4567"), ("7221234", "*****34")],
)
def test_a_masked_number_keeps_its_ends(number: str, masked: str) -> None:
    assert masked_phone(number) == masked
