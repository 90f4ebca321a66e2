"""leniency.csv, and the figure of the report that it leads to."""

import datetime as dt
import re
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from organization.models import Officer, Unit
from outreach.queries.programme import programme_of
from services.facts import leniency_figure
from services.models import Leniency
from tests.factories.access import BACKEND
from tests.factories.files import AT, DATA, import_path, import_rows, import_sample, outcome, refusals, write_rows

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 10, 31)


def test_the_same_file_twice_changes_nothing() -> None:
    import_sample()
    assert outcome(import_path(DATA / "leniency.csv", "leniency")) == (0, 0, 4)
    assert Leniency.objects.get(number="YH26-L4").due_on == dt.date(2026, 10, 19)


def test_a_changed_row_changes_its_entry(tmp_path: Path) -> None:
    import_sample()
    change = {"record_no": "YH26-L1", "place": "滨江路", "plate": "湘J10001"}
    assert outcome(import_rows(tmp_path, "leniency", change)) == (0, 1, 0)
    assert Leniency.objects.get(number="YH26-L1").place == "滨江路"


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"rule": "W1", "driver_present": "no"}, "driver_present"),
        ({"rule": "W1", "corrected": "no"}, "corrected"),
        ({"rule": "W2"}, "local"),
        ({"rule": "W5"}, "rule"),
        ({"plate": "12345"}, "plate"),
        ({"happened_at": "2027-01-01T08:00"}, "happened_at"),
        ({"officer": "999999"}, "officer"),
        ({"status": "gone"}, "status"),
    ],
)
def test_a_bad_row_is_told_by_line_and_column(tmp_path: Path, change: dict[str, str], column: str) -> None:
    import_sample()
    told = refusals(write_rows(tmp_path, "leniency", {}, change | {"record_no": "YH26-L8"}), "leniency")
    assert [line.split(": ")[:2] for line in told] == [["3", column]]
    assert Leniency.objects.count() == 4


def test_a_settled_entry_is_left_alone(tmp_path: Path) -> None:
    import_sample()
    Leniency.objects.filter(number="YH26-L4").update(
        state="closed", outcome="erased", settled_by=Officer.objects.get(police_number="006111"), settled_at=AT
    )
    assert outcome(import_path(DATA / "leniency.csv", "leniency")) == (0, 0, 4)
    told = refusals(write_rows(tmp_path, "leniency", {"record_no": "YH26-L4"}), "leniency")
    assert [line.split(": ")[:2] for line in told] == [["2", "record_no"]]


def test_fines_waived_for_enterprises_are_counted_whatever_their_state() -> None:
    import_sample()
    brigade, unit = Unit.objects.get(code="YH"), Unit.objects.get(code="YH-Z1")
    assert leniency_figure(brigade, None, FIRST, LAST).count == 2
    Leniency.objects.filter(number="YH26-L1").update(state="open")
    counts = [leniency_figure(brigade, part, FIRST, last).count for part in (None, unit) for last in (LAST, FIRST)]
    assert counts == [2, 0, 2, 0]
    assert leniency_figure(brigade, None, FIRST, LAST - dt.timedelta(days=1)).count == 1
    assert list(programme_of(brigade, FIRST, LAST).figures)[8:11] == ["good_deed", "leniency", "open_camp"]


@time_machine.travel(AT, tick=False)
def test_the_figure_of_the_report_leads_to_its_entries(client: Client) -> None:
    import_sample()
    client.force_login(Officer.objects.get(police_number="006111"), backend=BACKEND)
    body = client.get(reverse("outreach:report"), {"first": str(FIRST), "last": str(LAST)}).content.decode()
    (told,) = re.findall(r'<a href="(/warnings/[^"]*)"><b class="num">2</b>', body)
    rows = client.get(unescape(told)).context["page"].rows
    assert [entry.number for entry in rows] == ["YH26-L2", "YH26-L1"]
