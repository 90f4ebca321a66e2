from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override

from dutyposts.actions.closing import notice_month
from dutyposts.actions.computing import compute_month
from dutyposts.actions.events import approve_bonus
from dutyposts.actions.inspections import void_inspection
from dutyposts.actions.objections import file_objection
from dutyposts.models import Event, Finding, Inspection, Standard
from organization.calendar import Month
from organization.models import Officer, Unit
from tests.factories.files import AT, import_rows, import_sample, outcome, refusals, write_rows
from tests.factories.people import make_brigade, make_supervisor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sample() -> None:
    import_sample()


def officer(number: str) -> Officer:
    found: Officer = Officer.objects.get(police_number=number)
    return found


def test_inspection_is_scored_like_a_recorded_one() -> None:
    inspection = Inspection.objects.get(number="YH26-001")
    assert [str(getattr(inspection, name)) for name in ("score", "presence", "appearance")] == [
        "95.00",
        "27.00",
        "18.00",
    ]
    assert (inspection.note, inspection.is_late, str(inspection.month)) == (
        "早高峰；台账, 两班没记",
        True,
        "2026-10",
    )
    assert inspection.post_name == "沿河路口岗"


def test_findings_keep_count_people_and_words() -> None:
    finding = Finding.objects.get(inspection__number="YH26-001", code="B3")
    assert (finding.count, finding.recorded_count, finding.points) == (2, 2, Decimal("1.50"))
    assert [(person.name, person.kind) for person in finding.people.all()] == [
        ("解春生", "officer"),
        ("万俟青", "auxiliary"),
    ]


def test_row_without_an_item_means_full_marks() -> None:
    inspection = Inspection.objects.get(number="YH26-002")
    assert (inspection.score, inspection.findings.count()) == (Decimal(100), 0)


def test_voided_inspection_comes_voided() -> None:
    inspection = Inspection.objects.get(number="YH26-004")
    assert (inspection.status, inspection.voided_at, inspection.void_reason) == ("voided", AT, "导入时已作废")
    assert inspection.score == Decimal(95)


def test_standard_is_used_from_here_on() -> None:
    assert Standard.objects.get().is_used


def test_bonus_without_approver_stays_proposed() -> None:
    counted = Event.objects.counted().order_by("number").values_list("number", "approved_by__police_number")
    assert list(counted) == [("YH26-E1", "006102"), ("YH26-E2", None)]


def test_same_files_again_change_nothing() -> None:
    assert [outcome(run) for run in import_sample("inspections", "events")] == [(0, 0, 6), (0, 0, 3)]


def test_approval_in_the_portal_outlives_the_same_file() -> None:
    approve_bonus(Event.objects.get(number="YH26-E3"), by=officer("006101"))
    assert [outcome(run) for run in import_sample("events")] == [(0, 0, 3)]
    assert Event.objects.get(number="YH26-E3").approved_by == officer("006101")


def test_changed_inspection_is_scored_again(tmp_path: Path) -> None:
    import_rows(tmp_path, "inspections", {})
    before = Inspection.objects.get(number="YH26-900")
    assert outcome(import_rows(tmp_path, "inspections", {"item_code": "B2", "count": "2"})) == (0, 1, 0)
    after = Inspection.objects.get(number="YH26-900")
    assert (after.pk, before.score, after.score) == (before.pk, Decimal(98), Decimal(90))
    assert [finding.code for finding in after.findings.all()] == ["B2"]


def test_changed_event_is_updated(tmp_path: Path) -> None:
    import_rows(tmp_path, "events", {"officers": "006112"})
    assert outcome(import_rows(tmp_path, "events", {"item_code": "D5", "officers": "006111"})) == (0, 1, 0)
    event = Event.objects.get(number="YH26-E9")
    assert (event.kind, [person.name for person in event.people.all()]) == ("event", ["任远帆"])


def test_transfer_of_an_inspector_changes_no_old_inspection() -> None:
    Officer.objects.filter(police_number="006121").update(unit=Unit.objects.get(code="YH-Z1"))
    assert [outcome(run) for run in import_sample("inspections")] == [(0, 0, 6)]


