import csv
import datetime as dt
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from openpyxl import Workbook

from audit.models import Entry
from dashboard.importing import IMPORTERS
from dutyposts.models import Finding, FindingPerson, Inspection
from organization.models import ImportJob, Officer
from tests.factories.files import DATA, import_path, import_sample, write_rows

pytestmark = pytest.mark.django_db

FACTS = ("number", "inspected_at", "status", "score", "note", "inspector", "second_inspector", "post__code")


def run(*arguments: str | Path) -> list[str]:
    out = StringIO()
    with override("en"):
        call_command("import_data", *map(str, arguments), stdout=out)
    return out.getvalue().splitlines()


def as_sheet(kind: str, folder: Path) -> None:
    """Write a sample file as a spreadsheet has it: codes and words as text, days, moments and numbers as such."""
    book = Workbook()
    with (DATA / f"{kind}.csv").open(encoding="utf-8") as file:
        rows = csv.reader(file)
        names = next(rows)
        book.worksheets[0].append(names)
        for row in rows:
            book.worksheets[0].append([_cell(name, cell) for name, cell in zip(names, row, strict=True)])
    book.save(folder / f"{kind}.xlsx")


def _cell(name: str, cell: str) -> object:
    if not cell:
        return None
    if name.endswith("_on"):
        return dt.date.fromisoformat(cell)
    if name.endswith("_at"):
        return dt.datetime.fromisoformat(cell)
    return float(cell) if name in {"count", "points", "category_points", "tie_order", "difficulty"} else cell


def test_folder_is_imported_in_the_order_of_the_kinds(tmp_path: Path) -> None:
    folder = shutil.copytree(DATA, tmp_path / "data")
    (folder / "books.csv").write_text("isbn\n")
    created = [("units", 6), ("officers", 6), ("standard", 9), ("posts", 3)]
    created += [
        ("assignments", 5),
        ("inspections", 6),
        ("events", 3),
        ("outreach", 6),
        ("leniency", 4),
        ("donations", 3),
        ("matters", 2),
    ]
    assert run("--folder", folder) == [
        "books.csv: not part of this release, passed over",
        *(f"{folder}/{kind}.csv: {count} created, 0 changed, 0 unchanged" for kind, count in created),
    ]


def test_second_import_changes_nothing() -> None:
    run("--folder", DATA)
    before = (Entry.objects.count(), ImportJob.objects.count())
    assert run("--folder", DATA)[-6:] == [
        f"{DATA}/inspections.csv: 0 created, 0 changed, 6 unchanged",
        f"{DATA}/events.csv: 0 created, 0 changed, 3 unchanged",
        f"{DATA}/outreach.csv: 0 created, 0 changed, 6 unchanged",
        f"{DATA}/leniency.csv: 0 created, 0 changed, 4 unchanged",
        f"{DATA}/donations.csv: 0 created, 0 changed, 3 unchanged",
        f"{DATA}/matters.csv: 0 created, 0 changed, 2 unchanged",
    ]
    assert (Entry.objects.count(), ImportJob.objects.count()) == before


def test_sheets_import_like_csv_files(tmp_path: Path) -> None:
    for kind in IMPORTERS:
        as_sheet(kind, tmp_path)
    run("--folder", tmp_path)
    rows = list(Inspection.objects.order_by("number").values_list(*FACTS))
    people = list(FindingPerson.objects.values_list("finding__code", "officer__police_number"))
    assert len(rows) == 6
    run("--folder", DATA)
    assert list(Inspection.objects.order_by("number").values_list(*FACTS)) == rows
    assert list(FindingPerson.objects.values_list("finding__code", "officer__police_number")) == people
    assert run("--folder", DATA)[0] == f"{DATA}/units.csv: 0 created, 0 changed, 6 unchanged"


def test_kind_takes_several_files(tmp_path: Path) -> None:
    import_sample("units")
    other = tmp_path / "other"
    other.mkdir()
    paths = [write_rows(tmp_path, "officers", {}), write_rows(other, "officers", {"police_number": "006198"})]
    assert run("officers", *paths) == [f"{path}: 1 created, 0 changed, 0 unchanged" for path in paths]


def test_bad_row_in_one_file_keeps_all_files_out(tmp_path: Path) -> None:
    import_sample("units")
    other = tmp_path / "other"
    other.mkdir()
    good = write_rows(tmp_path, "officers", {})
    bad = write_rows(other, "officers", {}, {"police_number": "1"}, {"unit_code": "NO", "police_number": "006197"})
    with pytest.raises(CommandError) as refused:
        run("officers", good, bad)
    assert str(refused.value).splitlines() == [
        f"{bad}:3: police_number: A police number has 4 to 12 digits and letters: 1.",
        f"{bad}:4: unit_code: There is no unit NO.",
    ]
    assert (refused.value.returncode, Officer.objects.count(), ImportJob.objects.count()) == (1, 0, 1)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["books", "x.csv"], "books: not part of this release."),
        (
            ["pupils", "x.csv"],
            f"There is no kind pupils. The kinds are {', '.join(IMPORTERS)}.",
        ),
        (["units", "no.csv"], "There is no file no.csv."),
        (["--folder", "nowhere"], "There is no folder nowhere."),
        (["units"], "Give a kind and its files, or --folder."),
        ([], "Give a kind and its files, or --folder."),
    ],
)
def test_what_cannot_be_imported_is_named(arguments: list[str], reason: str) -> None:
    with pytest.raises(CommandError, match=f"^{reason}$"):
        run(*arguments)


def test_each_file_leaves_an_entry_with_its_numbers() -> None:
    import_sample()
    entry = Entry.objects.get(action="organization.file_imported", after__kind="events")
    job = ImportJob.objects.get(kind="events")
    assert (entry.object_id, entry.scope, entry.actor) == (str(job.pk), "HZ/YH/", None)
    assert entry.after == {
        "kind": "events",
        "file": "events.csv",
        "sha256": job.file_digest,
        "created": {"count": 3, "numbers": ["YH26-E1", "YH26-E2", "YH26-E3"]},
        "changed": {"count": 0, "numbers": []},
        "unchanged": 0,
    }


def test_reads_do_not_grow_with_the_rows(tmp_path: Path) -> None:
    import_sample()
    few = write_rows(tmp_path, "inspections", *({"inspection_no": f"FEW{number}"} for number in range(3)))
    with CaptureQueriesContext(connection) as of_few:
        import_path(few, "inspections")
    many = write_rows(tmp_path, "inspections", *({"inspection_no": f"MANY{number}"} for number in range(200)))
    with CaptureQueriesContext(connection) as of_many:
        import_path(many, "inspections")
    assert _reads(of_many) == _reads(of_few)
    assert Finding.objects.filter(inspection__number__startswith="MANY").count() == 200


def _reads(queries: CaptureQueriesContext) -> int:
    return sum(query["sql"].startswith("SELECT") for query in queries)
