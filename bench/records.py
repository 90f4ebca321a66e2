# ruff: noqa: INP001 - a script of measurements
"""Writes a folder of record files with as many rows of inspections as asked for, always the same ones.

python bench/records.py FOLDER --rows 200000
"""

import argparse
import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import count, islice
from pathlib import Path

_OFFICERS, _POSTS, _SECTIONS = 60, 40, 5
_FIRST_DAY, _DAYS = dt.datetime(2025, 1, 1), 600  # noqa: DTZ001 - the files give Beijing time without an offset
_FAULTS = ("C1", "B2", "A1")


def write(folder: Path, kind: str, columns: str, rows: Iterable[Iterable[object]]) -> None:
    with (folder / f"{kind}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split(","))
        writer.writerows(rows)


def officers() -> Iterator[tuple[object, ...]]:
    for at in range(_OFFICERS):
        unit = "LX-BG" if at < _POSTS // 4 else f"LX-Z{at % _SECTIONS}"
        yield f"{at:06}", f"警员{at}", "officer", unit, "no", "", "", "2015-08-01"


def inspections() -> Iterator[tuple[object, ...]]:
    """Yield rows without end: two out of three inspections have one finding, the third has two."""
    for at in count():
        post, visit = at % _POSTS, at // _POSTS
        moment = _FIRST_DAY + dt.timedelta(days=visit % _DAYS, minutes=480 + visit // _DAYS * 11)
        told = (f"LX{at:07}", f"LX-{post:02}", f"{moment:%Y-%m-%dT%H:%M}", "000001", "000002", "covert", "submitted")
        for fault in range(1 + (at % 3 == 0)):
            yield *told, _FAULTS[(at + fault) % 3], 1, f"{10 + post % _SECTIONS:06}", ""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=200_000)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    sections = [(f"LX-Z{at}", f"{at}中队", "squadron", "LX", "no") for at in range(_SECTIONS)]
    tree = [("LZ", "支队", "detachment", "", "no"), ("LX", "大队", "brigade", "LZ", "no")]
    office = ("LX-BG", "办公室", "section", "LX", "no")
    write(given.folder, "units", "code,name,kind,parent_code,rural", [*tree, office, *sections])
    columns = "police_number,name,kind,unit_code,party_member,party_group,title,joined_on"
    write(given.folder, "officers", columns, officers())
    posts = [
        (f"LX-{at:02}", f"{at}号岗", "LX", f"LX-Z{at % _SECTIONS}", "road", "", "2024-01-01", "", "1.00")
        for at in range(_POSTS)
    ]
    columns = "code,name,brigade_code,unit_code,kind,location,opened_on,closed_on,difficulty"
    write(given.folder, "posts", columns, posts)
    standard = Path(__file__).resolve().parent.parent / "tests" / "data" / "standard.csv"
    text = standard.read_text(encoding="utf-8").replace("2026-01", "2025-01")
    (given.folder / "standard.csv").write_text(text, encoding="utf-8")
    columns = (
        "inspection_no,post_code,inspected_at,inspector,second_inspector,kind,status,item_code,count,officers,note"
    )
    write(given.folder, "inspections", columns, islice(inspections(), given.rows))


if __name__ == "__main__":
    main()
