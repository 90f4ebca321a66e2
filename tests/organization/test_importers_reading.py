import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from organization.importers import reading
from organization.models import Unit
from tests.factories.files import import_path, outcome, refusals

HEADER = "code,name,kind,parent_code,rural\n"
GOOD = "HZ,河州支队,detachment,,no\n"

pytestmark = pytest.mark.django_db


def write(folder: Path, content: str | bytes, name: str = "units.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def write_sheet(folder: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    for row in (HEADER.strip().split(","), *rows):
        book.worksheets[0].append(row)
    book.save(folder / "units.xlsx")
    return folder / "units.xlsx"


@pytest.mark.parametrize(
    "content",
    [
        HEADER + GOOD,
        "\ufeff" + HEADER + GOOD,
        (HEADER + GOOD).replace("\n", "\r\n"),
        HEADER + "\n" + GOOD + ",,,,\n  ,,,,\n",
        "rural,code,kind,name,parent_code\nno,HZ,detachment,河州支队,\n",
        HEADER + "HZ, 河州支队　,detachment,,no",
    ],
    ids=["plain", "byte order mark", "windows lines", "blank lines", "other order", "spaces around"],
)
def test_good_file_is_read(tmp_path: Path, content: str) -> None:
    assert outcome(import_path(write(tmp_path, content), "units")) == (1, 0, 0)
    assert Unit.objects.get().name == "河州支队"


BAD_FILES = [
    (
        (HEADER + GOOD).encode("gbk"),
        "1: *: The file is not UTF-8. Save it again as “CSV UTF-8” or as .xlsx.",
        "1: *: 文件不是 UTF-8 编码。另存为“CSV UTF-8”或 .xlsx。",
    ),
    (
        (HEADER + GOOD).encode("utf-16"),
        "1: *: The file is not UTF-8. Save it again as “CSV UTF-8” or as .xlsx.",
        "1: *: 文件不是 UTF-8 编码。另存为“CSV UTF-8”或 .xlsx。",
    ),
    (b"", "1: code: The column is missing from the header.", "1: code: 表头缺这一列。"),
    (
        HEADER.replace(",rural", "") + GOOD,
        "1: rural: The column is missing from the header.",
        "1: rural: 表头缺这一列。",
    ),
    (
        HEADER.replace("rural", "town") + GOOD,
        "1: town: Unknown column. The columns are code, name, kind, parent_code, rural.",
        "1: town: 没有这一列。应有的列：code, name, kind, parent_code, rural。",
    ),
    (
        HEADER.replace("rural", "name") + GOOD,
        "1: name: The column stands in the header twice.",
        "1: name: 表头里这一列写了两次。",
    ),
    (
        HEADER + "HZ,河州支队,detachment,,no,多\n",
        "2: *: 6 cells under 5 columns.",
        "2: *: 这行有 6 格，表头有 5 列。",
    ),
    (
        HEADER + GOOD + 'YH,"河州"支队,brigade,HZ,no\n',
        "3: *: The quotation marks of this row do not match.",
        "3: *: 这行的引号不成对。",
    ),
    (
        HEADER + "HZ,河州\0支队,detachment,,no\n",
        "2: name: The cell holds a NUL character. Type it again.",
        "2: name: 这一格有空字符（NUL），重新输入。",
    ),
    (
        HEADER + "ＨＺ,河州支队,detachment,,no\n",
        "2: code: Full-width characters: write HZ.",
        "2: code: 用了全角字符，改写成 HZ。",
    ),
]


@pytest.mark.parametrize(("content", "english", "chinese"), BAD_FILES)
def test_bad_file_is_told_in_both_languages(tmp_path: Path, content: str | bytes, english: str, chinese: str) -> None:
    path = write(tmp_path, content)
    with override("en"):
        assert refusals(path, "units") == [english]
    with override("zh-hans"):
        assert refusals(path, "units") == [chinese]
    assert Unit.objects.count() == 0


def test_line_is_that_of_the_row_beginning_in_a_file_with_broken_lines(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + 'HZ,"河州\n支队",detachment,,no\nYH,沿河大队,brigade,HZ,perhaps\n')
    with override("en"):
        assert refusals(path, "units") == ["4: rural: perhaps is none of yes, no."]


def test_every_bad_cell_is_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "H Z,,team,,no\n" + GOOD + "YH,沿河大队,brigade,HZ,\n")
    with override("en"):
        assert refusals(path, "units") == [
            "2: code: Up to 20 letters, digits and hyphens: H Z.",
            "2: name: Fill in this cell.",
            "2: kind: team is none of detachment, brigade, section, squadron.",
            "4: rural: Fill in this cell.",
        ]


def test_sheet_is_read_like_a_csv_file(tmp_path: Path) -> None:
    path = write_sheet(tmp_path, ["HZ", "河州支队", "detachment", None, False], [None] * 5)
    assert outcome(import_path(path, "units")) == (1, 0, 0)
    assert outcome(import_path(write(tmp_path, HEADER + GOOD), "units")) == (0, 0, 1)


@pytest.mark.parametrize(
    ("cell", "english", "chinese"),
    [
        (
            "=1+1",
            "2: name: The cell holds a formula. Paste its value instead.",
            "2: name: 这一格是公式，改为粘贴数值。",
        ),
        (
            "#N/A",
            "2: name: The spreadsheet shows an error in this cell: #N/A.",
            "2: name: 表格里这一格显示错误：#N/A。",
        ),
    ],
)
def test_sheet_holds_values_only(tmp_path: Path, cell: str, english: str, chinese: str) -> None:
    path = write_sheet(tmp_path, ["HZ", cell, "detachment", None, "no"])
    with override("en"):
        assert refusals(path, "units") == [english]
    with override("zh-hans"):
        assert refusals(path, "units") == [chinese]


@pytest.mark.parametrize("cell", [101, 2026.1, dt.datetime(2026, 10, 1)])  # noqa: DTZ001 - a sheet knows no zones
def test_code_typed_as_a_number_is_refused(tmp_path: Path, cell: object) -> None:
    path = write_sheet(tmp_path, [cell, "河州支队", "detachment", None, "no"])
    with override("en"):
        assert refusals(path, "units") == [
            f"2: code: {cell} is a number, which loses leading zeros. Format the column as text and type it again."
        ]


@pytest.mark.parametrize("content", [b"no archive", b"PK\x03\x04 cut off"])
def test_what_is_no_sheet_is_refused(tmp_path: Path, content: bytes) -> None:
    with override("en"):
        assert refusals(write(tmp_path, content, "units.xlsx"), "units") == [
            "1: *: This is no .xlsx file. Save it again as .xlsx or as “CSV UTF-8”."
        ]


def test_archive_without_a_sheet_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "units.xlsx", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with override("zh-hans"):
        assert refusals(tmp_path / "units.xlsx", "units") == ["1: *: 这不是 .xlsx 文件。另存为 .xlsx 或“CSV UTF-8”。"]


def test_sheet_that_grows_beyond_bounds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_sheet(tmp_path, ["HZ", "河州支队", "detachment", None, "no"])
    monkeypatch.setattr(reading, "MOST_UNPACKED_BYTES", 1000)
    with override("en"):
        assert refusals(path, "units") == ["1: *: The file is larger than 0 MB: divide it."]


def test_rows_beyond_the_bound_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 1)
    with override("en"):
        assert refusals(write(tmp_path, HEADER + GOOD + GOOD), "units")[0] == "3: *: More than 1 rows: divide the file."
