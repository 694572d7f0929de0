"""From what a note says to what stands on the page: one small function a part, chosen by its type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from intake.urgency import Urgency
from reports import body, note, timeline
from reports.blocks import Aside, Blank, Columns, Drawing, Grid, Packed, Panel, Passage, Row
from reports.flow import Block
from reports.palette import LIGHT
from reports.tagged import Element
from reports.words import Style, Words, in_style

INK, MUTED, LINE = LIGHT.ink, LIGHT.muted, LIGHT.line
SMALL = Style(size=8.6, leading=10.3, colour=MUTED)
TINT = "#F3F6F7"
WARN = "#FBF3E6"
TINTS = {
    Urgency.EMERGENCY: "#F8EAED",
    Urgency.IMMEDIATE: "#FBEBEA",
    Urgency.URGENT: "#FBF0E4",
    Urgency.SOON: "#EAF0FD",
    Urgency.ROUTINE: "#E8F3F1",
    Urgency.SELF_CARE: "#F0F2F4",
}
BARE: dict[str, Any] = {"after": 0, "is_ruled": False}
RAISED = "☑"


class Setter:
    """Sets one note: keeps the root of its structure and the sizes of its reader.

    `is_whole` becomes false when a character is met that no face has.
    """

    def __init__(self, audience: str, root: Element) -> None:
        self.parent = root
        self.is_whole = True
        is_patient = audience == "patient"
        self.text = Style(size=12, leading=14.6) if is_patient else Style(size=9, leading=11.2)
        self.dense = self.text if is_patient else Style(size=8.6, leading=10.2)
        self.title_size, self.heading_size, self.before = (18.0, 13.5, 3.0) if is_patient else (14.5, 9.8, 2.0)

    def set(self, parts: Iterable[note.Block]) -> list[Block]:
        """The blocks of these parts, their structure elements made in reading order."""
        return [block for part in parts for block in self._of(part)]

    def _of(self, part: Any) -> Iterator[Block]:
        make: Callable[[Setter, Any], Iterator[Block]] = _MAKERS[type(part)]
        return make(self, part)

    def words(self, text: str, style: Style, role: str, parent: Element | None = None, **attributes: Any) -> Words:
        """A passage with its own structure element, or, without a role, inside its parent's."""
        above = parent or self.parent
        return self.made(text, style, above.add(role, **attributes) if text else None)

    def made(self, text: str, style: Style, element: Element | None) -> Words:
        """A passage, and a note of it if a character of it is lost."""
        words = Words(text, style, element)
        self.is_whole = self.is_whole and words.is_whole
        return words


def _title(setter: Setter, part: note.Title) -> Iterator[Block]:
    size = setter.title_size
    words = setter.words(part.text, Style(size=size, leading=size * 1.25, bold=True), "H1")
    to = setter.words(f"To: {part.to}" if part.to else "", in_style(setter.text), "P")
    yield Aside(words, to, after=3, bookmark=part.text)


def _heading(setter: Setter, part: note.Heading) -> Iterator[Block]:
    size = setter.heading_size
    style = Style(size=size, leading=size * 1.25, bold=True, colour=LIGHT.accent)
    words = setter.words(part.text, style, "H2")
    aside = setter.words(part.aside, in_style(setter.dense, colour=MUTED), "P")
    yield Aside(words, aside, before=setter.before, after=1.2, bookmark=part.text)


def _passage(setter: Setter, part: note.Passage) -> Iterator[Block]:
    style = SMALL if part.is_small else in_style(setter.text, bold=part.is_strong)
    yield Passage(setter.words(part.text, style, "P"), after=3)


def _banner(setter: Setter, part: note.Banner) -> Iterator[Block]:
    level = Urgency(part.urgency)
    title = Style(size=12.5, leading=15.5, bold=True, colour=LIGHT.urgency[level])
    blocks = (
        Passage(setter.words(part.title, title, "P"), after=1),
        Passage(setter.words(part.detail, setter.text, "P"), after=0),
    )
    yield Panel(blocks, TINTS[level], LIGHT.urgency[level], after=3)


def _notice(setter: Setter, part: note.Notice) -> Iterator[Block]:
    words = setter.words(part.text, in_style(setter.text, bold=True), "P")
    yield Panel((Passage(words, after=0),), WARN, LIGHT.urgency[Urgency.URGENT], pad=(11, 2.5), after=3)


def _choice(setter: Setter, part: note.Choice) -> Iterator[Block]:
    facts = (note.Fact("Rules suggest", part.rules), note.Fact("Clinician sets", part.clinician, True))
    yield _packed(setter, facts, 2, separator="")


