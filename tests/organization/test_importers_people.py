import datetime as dt
from pathlib import Path

import pytest
from django.utils.translation import override

from audit.models import Entry
from organization.models import Officer, Posting, Unit
from organization.rules.permissions import Role
from tests.factories.files import AT, import_rows, import_sample, outcome, refusals, write_rows
from tests.factories.people import make_brigade, make_officer, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sample() -> None:
    import_sample("units", "officers")


def test_units_come_in_any_order() -> None:
    paths = list(Unit.objects.order_by("path").values_list("path", flat=True))
    below = [f"HZ/YH/{code}/" for code in ("YH-BG", "YH-XZ", "YH-Z1", "YH-Z2")]
    assert paths == ["HZ/", "HZ/YH/", *below]


def test_township_squadron_and_brigade_are_kept() -> None:
    unit = Unit.objects.select_related("brigade").get(code="YH-XZ")
    assert (unit.is_rural, unit.brigade.code if unit.brigade else "") == (True, "YH")


def test_people_come_with_posting_and_party_group() -> None:
    officer = Officer.objects.get(police_number="006111")
    assert (officer.party_standing, str(officer.party_group)) == ("member", "一中队党小组")
    assert officer.postings.get().started_on == dt.date(2011, 8, 1)
    assert (officer.sort_key, officer.has_usable_password()) == ("ren yuan fan", False)


def test_same_files_again_change_nothing() -> None:
    entries = Entry.objects.count()
    assert [outcome(run) for run in import_sample("units", "officers")] == [(0, 0, 6), (0, 0, 6)]
    assert Entry.objects.count() == entries


def test_file_leaves_one_entry_that_names_it() -> None:
    entry = Entry.objects.get(action="organization.file_imported", after__kind="units")
    assert entry.after is not None
    assert (entry.after["file"], entry.after["created"]["count"]) == ("units.csv", 6)
    assert len(entry.after["sha256"]) == 64


def test_moved_unit_takes_what_lies_below_it_along(tmp_path: Path) -> None:
    changes = {"code": "YH-Z2", "name": "沿河二中队", "parent_code": "YH-Z1"}
    assert outcome(import_rows(tmp_path, "units", changes)) == (0, 1, 0)
    assert Unit.objects.get(code="YH-Z2").path == "HZ/YH/YH-Z1/YH-Z2/"


def test_transfer_opens_a_posting(tmp_path: Path) -> None:
    changes = {"police_number": "FJ0113", "name": "万俟青", "kind": "auxiliary", "unit_code": "YH-Z2"}
    assert outcome(import_rows(tmp_path, "officers", changes)) == (0, 1, 0)
    postings = Posting.objects.filter(officer__police_number="FJ0113").values_list("unit__code", "started_on")
    assert list(postings) == [("YH-Z2", AT.date()), ("YH-Z1", dt.date(2020, 3, 1))]


def test_probationary_member_stays_one(tmp_path: Path) -> None:
    Officer.objects.filter(police_number="006102").update(party_standing="probationary")
    changes = {"police_number": "006102", "name": "单立群", "unit_code": "YH-BG", "party_member": "yes"}
    assert outcome(import_rows(tmp_path, "officers", changes | {"joined_on": "2015-08-01"})) == (0, 0, 1)


