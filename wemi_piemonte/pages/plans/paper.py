"""A plan as a PDF on A4: large type, every script of the site, a square sign to open it again."""

from functools import cache
from pathlib import Path

import segno
from flask import current_app
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from wemi_piemonte.directory.schemas import label
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.i18n import FILTERS, current_language, direction_of
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.plans.shown import Row, ShownPlan, Step, person_of
from wemi_piemonte.pages.sheet import Action
from wemi_piemonte.taxonomy import tree

FONTS = "vendor/paper"
LATIN, ARABIC, CHINESE = "noto", "arabic", "chinese"
FACES = {
    LATIN: ("NotoSans_400Regular.ttf", "NotoSans_700Bold.ttf"),
    ARABIC: ("NotoSansArabic_400Regular.ttf", "NotoSansArabic_700Bold.ttf"),
    CHINESE: ("NotoSansSC_400Regular.ttf", "NotoSansSC_400Regular.ttf"),
}
BODY, LARGE, TITLE = 14, 17, 22
MARGIN_MM = 18
QR_MM = 38
# What a step mostly takes: its name, its reasons and whom to call stay on one page.
STEP_MM = 75
INK = (23, 50, 77)


class Paper(FPDF):
    """A page that reads in the direction of its language."""

    def __init__(self, folder: Path, locale: str, *, rtl: bool) -> None:
        super().__init__(format="A4")
        self.rtl = rtl
        self.folder = folder
        self.set_margin(MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=MARGIN_MM)
        order = {"ar": ARABIC, "zh": CHINESE}.get(locale, LATIN)
        self._load(order)
        others = [name for name in (LATIN, ARABIC) if name != order]
        for name in others:
            self._load(name)
        self.set_fallback_fonts(others, exact_match=False)
        self.face = order
        self.set_text_shaping(use_shaping_engine=True, direction="rtl" if rtl else "ltr")
        self.add_page()

    def _load(self, name: str) -> None:
        regular, bold = FACES[name]
        self.add_font(name, "", self.folder / regular)
        self.add_font(name, "B", self.folder / bold)

    def write_line(
        self, text: str, size: int = BODY, *, bold: bool = False, gap: float = 1.5
    ) -> None:
        """Write a paragraph and go below it."""
        self.set_font(self.face, "B" if bold else "", size)
        self.set_text_color(*(INK if bold else (0, 0, 0)))
        align = Align.R if self.rtl else Align.L
        self.multi_cell(0, size * 0.5, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(gap)

    def rule(self) -> None:
        """Draw a thin line across the page."""
        self.set_draw_color(150, 160, 170)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(3)

    def keep_together(self, height: float) -> None:
        """Begin a new page where less than this many millimetres are left."""
        if self.get_y() + height > self.h - MARGIN_MM:
            self.add_page()

    def qr(self, address: str) -> None:
        """Draw the square sign of an address."""
        matrix = segno.make(address, error="m").matrix
        self.keep_together(QR_MM)
        side, top = QR_MM / len(matrix), self.get_y()
        left = self.w - self.r_margin - QR_MM if self.rtl else self.l_margin
        self.set_fill_color(0, 0, 0)
        for row, line in enumerate(matrix):
            for column, dark in enumerate(line):
                if dark:
                    self.rect(left + column * side, top + row * side, side, side, style="F")
        self.set_y(top + QR_MM + 3)


@cache
def _fonts() -> Path:
    return Path(current_app.static_folder or "") / FONTS


def pdf_of(plan: ShownPlan, locale: str, *, code: str = "", address: str = "") -> bytes:
    """Return a plan as a PDF; with a code, its address as a square sign too."""
    language = current_language()
    paper = Paper(_fonts(), locale, rtl=direction_of(language) == "rtl")
    paper.set_title("WeMi Piemonte")
    paper.set_lang(language.html_lang)
    paper.write_line("WeMi Piemonte", BODY, bold=True, gap=0)
    day = FILTERS["date"](clock.today())
    paper.write_line(_("Made on %(date)s", date=day), gap=4)
    paper.write_line(plan.headline, TITLE, bold=True, gap=4)
    for step in plan.steps:
        _write_step(paper, step, plan, locale)
    if plan.gaps:
        paper.write_line(_("What is not covered"), LARGE, bold=True)
        for row in plan.gaps:
            _write_gap(paper, row, plan, locale)
    if code:
        paper.rule()
        paper.write_line(_("To open it again"), LARGE, bold=True)
        paper.qr(address)
        paper.write_line(_("Code: %(code)s", code=f"{code[:4]} {code[4:]}"), bold=True)
        paper.write_line(_("You also need your PIN. It is not on this paper: keep it apart."))
    return bytes(paper.output())


def _need(row: Row, plan: ShownPlan, locale: str) -> str:
    name = tree.label(row.need.code, locale)
    people = plan.wishes.people
    return f"{name} ({person_of(row.need.person, people)})" if len(people) > 1 else name


def _write_step(paper: Paper, step: Step, plan: ShownPlan, locale: str) -> None:
    sheet, card = step.sheet, step.card
    paper.keep_together(STEP_MM)
    paper.rule()
    paper.write_line(f"{step.number}. {card.title.text}", LARGE, bold=True)
    paper.write_line(card.body.text)
    paper.write_line(card.sentence.text)
    for need, reasons in step.covers:
        why = " · ".join(label(code, "why") for code in reasons)
        row = Row(need, step, "", "", (), ())
        paper.write_line(f"{_need(row, plan, locale)}{current_language().colon}{why}")
    for action in sheet.actions[:2]:
        paper.write_line(_said(action), bold=True)
    for place in sheet.places[:1]:
        if place.lines:
            paper.write_line(_apart(", ".join(str(line) for line in place.lines)))
    paper.write_line(label(card.cost, "cost"))
    if not step.sure:
        paper.write_line(_("It is not known if they admit you: ask before you go."))


def _apart(text: str) -> str:
    """Hold a number or an address apart: it reads from left to right in every language."""
    rtl = direction_of(current_language()) == "rtl"
    return f"\u2066{text}\u2069" if rtl else text


def _said(action: Action) -> str:
    value = _apart(action.value)
    if action.kind == "call":
        return str(_("Telephone: %(number)s", number=value))
    return value if action.kind == "visit" else str(_("E-mail: %(address)s", address=value))


def _write_gap(paper: Paper, row: Row, plan: ShownPlan, locale: str) -> None:
    paper.write_line(_need(row, plan, locale), bold=True, gap=0.5)
    paper.write_line(f"{row.cause} {row.next_step}", gap=3)