def _question(setter: Setter, part: note.Question) -> Iterator[Block]:
    if part.clinician:
        yield Passage(setter.words(part.clinician, in_style(setter.text, align="natural"), "P"), after=3)
        return
    rules = f" Rules suggest: {part.rules}" if part.rules else ""
    yield Passage(setter.words(f"Not yet written by the clinician.{rules}", setter.text, "P"), after=3)


def _facts(setter: Setter, part: note.Facts) -> Iterator[Block]:
    yield _packed(setter, part.facts, part.units)


def _packed(setter: Setter, facts: Iterable[note.Fact], units: int, separator: str = ":") -> Packed:
    """Labels muted, values in ink, those that matter bold; a sentence each for whoever listens."""
    pairs = []
    for fact in facts:
        item = setter.parent.add("P")
        label = setter.made(f"{fact.label}{separator} ", in_style(setter.dense, colour=MUTED), item)
        value = setter.made(fact.value, in_style(setter.dense, bold=fact.is_strong), item)
        pairs.append((label, value))
    return Packed(pairs, units, LINE)


def _quote(setter: Setter, part: note.Quote) -> Iterator[Block]:
    quoted = setter.parent.add("BlockQuote")
    style = in_style(setter.text, align="natural")
    words = setter.words(f"“{part.text}”", style, "P", quoted)
    yield Panel((Passage(words, after=0),), TINT, LINE, pad=(11, 2.5), after=3)


def _flag_table(setter: Setter, part: note.FlagTable) -> Iterator[Block]:
    rows = [(f"{flag.state} {flag.number}", flag.symptom, flag.says, flag.advice) for flag in part.flags]
    head = ("No.", f"Article's red flags: {part.count}", "Patient's answers", "Article advises")
    strong = [number for number, flag in enumerate(part.flags) if flag.state == RAISED]
    yield _grid(setter, head, rows, (25, 214, 156, 140), strong)


def _checks(setter: Setter, part: note.Checks) -> Iterator[Block]:
    head = ("No.", f"Article's checklist: {part.count}", "Patient's answers")
    rows = [(f"{check.state} {check.number}", check.text, check.says) for check in part.checks]
    strong = [number for number, check in enumerate(part.checks) if check.state == RAISED]
    yield _grid(setter, head, rows, (25, 354, 156), strong)


def _table(setter: Setter, part: note.Table) -> Iterator[Block]:
    yield _grid(setter, part.head, part.rows, part.shares, part.strong)


def _grid(
    setter: Setter,
    head: Iterable[str],
    rows: Iterable[Iterable[str]],
    shares: Iterable[float],
    strong: Iterable[int] = (),
) -> Grid:
    """A table: its head tagged as headers, its strong rows bold on a tint."""
    table = setter.parent.add("Table")
    strong = frozenset(strong)
    made = [_row(setter, table, head, in_style(setter.dense, bold=True), "TH", TINT, scope="Column")]
    for number, cells in enumerate(rows):
        made.append(
            _row(setter, table, cells, setter.dense, "TD", WARN if number in strong else None, number in strong)
        )
    return Grid(made, tuple(shares), LINE, head=1, pad=(3, 1.1), after=3.5)


def _row(
    setter: Setter,
    table: Element,
    cells: Iterable[str],
    style: Style,
    role: str,
    fill: str | None,
    is_strong: bool = False,
    **attributes: Any,
) -> Row:
    """A row; in a strong one the first two cells (the mark and what it marks) are bold."""
    row = table.add("TR")
    bold = in_style(style, bold=True)
    styles = (bold if is_strong and number < 2 else style for number, _ in enumerate(cells))
    return Row(
        tuple(setter.made(cell, s, row.add(role, **attributes)) for cell, s in zip(cells, styles, strict=True)), fill
    )


def _exam(setter: Setter, part: note.ExamTable) -> Iterator[Block]:
    yield _packed(setter, part.findings, 36)
    if part.summary:
        yield Passage(setter.words(part.summary, in_style(setter.text, align="natural"), "P"), after=3)


def _figure(setter: Setter, part: note.Figure) -> Iterator[Block]:
    element = setter.parent.add("Figure", alt=part.words)

    def paint(canvas: Any, box: tuple[float, float, float, float]) -> None:
        def write(x: float, y: float, text: str, anchor: str) -> None:
            align = {"start": "left", "middle": "centre", "end": "right"}[anchor]
            words = Words(text, in_style(SMALL, align=align, colour=INK))
            words.wrap(60)
            left = {"start": x, "middle": x - 30, "end": x - 60}[anchor]
            words.draw_unmarked(canvas, left, y + 8.4)

        body.paint(canvas, part.regions, box, write, first=part.first)

    yield Drawing(paint, lambda _: 104.0, element, before=2)
    if part.caption:
        yield Passage(setter.words(part.caption, in_style(SMALL, align="centre"), "P"), after=0)