BAD_INSPECTIONS = [
    ({"post_code": "NO"}, "2: post_code: There is no duty post NO.", "2: post_code: 没有岗勤点 NO。"),
    (
        {"inspected_at": "2026-10-20 25:00"},
        "2: inspected_at: No moment such as 2026-10-31T08:15: 2026-10-20 25:00.",
        "2: inspected_at: 时间写成 2026-10-31T08:15 的样子：2026-10-20 25:00。",
    ),
    (
        {"inspected_at": "2026-11-02T09:01"},
        "2: inspected_at: The moment lies in the future.",
        "2: inspected_at: 时间不能晚于现在。",
    ),
    (
        {"inspected_at": "2025-12-31T09:00"},
        "2: inspected_at: No appraisal standard is in force in 2025-12.",
        "2: inspected_at: 2025-12 没有施行的考评标准。",
    ),
    (
        {"post_code": "YH-03"},
        "2: post_code: The post was not in service on that day.",
        "2: post_code: 这个岗那天不在岗勤期内。",
    ),
    (
        {"inspector": "999999"},
        "2: inspector: There is nobody with the police number 999999.",
        "2: inspector: 没有警号 999999。",
    ),
    (
        {"inspector": "006111"},
        "2: inspector: Nobody inspects a post of the own unit.",
        "2: inspector: 不能检查本单位的岗。",
    ),
    (
        {"second_inspector": "006111"},
        "2: inspector: Nobody inspects a post of the own unit.",
        "2: inspector: 不能检查本单位的岗。",
    ),
    (
        {"second_inspector": "006101"},
        "2: second_inspector: The second inspector is somebody else.",
        "2: second_inspector: 第二检查人要另选一人。",
    ),
    (
        {"kind": "secret"},
        "2: kind: secret is none of announced, covert, video, supervision.",
        "2: kind: secret 不在可选值内：announced, covert, video, supervision。",
    ),
    (
        {"status": "draft"},
        "2: status: draft is none of submitted, voided.",
        "2: status: draft 不在可选值内：submitted, voided。",
    ),
    (
        {"item_code": "Z9"},
        "2: item_code: Z9 is no deduction of standard YH.1.",
        "2: item_code: Z9 不是标准 YH.1 的扣分项。",
    ),
    (
        {"item_code": "J1"},
        "2: item_code: J1 is no deduction of standard YH.1.",
        "2: item_code: J1 不是标准 YH.1 的扣分项。",
    ),
    (
        {"item_code": "C1", "officers": "FJ0113"},
        "2: officers: The item does not apply to FJ0113.",
        "2: officers: 这一项不适用于 FJ0113。",
    ),
    (
        {"officers": "006112;999999"},
        "2: officers: There is nobody with the police number 999999.",
        "2: officers: 没有警号 999999。",
    ),
    (
        {"officers": "006112;006112"},
        "2: officers: The same value twice: 006112;006112.",
        "2: officers: 同一个值写了两次：006112;006112。",
    ),
    ({"count": ""}, "2: count: Fill in this cell.", "2: count: 填写这一格。"),
    (
        {"count": "0"},
        "2: count: No whole number from 1 to 999: 0.",
        "2: count: 填 1–999 的整数：0。",
    ),
    (
        {"count": "２"},
        "2: count: Full-width characters: write 2.",
        "2: count: 用了全角字符，改写成 2。",
    ),
    (
        {"item_code": ""},
        "2: item_code: Name the item, or leave count and officers empty.",
        "2: item_code: 填写扣分项，或把 count 和 officers 留空。",
    ),
    (
        {"note": "长" * 501},
        "2: note: At most 500 characters, here are 501.",
        "2: note: 最多 500 字，现在 501 字。",
    ),
]
BAD_EVENTS = [
    ({"post_code": "NO"}, "2: post_code: There is no duty post NO.", "2: post_code: 没有岗勤点 NO。"),
    (
        {"happened_on": "2026/10/20"},
        "2: happened_on: No date such as 2026-10-31: 2026/10/20.",
        "2: happened_on: 日期写成 2026-10-31 的样子：2026/10/20。",
    ),
    (
        {"happened_on": "2026-11-03"},
        "2: happened_on: The day lies in the future.",
        "2: happened_on: 日期不能晚于今天。",
    ),
    (
        {"item_code": "A1"},
        "2: item_code: A1 is no event, bonus or veto of standard YH.1.",
        "2: item_code: A1 不是标准 YH.1 的事件、加分或否决项。",
    ),
    (
        {"item_code": "Z9"},
        "2: item_code: Z9 is no event, bonus or veto of standard YH.1.",
        "2: item_code: Z9 不是标准 YH.1 的事件、加分或否决项。",
    ),
    (
        {"post_code": "YH-03"},
        "2: post_code: The post was not in service on that day.",
        "2: post_code: 这个岗那天不在岗勤期内。",
    ),
    (
        {"approved_by": "006101"},
        "2: approved_by: Somebody other than the proposer approves it.",
        "2: approved_by: 审批人不能是提出人。",
    ),
    (
        {"proposed_by": "999999"},
        "2: proposed_by: There is nobody with the police number 999999.",
        "2: proposed_by: 没有警号 999999。",
    ),
]


@pytest.mark.parametrize(
    ("kind", "changes", "english", "chinese"),
    [("inspections", *case) for case in BAD_INSPECTIONS] + [("events", *case) for case in BAD_EVENTS],
)
def test_bad_row_is_told_in_both_languages_and_nothing_is_written(
    tmp_path: Path, kind: str, changes: dict[str, str], english: str, chinese: str
) -> None:
    path = write_rows(tmp_path, kind, changes, {"inspection_no": "OK"} if kind == "inspections" else {"event_no": "OK"})
    with override("en"):
        assert refusals(path, kind) == [english]
    with override("zh-hans"):
        assert refusals(path, kind) == [chinese]
    assert (Inspection.objects.count(), Event.objects.count()) == (6, 3)


