"""The pledge letter to print. The file carries its Chinese font, cut down to the characters in it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fpdf import FPDF, Align
from pylopdf_fonts_zh_cn import sans_path, serif_path

from organization.word import Line, Style
from pledges.exports.letter import TITLE, Letter

TYPE = "application/pdf"
SERIF, SANS = "NotoSerifSC", "NotoSansSC"
_MARGIN = 27
_INDENT = "　　"
# No line begins with a closing mark or ends with an opening one, and no number or word is cut in two.
_TOKEN = re.compile(r"[（《〈“‘「【]*(?:[!-~]+|.)[，。、；：！？）》〉”’」】%…]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Form:
    """How a line looks; the size in points, heights in millimetres."""

    font: str
    size: float
    line: float
    align: Align = Align.L
    indent: str = ""
    above: float = 0


FORMS = {
    Style.TITLE: Form(SERIF, 22, 13, Align.C),
    Style.UNDER: Form(SERIF, 14, 11, Align.C),
    Style.HEADING: Form(SANS, 14, 8.8, indent=_INDENT, above=2),
    Style.BODY: Form(SERIF, 14, 8.8, indent=_INDENT),
    Style.SIGNATURE: Form(SERIF, 14, 10.5, Align.R, above=2),
    Style.SMALL: Form(SERIF, 10.5, 6.4, above=2),
}


def pdf_of(letter: Letter) -> bytes:
    """Return the file; the same letter gives the same bytes."""
    pdf = FPDF(format="A4")
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(auto=True, margin=_MARGIN)
    pdf.c_margin = 0
    pdf.set_title(TITLE)
    pdf.set_lang("zh-CN")
    pdf.set_creation_date(letter.signed_at)
    pdf.add_font(SERIF, fname=serif_path())
    pdf.add_font(SANS, fname=sans_path())
    pdf.add_page()
    for block in letter.blocks:
        _write(pdf, [(FORMS[line.style], _cut(pdf, line)) for line in block])
    return bytes(pdf.output())


def _write(pdf: FPDF, block: list[tuple[Form, list[str]]]) -> None:
    if pdf.will_page_break(sum(form.above + form.line * len(texts) for form, texts in block)):
        pdf.add_page()
    for form, texts in block:
        pdf.set_font(form.font, size=form.size)
        pdf.set_y(pdf.get_y() + form.above)
        for text in texts:
            pdf.cell(pdf.epw, form.line, text, align=form.align, new_x="LMARGIN", new_y="NEXT")


def _cut(pdf: FPDF, line: Line) -> list[str]:
    form = FORMS[line.style]
    pdf.set_font(form.font, size=form.size)
    return list(cut(form.indent + line.text, pdf.epw, pdf.get_string_width))


def cut(text: str, width: float, width_of: Callable[[str], float]) -> Iterator[str]:
    """Yield `text` in lines no wider than `width`; a word that is wider by itself is cut anywhere."""
    line, used = "", 0.0
    for token in _TOKEN.findall(text):
        for part in [token] if width_of(token) <= width else token:
            wide = width_of(part)
            if line and used + wide > width:
                yield line
                line, used = "", 0.0
            line, used = line + part, used + wide
    yield line
