"""A note set on paper: `typeset(note) -> bytes`, tagged PDF/UA-1 and PDF/A-2b (3b with a file inside), deterministic.

The look of a note is decided here and nowhere else; what it says is decided in `reports.notes`.
Nothing is smaller than 8.6 points, nothing is shrunk to fit: what does not fit goes to the next page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER

from reports import flow, letters, logo, note, plain, typefaces
from reports.attachment import Attachment
from reports.note import Note
from reports.packing import packed
from reports.palette import LIGHT
from reports.setting import SMALL, Setter
from reports.tagged import About, TaggedCanvas
from reports.words import Style, Words, in_style, ink

PAPERS = {"A4": A4, "Letter": LETTER}
MARGIN = 26.0
HEAD, FOOT, PAGE_NUMBER = 19.0, 17.0, 74.0
DRAFT_INK, SAMPLE_INK = "#E2E8EA", "#EFF2F3"  # pale enough to read over


def typeset(said: Note, logo_kept: str = "", inside: Attachment | None = None) -> bytes:
    """The PDF of a note. Any text is set as it is; a character that no face has is said on page 1.

    `logo_kept` is the clinic's (`Clinic.logo`); it stands at the head of every page. With a file `inside` it is
    PDF/A-3b.
    """
    typefaces.load()
    target = BytesIO()
    canvas = TaggedCanvas(target, replace(_about(said), inside=inside), PAPERS[said.paper])
    pages = _planned(said, canvas, logo_kept)
    for number, placed in enumerate(pages, 1):
        _draw_page(canvas, said, placed, (number, len(pages)), logo_kept)
        canvas.showPage()
    canvas.save()
    return packed(target.getvalue())


def pages(said: Note, logo_kept: str = "") -> int:
    """How many pages a note takes, without drawing it."""
    typefaces.load()
    return len(_planned(said, TaggedCanvas(BytesIO(), _about(said), PAPERS[said.paper]), logo_kept))


def _planned(said: Note, canvas: TaggedCanvas, logo_kept: str) -> list[list[flow.Placed]]:
    """The blocks of a note, page by page."""
    width, height = PAPERS[said.paper]
    top = height - MARGIN - HEAD - _more_lines(_who(said, logo_kept))
    bottom = MARGIN + FOOT + _more_lines(_source(said))
    return flow.plan(_set(said, canvas, logo_kept), width - 2 * MARGIN, top, bottom)


def _about(said: Note) -> About:
    """Title and reference only: file properties are read by people whom the note is not for."""
    return About(said.title, said.clinic, said.reference, said.reference, said.language, said.generated_at)


def unprintable(said: Note) -> tuple[str, ...]:
    """The characters of a note that cannot be printed, each once."""
    return typefaces.unprintable(plain.as_text(said))


def _set(said: Note, canvas: TaggedCanvas, logo_kept: str) -> list[flow.Block]:
    """The note's blocks under its title, with a line that owns up to what could not be printed."""
    title = note.Title(said.title, said.to)
    setter = Setter(said.audience, canvas.root)
    blocks = setter.set((title, *said.blocks))
    if setter.is_whole and _who(said, logo_kept).is_whole and _source(said).is_whole:
        return blocks
    canvas.root.kids.clear()
    return Setter(said.audience, canvas.root).set((title, _losses(said), *said.blocks))


def _losses(said: Note) -> note.Notice:
    lost = unprintable(said)
    many = f"{len(lost)} characters" if len(lost) != 1 else "1 character"
    codes = ", ".join(f"U+{ord(char):04X}" for char in lost[:6])
    return note.Notice(
        f"{many} could not be printed and stand as {typefaces.MISSING} ({codes}); see the record on screen."
    )


def _draw_page(
    canvas: TaggedCanvas, said: Note, placed: list[flow.Placed], number: tuple[int, int], logo_kept: str
) -> None:
    with canvas.marked(None):
        _watermark(canvas, said)
        _header(canvas, said, logo_kept)
        _footer(canvas, said, *number)
    for block, top, scale in placed:
        if scale == 1.0:
            block.draw(canvas, MARGIN, top)
        else:  # taller than a page and whole by nature: smaller, never lost
            canvas.saveState()
            canvas.translate(MARGIN, top)
            canvas.scale(scale, scale)
            block.draw(canvas, 0, 0)
            canvas.restoreState()


def _watermark(canvas: Any, said: Note) -> None:
    """DRAFT, or SAMPLE, across the page and under everything that is read."""
    if said.is_draft:
        letters.across(canvas, "DRAFT", DRAFT_INK, PAPERS[said.paper])
    elif said.is_sample:
        letters.across(canvas, "SAMPLE", SAMPLE_INK, PAPERS[said.paper])


def _mark(said: Note) -> Words:
    marks = ("DRAFT" if said.is_draft else "", "SAMPLE, nobody's record" if said.is_sample else "")
    mark = Words(" · ".join(filter(None, marks)), in_style(SMALL, bold=True, align="right"))
    mark.wrap(mark.wide + 12)
    return mark


def _who(said: Note, logo_kept: str) -> Words:
    """Whose sheet it is: as many lines as the name needs."""
    style = Style(size=9.4, leading=12, bold=True)
    room = PAPERS[said.paper][0] - 2 * MARGIN - _mark(said).width - _logo_room(logo_kept)
    who = Words(said.header, style)
    if who.wide > room:  # a number broken in two would be read as another: new lines between name, birth and number
        who = Words("\n".join(_lines_of(said.header.split(note.APART), style, room)), style)
    who.wrap(room)
    return who


def _lines_of(parts: list[str], style: Style, room: float) -> Iterator[str]:
    """As many of the parts to a line as there is room for."""
    line = parts[0]
    for part in parts[1:]:
        longer = f"{line}{note.APART}{part}"
        if Words(longer, style).wide > room:
            yield line
            longer = part
        line = longer
    yield line


def _source(said: Note) -> Words:
    """Where it came from, in the footer."""
    source = Words(" · ".join(said.footer), SMALL)
    source.wrap(PAPERS[said.paper][0] - 2 * MARGIN - PAGE_NUMBER)
    return source


def _more_lines(words: Words) -> float:
    """The height of all lines but the first."""
    return words.height - words.style.leading


def _logo_room(kept: str) -> float:
    found = logo.on_paper(kept)
    return found.width + 10 if found else 0.0


def _header(canvas: Any, said: Note, kept: str) -> None:
    width, height = PAPERS[said.paper]
    mark, who, top = _mark(said), _who(said, kept), height - MARGIN + 4
    if found := logo.on_paper(kept):
        canvas.drawImage(found.reader, width - MARGIN - found.width, top - 13, found.width, found.height)
    mark.draw_unmarked(canvas, width - MARGIN - _logo_room(kept) - mark.width, top)
    who.draw_unmarked(canvas, MARGIN, top)
    _rule(canvas, said, top - 15 - _more_lines(who))


def _footer(canvas: Any, said: Note, number: int, count: int) -> None:
    width, source = PAPERS[said.paper][0], _source(said)
    top = MARGIN + 4 + _more_lines(source)
    page = Words(f"Page {number} of {count}", in_style(SMALL, align="right"))
    page.wrap(PAGE_NUMBER)
    page.draw_unmarked(canvas, width - MARGIN - PAGE_NUMBER, top)
    source.draw_unmarked(canvas, MARGIN, top)
    _rule(canvas, said, top + 4)


def _rule(canvas: Any, said: Note, y: float) -> None:
    canvas.setStrokeColor(ink(LIGHT.ink))
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, y, PAPERS[said.paper][0] - MARGIN, y)