BAD_ROWS = [
    ("units", {"parent_code": "NO"}, "2: parent_code: There is no unit NO.", "2: parent_code: 没有单位 NO。"),
    (
        "units",
        {"parent_code": ""},
        "2: parent_code: A section office or squadron belongs to a brigade.",
        "2: parent_code: 股室或中队要归属一个大队。",
    ),
    (
        "units",
        {"kind": "brigade"},
        "2: parent_code: A brigade does not lie below a brigade.",
        "2: parent_code: brigade 不能归 brigade 管。",
    ),
    (
        "units",
        {"kind": "section", "rural": "yes"},
        "2: rural: Only a squadron is a township squadron.",
        "2: rural: 只有中队可以是乡镇中队。",
    ),
    (
        "units",
        {"parent_code": "YH-Z9"},
        "2: parent_code: The unit would lie below itself.",
        "2: parent_code: 这样单位会成为自己的下级。",
    ),
    (
        "units",
        {"name": "长" * 61},
        "2: name: At most 60 characters, here are 61.",
        "2: name: 最多 60 字，现在 61 字。",
    ),
    (
        "officers",
        {"police_number": "25"},
        "2: police_number: A police number has 4 to 12 digits and letters: 25.",
        "2: police_number: 警号是 4–12 位数字和字母：25。",
    ),
    ("officers", {"unit_code": "NO"}, "2: unit_code: There is no unit NO.", "2: unit_code: 没有单位 NO。"),
    (
        "officers",
        {"kind": "chief"},
        "2: kind: chief is none of officer, auxiliary.",
        "2: kind: chief 不在可选值内：officer, auxiliary。",
    ),
    (
        "officers",
        {"party_group": "机关党小组"},
        "2: party_group: Only a Party member belongs to a Party group.",
        "2: party_group: 只有党员才填党小组。",
    ),
    (
        "officers",
        {"joined_on": "2020-02-30"},
        "2: joined_on: No date such as 2026-10-31: 2020-02-30.",
        "2: joined_on: 日期写成 2026-10-31 的样子：2020-02-30。",
    ),
    (
        "officers",
        {"joined_on": "2026-11-03"},
        "2: joined_on: The day lies in the future.",
        "2: joined_on: 日期不能晚于今天。",
    ),
    (
        "officers",
        {"joined_on": "２０２０-01-01"},
        "2: joined_on: Full-width characters: write 2020-01-01.",
        "2: joined_on: 用了全角字符，改写成 2020-01-01。",
    ),
]


@pytest.mark.parametrize(("kind", "changes", "english", "chinese"), BAD_ROWS)
def test_bad_row_is_told_in_both_languages_and_nothing_is_written(
    tmp_path: Path, kind: str, changes: dict[str, str], english: str, chinese: str
) -> None:
    path = write_rows(tmp_path, kind, changes)
    with override("en"):
        assert refusals(path, kind) == [english]
    with override("zh-hans"):
        assert refusals(path, kind) == [chinese]
    assert (Unit.objects.count(), Officer.objects.count()) == (6, 6)


def test_circle_of_new_units_is_refused(tmp_path: Path) -> None:
    path = write_rows(tmp_path, "units", {"code": "A", "parent_code": "B"}, {"code": "B", "parent_code": "A"})
    with override("en"):
        assert refusals(path, "units") == [
            "2: parent_code: The unit would lie below itself.",
            "3: parent_code: The unit would lie below itself.",
        ]


def test_unit_is_not_moved_below_itself(tmp_path: Path) -> None:
    path = write_rows(tmp_path, "units", {"code": "YH", "kind": "section", "parent_code": "YH-BG"})
    with override("en"):
        assert refusals(path, "units") == ["2: parent_code: The unit would lie below itself."]


def test_one_bad_row_keeps_the_good_ones_out(tmp_path: Path) -> None:
    path = write_rows(tmp_path, "officers", {}, {"police_number": "006198", "unit_code": "NO"}, {})
    with override("en"):
        assert refusals(path, "officers") == [
            "3: unit_code: There is no unit NO.",
            "4: police_number: 006199 stands on line 2 already.",
        ]
    assert Officer.objects.count() == 6


def test_administrator_imports_for_the_own_brigade_only(tmp_path: Path) -> None:
    own = make_brigade(code="XX")
    make_unit(parent=own, code="XX-1")
    by = make_officer(own, role=Role.SYSTEM_ADMINISTRATOR)
    assert outcome(import_rows(tmp_path, "officers", {"unit_code": "XX-1"}, by=by)) == (1, 0, 0)
    assert outcome(import_rows(tmp_path, "units", {"parent_code": "XX"}, by=by)) == (1, 0, 0)
    with override("en"):
        assert refusals(write_rows(tmp_path, "officers", {"police_number": "006190"}), "officers", by=by) == [
            "2: unit_code: The unit YH-Z1 is not among those you may import for."
        ]
        assert refusals(write_rows(tmp_path, "units", {"code": "YH-Z8"}), "units", by=by) == [
            "2: code: The unit YH-Z8 is not among those you may import for."
        ]
