"""Files to import: the small brigade of tests/data, and rows that differ from a good one in what a test names."""

import csv
import datetime as dt
from pathlib import Path

from dashboard.importing import IMPORTERS, Incoming, import_files
from organization.calendar import BEIJING
from organization.importers.problems import ImportRefusedError
from organization.importers.runs import Run
from organization.models import Officer

DATA = Path(__file__).parent.parent / "data"
AT = dt.datetime(2026, 11, 2, 9, tzinfo=BEIJING)

GOOD = {
    "units": {"code": "YH-Z9", "name": "沿河九中队", "kind": "squadron", "parent_code": "YH", "rural": "no"},
    "officers": {
        "police_number": "006199",
        "name": "盖世杰",
        "kind": "officer",
        "unit_code": "YH-Z1",
        "party_member": "no",
        "joined_on": "2020-01-01",
    },
    "posts": {
        "code": "YH-09",
        "name": "新岗",
        "brigade_code": "YH",
        "unit_code": "YH-Z2",
        "kind": "road",
        "opened_on": "2026-01-01",
        "difficulty": "1.00",
    },
    "assignments": {"post_code": "YH-02", "police_number": "006112", "started_on": "2026-09-01", "leader": "no"},
    "inspections": {
        "inspection_no": "YH26-900",
        "post_code": "YH-01",
        "inspected_at": "2026-10-20T10:00",
        "inspector": "006101",
        "kind": "covert",
        "status": "submitted",
        "item_code": "A1",
        "count": "1",
    },
    "events": {
        "event_no": "YH26-E9",
        "post_code": "YH-01",
        "happened_on": "2026-10-20",
        "item_code": "J1",
        "count": "1",
        "proposed_by": "006101",
    },
    "matters": {
        "rule_version": "2030",
        "matter_code": "DL9",
        "matter_name": "新事项",
        "statutory_days": "3",
        "day_kind": "working",
        "promised_days": "1",
        "blocked_by_violation": "no",
        "material_code": "id",
        "material_name": "身份证明",
        "original": "yes",
        "copies": "1",
    },
    "outreach": {
        "entry_no": "YH26-V9",
        "unit_code": "YH-Z1",
        "category": "school_visit",
        "happened_on": "2026-10-20",
        "target": "沿河中学",
        "quantity": "1",
        "participants": "006111",
        "grassroots": "no",
    },
    "leniency": {
        "record_no": "YH26-L9",
        "happened_at": "2026-10-20T10:00",
        "place": "沿河大道",
        "plate": "湘J12345",
        "rule": "W1",
        "local": "yes",
        "driver_present": "yes",
        "corrected": "yes",
        "officer": "006111",
        "status": "closed",
    },
    "donations": {
        "drive": "抗震救灾",
        "police_number": "006112",
        "amount": "50.00",
        "special_dues": "no",
        "given_on": "2026-04-21",
    },
}


def sample_files(*kinds: str) -> list[Incoming]:
    return [Incoming(IMPORTERS[kind], DATA / f"{kind}.csv", f"{kind}.csv") for kind in kinds or IMPORTERS]


def import_sample(*kinds: str, at: dt.datetime = AT) -> list[Run]:
    return import_files(sample_files(*kinds), by=None, at=at)


def write_rows(folder: Path, kind: str, *changes: dict[str, str]) -> Path:
    """Write a CSV file with one good row for each of `changes`, which say what is different in it."""
    path = folder / f"{kind}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        names = [column.name for column in IMPORTERS[kind].columns]
        rows = csv.DictWriter(file, names, restval="")
        rows.writeheader()
        rows.writerows(GOOD.get(kind, {}) | change for change in changes)
    return path


def import_rows(folder: Path, kind: str, *changes: dict[str, str], by: Officer | None = None) -> Run:
    path = write_rows(folder, kind, *changes)
    return import_path(path, kind, by=by)


def import_path(path: Path, kind: str, *, by: Officer | None = None) -> Run:
    return import_files([Incoming(IMPORTERS[kind], path, path.name)], by=by, at=AT)[0]


def refusals(path: Path, kind: str, *, by: Officer | None = None) -> list[str]:
    """Import a file and return what is wrong with it, without the file's name."""
    try:
        import_path(path, kind, by=by)
    except ImportRefusedError as error:
        return [f"{problem.line}: {problem.column}: {problem.message}" for problem in error.problems]
    return []


def outcome(run: Run) -> tuple[int, int, int]:
    return run.created.count, run.changed.count, run.unchanged