def _listed(setter: Setter, part: note.Listed) -> Iterator[Block]:
    listed = setter.parent.add("L")
    for item in part.items:
        entry = listed.add("LI")
        label, words = entry.add("Lbl"), entry.add("LBody")
        row = Row((setter.made("•", setter.text, label), setter.made(item, setter.text, words)))
        yield Grid((row,), (3, 97), LINE, pad=(1, 0.8), **BARE)


def _steps(setter: Setter, part: note.Steps) -> Iterator[Block]:
    listed = setter.parent.add("L")
    for number, step in enumerate(part.steps, 1):
        entry = listed.add("LI")
        mark = setter.made(f"{number}.", setter.text, entry.add("Lbl"))
        body = entry.add("LBody")
        lead = setter.made(step.label, in_style(setter.text, bold=True), body)
        yield Grid(
            (Row((mark, lead, setter.made(step.value, setter.text, body))),), (4, 18, 78), LINE, pad=(1, 0.8), **BARE
        )


def _time_line(setter: Setter, part: note.TimeLine) -> Iterator[Block]:
    element = setter.parent.add("Figure", alt=part.words)
    row = tuple(timeline.Point(event.when, event.words, event.is_window) for event in part.events)

    def paint(canvas: Any, box: tuple[float, float, float, float]) -> None:
        def write(left: float, top: float, width: float, text: str, is_bold: bool) -> float:
            words = Words(text, in_style(SMALL, bold=is_bold, colour=INK))
            height = words.wrap(width)
            words.draw_unmarked(canvas, left, top)
            return height

        timeline.paint(canvas, row, box, write)

    yield Drawing(paint, lambda width: timeline.tall(row, width, _height_of), element)


def _height_of(text: str, width: float) -> float:
    return Words(text, in_style(SMALL, bold=True)).wrap(width)


def _alarm(setter: Setter, part: note.Alarm) -> Iterator[Block]:
    colour = LIGHT.urgency[Urgency.EMERGENCY]
    style = Style(size=setter.heading_size, leading=setter.heading_size * 1.25, bold=True, colour=colour)
    title = Aside(setter.words(part.title, style, "H2"), Words("", SMALL), bookmark=part.title)
    yield Panel((title, *_listed(setter, note.Listed(part.items))), TINTS[Urgency.EMERGENCY], colour, after=4)


def _blank(setter: Setter, part: note.Blank) -> Iterator[Block]:
    if part.label:
        yield Passage(setter.words(part.label, SMALL, "P"), after=0, keeps_next=True)
    yield Blank(part.lines, LINE)


def _beside(setter: Setter, part: note.Beside) -> Iterator[Block]:
    yield Columns((setter.set(part.left), setter.set(part.right)), (part.share, 100 - part.share))


def _sign_off(setter: Setter, part: note.SignOff) -> Iterator[Block]:
    signed = part.signature
    if signed is None:
        yield Passage(setter.words(part.draft_words, in_style(setter.dense, bold=True), "P"), before=3)
        return
    facts = [
        note.Fact("Signed by", f"{signed.name}, {signed.role}, {signed.registration}", True),
        note.Fact("Contact", signed.contact),
    ]
    if signed.reissue_reason:
        facts.append(note.Fact(f"Version {signed.version}, issued again because", signed.reissue_reason))
    yield from _heading(setter, note.Heading("Signature", part.when))
    yield _packed(setter, facts, 36)


_MAKERS: dict[type[Any], Callable[[Setter, Any], Iterator[Block]]] = {
    note.Title: _title,
    note.Heading: _heading,
    note.Passage: _passage,
    note.Banner: _banner,
    note.Notice: _notice,
    note.Choice: _choice,
    note.Question: _question,
    note.Facts: _facts,
    note.Quote: _quote,
    note.FlagTable: _flag_table,
    note.Checks: _checks,
    note.Table: _table,
    note.ExamTable: _exam,
    note.Figure: _figure,
    note.Listed: _listed,
    note.Alarm: _alarm,
    note.Steps: _steps,
    note.TimeLine: _time_line,
    note.Blank: _blank,
    note.Beside: _beside,
    note.SignOff: _sign_off,
}
