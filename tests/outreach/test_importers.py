import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override

from organization.models import Officer, Unit
from outreach.actions.sums import recount_all
from outreach.actions.visits import strike_out
from outreach.models import Donation, Visit, VisitUnit
from outreach.queries.figures import Figure, period_figures
from outreach.rules.categories import Category
from tests.factories.files import import_rows, import_sample, outcome, refusals, write_rows
from tests.factories.people import make_brigade, make_supervisor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sample() -> None:
    import_sample()


def test_a_joint_visit_belongs_to_both_units() -> None:
    units = VisitUnit.objects.filter(visit__number="YH26-V3").values_list("unit__code", flat=True)
    assert sorted(units) == ["YH-Z1", "YH-Z2"]


def test_same_files_again_change_nothing() -> None:
    assert [outcome(run) for run in import_sample("outreach", "donations")] == [(0, 0, 6), (0, 0, 3)]


def test_a_changed_row_takes_the_place_of_the_visit_with_its_number(tmp_path: Path) -> None:
    changes = {"entry_no": "YH26-V2", "target": "沿河完小", "participants": "006112"}
    assert outcome(import_rows(tmp_path, "outreach", changes)) == (0, 1, 0)
    visit = Visit.objects.get(number="YH26-V2")
    assert (visit.target_key, [visitor.officer.police_number for visitor in visit.visitors.all()]) == (
        "沿河完小",
        ["006112"],
    )


def test_figures_follow_what_is_imported_and_changed(tmp_path: Path) -> None:
    brigade, year = Unit.objects.get(code="YH"), (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert period_figures(brigade, *year)[Category.SCHOOL_VISIT] == Figure(1, 2)
    changes = {"entry_no": "YH26-V2", "target": "沿河完小", "participants": "006112", "happened_on": "2026-02-03"}
    import_rows(tmp_path, "outreach", changes)
    february = period_figures(brigade, dt.date(2026, 2, 1), dt.date(2026, 2, 28))[Category.SCHOOL_VISIT]
    found = (period_figures(brigade, *year)[Category.SCHOOL_VISIT], february, recount_all(brigade.pk))
    assert found == (Figure(2, 2), Figure(1, 1), 0)


def test_a_changed_gift_takes_the_new_amount_until_a_receipt_is_issued(tmp_path: Path) -> None:
    changes = {"police_number": "006121", "given_on": "2026-04-20", "amount": "250.00"}
    assert outcome(import_rows(tmp_path, "donations", changes)) == (0, 1, 0)
    gift = Donation.objects.get(officer__police_number="006121")
    assert gift.amount == Decimal("250.00")
    Donation.objects.filter(pk=gift.pk).update(receipt_number="R1", receipt_on=gift.given_on)
    path = write_rows(tmp_path, "donations", changes | {"amount": "300.00"})
    with override("en"):
        assert refusals(path, "donations") == ["2: amount: A receipt is issued for 250.00 yuan already."]


def test_what_is_struck_out_stays_so(tmp_path: Path) -> None:
    visit = Visit.objects.get(number="YH26-V2")
    strike_out(visit, reason="记错了", by=make_supervisor(Unit.objects.get(code="YH")))
    path = write_rows(tmp_path, "outreach", {"entry_no": "YH26-V2"})
    with override("en"):
        assert refusals(path, "outreach") == ["2: entry_no: YH26-V2 is struck out and changes no more."]


BAD_ROWS = [
    (
        "outreach",
        {"happened_on": "0001-01-05"},
        "2: happened_on: No day of the years 1900 to 2199: 0001-01-05.",
        "2: happened_on: 不是 1900 至 2199 年之间的日期：0001-01-05。",
    ),
    ("outreach", {"unit_code": "NO"}, "2: unit_code: There is no unit NO.", "2: unit_code: 没有单位 NO。"),
    (
        "outreach",
        {"target": ""},
        "2: target: This category counts places: name the place.",
        "2: target: 这一类按地点统计，请写明去了哪里。",
    ),
    (
        "outreach",
        {"happened_on": "2026-11-03"},
        "2: happened_on: The day lies in the future.",
        "2: happened_on: 日期不能晚于今天。",
    ),
    (
        "outreach",
        {"participants": "999999"},
        "2: participants: There is nobody with the police number 999999.",
        "2: participants: 没有警号 999999。",
    ),
    (
        "outreach",
        {"quantity": "0"},
        "2: quantity: No whole number from 1 to 999999: 0.",
        "2: quantity: 填 1–999999 的整数：0。",
    ),
    (
        "donations",
        {"amount": "0.00"},
        "2: amount: No number from 0.01 to 9999999.99 with at most two places: 0.00.",
        "2: amount: 填 0.01–9999999.99 的数，最多两位小数：0.00。",
    ),
    (
        "donations",
        {"special_dues": "yes", "police_number": "006112"},
        "2: special_dues: Only Party members give special Party dues.",
        "2: special_dues: 只有党员交特殊党费。",
    ),
]


@pytest.mark.parametrize(("kind", "changes", "english", "chinese"), BAD_ROWS)
def test_a_bad_row_is_named_in_both_languages(
    tmp_path: Path, kind: str, changes: dict[str, str], english: str, chinese: str
) -> None:
    before = Visit.objects.count(), Donation.objects.count()
    path = write_rows(tmp_path, kind, {"entry_no": "YH26-V8"} if kind == "outreach" else {}, changes)
    for language, reason in (("en", english), ("zh-hans", chinese)):
        with override(language):
            assert refusals(path, kind) == [reason.replace("2:", "3:", 1)]
    assert (Visit.objects.count(), Donation.objects.count()) == before


def test_who_goes_belongs_to_the_unit_s_brigade(tmp_path: Path) -> None:
    stranger = make_supervisor(make_brigade())
    path = write_rows(tmp_path, "outreach", {"participants": f"006111;{stranger.police_number}"})
    with override("en"):
        assert refusals(path, "outreach") == [f"2: participants: {stranger.police_number} belongs to another brigade."]


def test_nobody_imports_for_another_brigade(tmp_path: Path) -> None:
    by: Officer = make_supervisor(make_brigade())
    path = write_rows(tmp_path, "outreach", {})
    with override("en"):
        assert refusals(path, "outreach", by=by) == ["2: unit_code: There is no unit YH-Z1."]