BAD_PAIRS = [
    (
        {"post_code": "YH-02", "item_code": "A2"},
        "3: post_code: The rows of inspection YH26-900 contradict each other.",
        "3: post_code: 检查 YH26-900 的各行写得不一致。",
    ),
    (
        {"inspected_at": "2026-10-20T10:05", "item_code": "A2"},
        "3: inspected_at: The rows of inspection YH26-900 contradict each other.",
        "3: inspected_at: 检查 YH26-900 的各行写得不一致。",
    ),
    (
        {},
        "3: item_code: A1 stands here twice: raise its count instead.",
        "3: item_code: A1 写了两次，改为增加次数。",
    ),
    (
        {"item_code": "", "count": ""},
        "3: item_code: A row without an item stands alone: full marks need no other row.",
        "3: item_code: 没有扣分项的行要单独一行：满分不需要别的行。",
    ),
]


@pytest.mark.parametrize(("second", "english", "chinese"), BAD_PAIRS)
def test_rows_of_one_inspection_agree(tmp_path: Path, second: dict[str, str], english: str, chinese: str) -> None:
    path = write_rows(tmp_path, "inspections", {}, second)
    with override("en"):
        assert refusals(path, "inspections") == [english]
    with override("zh-hans"):
        assert refusals(path, "inspections") == [chinese]


def test_rows_of_one_inspection_stand_together(tmp_path: Path) -> None:
    path = write_rows(tmp_path, "inspections", {}, {"inspection_no": "OTHER"}, {"item_code": "A2"})
    with override("en"):
        assert refusals(path, "inspections") == [
            "4: inspection_no: The rows of inspection YH26-900 are not together: sort the file by inspection_no."
        ]


def test_notes_of_an_inspection_fit_together(tmp_path: Path) -> None:
    path = write_rows(tmp_path, "inspections", {"note": "甲" * 300}, {"item_code": "A2", "note": "乙" * 300})
    with override("en"):
        assert refusals(path, "inspections") == ["2: note: The notes of an inspection have at most 500 characters."]


def test_event_number_stands_once(tmp_path: Path) -> None:
    with override("en"):
        assert refusals(write_rows(tmp_path, "events", {}, {}), "events") == [
            "3: event_no: YH26-E9 stands on line 2 already."
        ]


def test_closed_month_takes_no_entries(tmp_path: Path) -> None:
    approve_bonus(Event.objects.get(number="YH26-E3"), by=officer("006101"))
    brigade = Unit.objects.get(code="YH")
    compute_month(brigade, Month(2026, 10), by=None, at=AT)
    notice_month(brigade, Month(2026, 10), by=make_supervisor(brigade), at=AT)
    with override("en"):
        assert refusals(write_rows(tmp_path, "inspections", {}), "inspections") == [
            "2: inspected_at: 2026-10 is on notice or published and takes no entries."
        ]
    with override("zh-hans"):
        assert refusals(write_rows(tmp_path, "events", {}), "events") == [
            "2: happened_on: 2026-10 已公示或已发布，不再录入。"
        ]


def test_inspection_voided_in_the_portal_stays_voided(tmp_path: Path) -> None:
    import_rows(tmp_path, "inspections", {})
    by = make_supervisor(Unit.objects.get(code="YH"))
    void_inspection(Inspection.objects.get(number="YH26-900"), by=by, reason="记错了岗", at=AT)
    with override("en"):
        assert refusals(write_rows(tmp_path, "inspections", {}), "inspections") == [
            "2: inspection_no: YH26-900 is voided and changes no more."
        ]


def test_inspection_under_objection_changes_only_by_it(tmp_path: Path) -> None:
    finding = Finding.objects.get(inspection__number="YH26-005")
    file_objection(finding, by=officer("006121"), claim="当时在处理事故，没有不耐烦", at=AT)
    changes = {"inspection_no": "YH26-005", "post_code": "YH-02", "item_code": "D1", "officers": "006121"}
    with override("en"):
        assert refusals(write_rows(tmp_path, "inspections", changes), "inspections") == [
            "2: inspection_no: YH26-005 has an objection and changes only by it."
        ]


def test_supervisor_imports_for_the_own_brigade_only(tmp_path: Path) -> None:
    stranger = make_supervisor(make_brigade(code="XX"))
    own = make_supervisor(Unit.objects.get(code="YH"))
    with override("en"):
        assert refusals(write_rows(tmp_path, "inspections", {}), "inspections", by=stranger) == [
            "2: post_code: There is no duty post YH-01."
        ]
        assert refusals(write_rows(tmp_path, "events", {}), "events", by=stranger) == [
            "2: post_code: There is no duty post YH-01."
        ]
    assert outcome(import_rows(tmp_path, "inspections", {}, by=own)) == (1, 0, 0)
