"""Official papers for Word. Their fonts are named, not carried: every office computer has them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Style(StrEnum):
    TITLE = "title"
    UNDER = "under"
    HEADING = "heading"
    BODY = "body"
    SIGNATURE = "signature"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Line:
    style: Style
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """How a line looks; sizes in points."""

    font: str
    size: float
    line: float
    align: ALIGN = ALIGN.JUSTIFY
    indent: float = 0
    above: float = 0


FORMS = {
    Style.TITLE: Form("方正小标宋简体", 22, 36, ALIGN.CENTER),
    Style.UNDER: Form("楷体", 14, 30, ALIGN.CENTER),
    Style.HEADING: Form("黑体", 14, 25, ALIGN.LEFT, indent=28, above=6),
    Style.BODY: Form("仿宋", 14, 25, indent=28),
    Style.SIGNATURE: Form("仿宋", 14, 30, ALIGN.RIGHT, above=6),
    Style.SMALL: Form("仿宋", 10.5, 18, ALIGN.LEFT, above=6),
}


def docx_of(title: str, blocks: Sequence[Sequence[Line]], *, made_at: dt.datetime) -> bytes:
    """Return the file; a block stays together on one page, the same words and moment give the same bytes."""
    paper = Document()
    _describe(paper, title, made_at)
    for block in blocks:
        for line in block:
            _add(paper, line, is_kept=line is not block[-1])
    file = BytesIO()
    paper.save(file)
    return _without_clock(file)


def _describe(paper: Paper, title: str, made_at: dt.datetime) -> None:
    section, told = paper.sections[0], paper.core_properties
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = Mm(27)
    told.title, told.author, told.comments, told.language = title, "", "", "zh-CN"
    told.created = told.modified = made_at.astimezone(dt.UTC).replace(tzinfo=None)


def _add(paper: Paper, line: Line, *, is_kept: bool) -> None:
    form = FORMS[line.style]
    paragraph = paper.add_paragraph()
    shape = paragraph.paragraph_format
    shape.alignment, shape.first_line_indent = form.align, Pt(form.indent)
    shape.line_spacing, shape.space_before, shape.space_after = Pt(form.line), Pt(form.above), Pt(0)
    shape.keep_together, shape.keep_with_next = True, is_kept
    run = paragraph.add_run(line.text)
    run.font.name, run.font.size = form.font, Pt(form.size)
    # Word takes Chinese characters from a font of their own; without this it falls back to any.
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), form.font)


def _without_clock(file: BytesIO) -> bytes:
    """Return the package with the moment of packing taken out of it."""
    packed = BytesIO()
    with ZipFile(file) as old, ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name), old.read(name), ZIP_DEFLATED)
    return packed.getvalue()
