"""The sheet of a visitor as a PDF on A4: their language large, the Italian under it."""

from pathlib import Path

from flask import current_app

from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.i18n import FILTERS, N_, direction_of, speaking
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.pages.desk.leaflet import Leaflet, Stage, Told
from wemi_piemonte.pages.desk.sketch import HEIGHT, WIDTH, Mark, Sketch
from wemi_piemonte.pages.desk.two import Side
from wemi_piemonte.pages.plans.paper import (
    ARABIC,
    BODY,
    CHINESE,
    FONTS,
    LARGE,
    LATIN,
    STEP_MM,
    TITLE,
    Paper,
)

FACE_OF = {"ar": ARABIC, "zh-Hans": CHINESE}
SMALL = 11
SKETCH_MM = 120.0
COUNTER_MM = 40
REACHED = {"call", "write", "visit"}
MARK_MM = 3.2
GREY = (80, 80, 80)


class TwoPaper(Paper):
    """Paper on which each line runs as its own language does."""

    def speak(self, side: Side) -> None:
        """Let what is written next be in this language."""
        self.rtl = side.direction == "rtl"
        self.face = FACE_OF.get(side.html_lang, LATIN)
        self.set_text_shaping(use_shaping_engine=True, direction=side.direction)

    def write_side(
        self, side: Side, size: int = BODY, *, bold: bool = False, gap: float = 1.5
    ) -> None:
        """Write a text of one language."""
        self.speak(side)
        self.write_line(side.text, size, bold=bold, gap=gap)

    def write_sides(self, sides: tuple[Side, ...], size: int = BODY, *, bold: bool = False) -> None:
        """Write a text large in the first language, and small under it in the other."""
        for number, side in enumerate(sides):
            is_last = number == len(sides) - 1
            self.write_side(
                side, size if not number else SMALL, bold=bold, gap=1.5 if is_last else 0.3
            )


def leaflet_pdf(leaflet: Leaflet, locale: str, *, code: str = "", address: str = "") -> bytes:
    """Return the sheet as a PDF; with a code, the address of the plan as a square sign too."""
    language = LOCALES[locale]
    folder = Path(current_app.static_folder or "") / FONTS
    paper = TwoPaper(folder, locale, rtl=direction_of(language) == "rtl")
    paper.set_title("WeMi Piemonte")
    paper.set_lang(language.html_lang)
    with speaking(locale):
        day = FILTERS["date"](clock.today())
        made = _("Made on %(date)s", date=day)
    paper.write_side(Side(language.html_lang, direction_of(language), made), SMALL, gap=3)
    paper.write_sides(leaflet.headline, TITLE, bold=True)
    for stage in leaflet.stages:
        _write_stage(paper, leaflet, stage)
    _write_gaps(paper, leaflet)
    if leaflet.sketch:
        _draw(paper, leaflet, leaflet.sketch)
    _write_desk(paper, leaflet)
    if code:
        _write_way_back(paper, leaflet, code, address)
    return bytes(paper.output())


def _write_stage(paper: TwoPaper, leaflet: Leaflet, stage: Stage) -> None:
    paper.keep_together(STEP_MM)
    paper.rule()
    first = stage.name[0]
    numbered = Side(first.html_lang, first.direction, f"{stage.number}. {first.text}")
    paper.write_sides((numbered, *stage.name[1:]), LARGE, bold=True)
    for told in stage.lines:
        _write_told(paper, told)
    paper.keep_together(COUNTER_MM)
    paper.write_sides(leaflet.sides.say(N_("Show this at the counter")), SMALL)
    shown, *translated = stage.counter
    paper.write_side(shown, LARGE, bold=True, gap=0.5)
    for side in translated:
        paper.write_side(side, SMALL, gap=3)


