from pathlib import Path

import pytest

from services.models import MatterRule, RuleVersion
from tests.factories.files import import_rows, outcome, refusals, write_rows

pytestmark = pytest.mark.django_db
AGENT = {"material_code": "power", "material_name": "授权委托书", "copies": "0", "condition": "由他人代办"}


def test_a_file_brings_a_version_with_its_materials_and_a_second_time_nothing(tmp_path: Path) -> None:
    runs = [import_rows(tmp_path, "matters", {}, AGENT) for _ in range(2)]
    assert [outcome(run) for run in runs] == [(1, 0, 0), (0, 0, 1)]
    rule = MatterRule.objects.get(version__name="2030")
    assert [(one.code, one.condition) for one in rule.materials.all()] == [("id", ""), ("power", "由他人代办")]


def test_a_file_changes_a_rule_as_a_whole(tmp_path: Path) -> None:
    import_rows(tmp_path, "matters", {}, AGENT)
    run = import_rows(tmp_path, "matters", {"promised_days": "2"})
    rule = MatterRule.objects.get(version__name="2030")
    assert (run.changed.count, rule.promised_days, rule.materials.count()) == (1, 2, 1)


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([{"promised_days": "4"}], "promised_days"),
        ([{}, AGENT | {"statutory_days": "5"}], "statutory_days"),
        ([{"day_kind": "lunar"}], "day_kind"),
        ([{}, {}], "material_code"),
    ],
)
def test_a_bad_row_is_told_and_nothing_is_written(tmp_path: Path, rows: list[dict[str, str]], column: str) -> None:
    (told,) = refusals(write_rows(tmp_path, "matters", *rows), "matters")
    assert told.split(": ")[1] == column
    assert not RuleVersion.objects.filter(name="2030").exists()