def _write_told(paper: TwoPaper, told: Told) -> None:
    if told.is_shared and (len(told.labels) > 1 or not told.labels[0].text):
        if told.labels[0].text:
            paper.speak(told.labels[0])
            paper.write_line(" · ".join(side.text for side in told.labels), SMALL, gap=0)
        (text,) = told.texts
        if told.kind in REACHED:
            # A number or an address reads from left to right in every language.
            text = Side("it", "ltr", text.text)
        paper.write_side(text, BODY, bold=told.kind in {"call", "where"})
        return
    for number, (name, text) in enumerate(told.pairs):
        is_last = number == len(told.texts) - 1
        colon = LOCALES["zh"].colon if name.html_lang == "zh-Hans" else ": "
        said = Side(name.html_lang, name.direction, f"{name.text}{colon}{text.text}")
        paper.write_side(
            said if name.text else text, SMALL if number else BODY, gap=1.5 if is_last else 0.3
        )


def _write_gaps(paper: TwoPaper, leaflet: Leaflet) -> None:
    if not leaflet.gaps:
        return
    paper.keep_together(STEP_MM / 2)
    paper.rule()
    paper.write_sides(leaflet.sides.say(N_("What is not covered")), LARGE, bold=True)
    for gap in leaflet.gaps:
        for told in gap:
            _write_told(paper, told)


def _write_desk(paper: TwoPaper, leaflet: Leaflet) -> None:
    paper.keep_together(STEP_MM)
    paper.rule()
    paper.write_sides(leaflet.sides.say(N_("The help desk that made this sheet")), LARGE, bold=True)
    paper.write_side(Side("it", "ltr", leaflet.desk_name), BODY, bold=True)
    for told in leaflet.desk:
        _write_told(paper, told)


def _write_way_back(paper: TwoPaper, leaflet: Leaflet, code: str, address: str) -> None:
    paper.keep_together(STEP_MM)
    paper.rule()
    paper.write_sides(leaflet.sides.say(N_("To open it again")), LARGE, bold=True)
    paper.qr(address)
    paper.write_sides(
        leaflet.sides.say(N_("Code: %(code)s"), code=f"{code[:4]} {code[4:]}"), bold=True
    )
    paper.write_sides(
        leaflet.sides.say(N_("You also need your PIN. It is not on this paper: keep it apart."))
    )


def _draw(paper: TwoPaper, leaflet: Leaflet, sketch: Sketch) -> None:
    scale = SKETCH_MM / WIDTH
    height = HEIGHT * scale
    paper.keep_together(height + 22)
    paper.rule()
    paper.write_sides(leaflet.sides.say(N_("Where they are")), LARGE, bold=True)
    left, top = paper.l_margin, paper.get_y()
    paper.set_draw_color(150, 160, 170)
    paper.rect(left, top, SKETCH_MM, height)
    paper.speak(Side("it", "ltr", ""))
    for mark in sketch.marks:
        _mark(paper, left + mark.x * scale, top + mark.y * scale, mark)
    if sketch.here:
        x, y = left + sketch.here.x * scale, top + sketch.here.y * scale
        paper.set_draw_color(0, 0, 0)
        paper.line(x - 2, y, x + 2, y)
        paper.line(x, y - 2, x, y + 2)
        _label(paper, x + 2.5, y + 1, sketch.here.town)
    bar = sketch.bar * scale
    paper.set_draw_color(0, 0, 0)
    paper.line(left + 3, top + height - 3, left + 3 + bar, top + height - 3)
    _label(paper, left + 3, top + height - 4, f"{sketch.bar_km:g} km")
    paper.set_y(top + height + 3)


def _mark(paper: TwoPaper, x: float, y: float, mark: Mark) -> None:
    wide = MARK_MM * (0.6 + 0.9 * len(mark.numbers))
    paper.set_fill_color(23, 50, 77)
    paper.rect(x - wide, y - MARK_MM, 2 * wide, 2 * MARK_MM, style="F", round_corners=True)
    paper.set_font(paper.face, "B", SMALL)
    paper.set_text_color(255, 255, 255)
    paper.text(x - paper.get_string_width(mark.label) / 2, y + 1.4, mark.label)
    _label(paper, x + wide + 1, y + 1, mark.town)


def _label(paper: TwoPaper, x: float, y: float, words: str) -> None:
    paper.set_font(paper.face, "", 8)
    paper.set_text_color(*GREY)
    # What would run over the edge stands before the mark.
    width = paper.get_string_width(words)
    edge = paper.l_margin + SKETCH_MM
    paper.text(x if x + width <= edge else max(x - width - 12, paper.l_margin + 1), y, words)
