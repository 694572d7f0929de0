"""How fast notes are set, against a bare canvas and four other engines: `python -m benchmarks.notes [rounds]`.

The floor is a bare ReportLab canvas that draws the very same marks, already placed, with the same embedded font.
The others set the same words as headings, passages and tables in the same face (Platypus, fpdf2, WeasyPrint, Typst);
an engine that is not installed is left out and said. Rounds are interleaved, every document differs from the last,
times are CPU time; `×` is the ratio to the floor. Cold start is a fresh process that reads a stored note and ends at
its first PDF.
"""

from __future__ import annotations

import gc
import io
import json
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from reports import note as parts
from reports.note import Note

# Whatever makes cases and sets notes is imported where it is used: a cold start loads what it needs and no more.

FONTS = Path(__file__).resolve().parents[1] / "reports" / "fonts"
REGULAR, BOLD = FONTS / "DejaVuSansCondensed.ttf", FONTS / "DejaVuSansCondensed-Bold.ttf"
KINDS = {"EMG request, 1 page": "emg", "letter, 2 pages": "neurology"}
Engine = Callable[[Note], bytes]
Told = list[tuple[str, Any]]


def different(kind: str, number: int) -> Note:
    """A signed note whose words no engine has met before."""
    from intake.referral import NoteKind
    from reports import notes
    from tests.build_case import QUESTION, marks_case, signature

    case = marks_case()
    words = f"{case.answers['own-words']} Letter {number}, {number * 7919 % 9973} steps."
    intake = replace(case.intakes[0], answers={**case.intakes[0].answers, "own-words": words})
    return notes.final(NoteKind(kind), replace(case, intakes=(intake,)), f"{QUESTION} ({number})", signature())


# --- The same words for engines that lay out themselves ------------------------------------------------------


def told(note: Note) -> Told:
    """The note as headings, passages and tables."""
    return [("h1", note.title), ("p", note.header), *(item for block in note.blocks for item in _told(block))]


def _told(block: Any) -> Told:
    if isinstance(block, parts.Beside):
        return [item for inner in (*block.left, *block.right) for item in _told(inner)]
    if isinstance(block, parts.Heading):
        return [("h2", f"{block.text} {block.aside}")]
    if isinstance(block, parts.Facts | parts.ExamTable):
        facts = block.facts if isinstance(block, parts.Facts) else block.findings
        return [("facts", [(f"{fact.label}: ", fact.value, fact.is_strong) for fact in facts])]
    if isinstance(block, parts.FlagTable):
        return [("table", [(f.state, f.symptom, f.says, f.advice) for f in block.flags])]
    if isinstance(block, parts.Checks):
        return [("table", [(c.state, c.text, c.says) for c in block.checks])]
    if isinstance(block, parts.SignOff):
        return [("p", f"{block.when} {block.signature.name if block.signature else block.draft_words}")]
    return [("p", " ".join(str(value) for value in vars(block).values() if isinstance(value, str)))]


# --- Engines ---------------------------------------------------------------------------------------------------


def floor_of(note: Note) -> Callable[[], bytes]:
    """A bare canvas that draws what our typesetter placed: strings at their places, shapes as they are."""
    from reportlab.pdfgen.canvas import Canvas

    pages = _recorded(note)

    def draw() -> bytes:
        target = io.BytesIO()
        canvas = Canvas(target, pageCompression=1, initialFontName="Sans", invariant=1)
        for page in pages:
            for step in page:
                if isinstance(step, str):
                    canvas._code.append(step)
                else:
                    x, y, runs, size, colour = step
                    canvas.setFillColor(colour)
                    for face, text in runs:
                        canvas.setFont(face, size)
                        canvas.drawString(x, y, text)
            canvas.showPage()
        canvas.save()
        return target.getvalue()

    return draw


def _recorded(note: Note) -> list[list[Any]]:
    """What our typesetter draws, page by page: text by place, everything else as operators."""
    from reports import pdf
    from reports.tagged import TaggedCanvas
    from reports.words import ink

    pages: list[list[Any]] = [[]]
    show, turn = TaggedCanvas.show, TaggedCanvas.showPage

    def record(canvas: Any, x: float, y: float, runs: Any, size: float, colour: str) -> None:
        pages[-1] += [line for line in canvas._code if not line.endswith(("BDC", "BMC", "EMC"))]
        canvas._code.clear()
        pages[-1].append((x, y, list(runs), size, ink(colour)))

    def next_page(canvas: Any) -> None:
        turn(canvas)
        pages.append([])

    TaggedCanvas.show, TaggedCanvas.showPage = record, next_page
    try:
        pdf.typeset(note)
    except KeyError:
        pass  # no font was used, so none is embedded: the marks are what is wanted here
    finally:
        TaggedCanvas.show, TaggedCanvas.showPage = show, turn
    return [page for page in pages if page]


def ours() -> Engine:
    """The typesetter of this project."""
    from reports import pdf

    return pdf.typeset


def platypus() -> Engine:
    """Paragraphs with escaped markup and tables, header and footer on each page."""
    from xml.sax.saxutils import escape

    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(TTFont("P", str(REGULAR)))
    pdfmetrics.registerFont(TTFont("PB", str(BOLD)))
    pdfmetrics.registerFontFamily("P", normal="P", bold="PB", italic="P", boldItalic="PB")
    styles = {
        name: ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.2)
        for name, font, size in (("h1", "PB", 14.5), ("h2", "PB", 9.8), ("p", "P", 8.6))
    }

    def said(label: str, value: str, is_strong: bool) -> str:
        value = f"<b>{escape(value)}</b>" if is_strong else escape(value)
        return f'<font color="#4B5563">{escape(label)}</font>{value}'

    def made(name: str, what: Any) -> Any:
        if name == "table":
            rows = [[Paragraph(escape(cell), styles["p"]) for cell in row] for row in what]
            return Table(rows, style=[("LINEBELOW", (0, 0), (-1, -1), 0.4, "#C9D3D6")])
        if name == "facts":
            return Paragraph("   ".join(said(*fact) for fact in what), styles["p"])
        return Paragraph(escape(what), styles[name])

    def typeset(note: Note) -> bytes:
        def furniture(canvas: Any, document: Any) -> None:
            canvas.setFont("P", 8.6)
            canvas.drawString(26, 820, note.header)
            canvas.drawString(26, 20, " · ".join(note.footer))
            canvas.drawRightString(569, 20, f"Page {document.page}")

        target = io.BytesIO()
        story = [made(name, what) for name, what in told(note)]
        page = SimpleDocTemplate(target, pagesize=A4, leftMargin=26, rightMargin=26, topMargin=30, bottomMargin=34)
        page.build(story, onFirstPage=furniture, onLaterPages=furniture)
        return target.getvalue()

    return typeset


def fpdf2() -> Engine:
    """Cells and tables."""
    from fpdf import FPDF

    def typeset(note: Note) -> bytes:
        page = FPDF(format="A4", unit="pt")
        page.add_font("D", "", str(REGULAR))
        page.add_font("D", "B", str(BOLD))
        page.add_page()
        for name, what in told(note):
            size = {"h1": 14.5, "h2": 9.8}.get(name, 8.6)
            page.set_font("D", "B" if name in ("h1", "h2") else "", size)
            if name == "table":
                with page.table() as table:
                    for row in what:
                        table.row(row)
            elif name == "facts":
                for label, value, is_strong in what:
                    page.set_font("D", "", size)
                    page.write(size * 1.2, label)
                    page.set_font("D", "B" if is_strong else "", size)
                    page.write(size * 1.2, f"{value}   ")
                page.ln()
            else:
                page.multi_cell(0, size * 1.2, what, new_x="LMARGIN", new_y="NEXT")
        return bytes(page.output())

    return typeset


def weasyprint() -> Engine:
    """HTML and CSS."""
    from html import escape

    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    css = (
        f"@font-face{{font-family:D;src:url({REGULAR.as_uri()})}}"
        f"@font-face{{font-family:D;font-weight:bold;src:url({BOLD.as_uri()})}}"
        "@page{size:A4;margin:26pt}body{font:8.6pt D}h1{font-size:14.5pt}h2{font-size:9.8pt}"
        "td{vertical-align:top}i{font-style:normal;color:#4B5563}"
    )

    def said(label: str, value: str, is_strong: bool) -> str:
        return f"<i>{escape(label)}</i>{f'<b>{escape(value)}</b>' if is_strong else escape(value)}"

    def typeset(note: Note) -> bytes:
        body = "".join(
            "<table>"
            + "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in what)
            + "</table>"
            if name == "table"
            else f"<p>{'   '.join(said(*fact) for fact in what)}</p>"
            if name == "facts"
            else f"<{name}>{escape(what)}</{name}>"
            for name, what in told(note)
        )
        return bytes(HTML(string=f"<style>{css}</style>{body}").write_pdf(font_config=fonts))

    return typeset


def typst() -> Engine:
    """A template that is given the note as JSON; its memory of unchanged parts helps it."""
    import typst as engine

    source = (
        b'#set page(paper: "a4", margin: 26pt)\n#set text(font: "DejaVu Sans Condensed", size: 8.6pt)\n'
        b"#for (name, what) in json(bytes(sys.inputs.told)) {\n"
        b'  if name == "table" { table(columns: what.at(0).len(), ..what.flatten()) }\n'
        b'  else if name == "facts" { par(for (label, value, strong) in what {\n'
        b'    text(fill: rgb("4B5563"), label); if strong { text(weight: "bold", value) } else { value }; "   " }) }\n'
        b'  else if name == "p" { par(what) } else { heading(what) } }\n'
    )

    def typeset(note: Note) -> bytes:
        said = {"told": json.dumps(told(note))}
        return bytes(engine.compile(source, font_paths=[str(FONTS)], sys_inputs=said, format="pdf"))

    return typeset


MAKERS: dict[str, Callable[[], Engine]] = {
    "ours (tagged, UA-1, A-2b)": ours,
    "Platypus": platypus,
    "fpdf2": fpdf2,
    "WeasyPrint": weasyprint,
    "Typst": typst,
}


# --- Measuring ------------------------------------------------------------------------------------------------


def installed() -> dict[str, Engine]:
    """The engines that are here; the others are named."""
    found = {}
    for name, make in MAKERS.items():
        try:
            found[name] = make()
        except ImportError as lacks:
            print(f"{name}: left out ({lacks})")
    return found


def cpu(work: Callable[[], bytes]) -> tuple[float, int]:
    """CPU milliseconds and the size of what came out."""
    before = time.process_time()
    data = work()
    return (time.process_time() - before) * 1000, len(data)


def compare(title: str, kind: str, engines: dict[str, Engine], rounds: int) -> None:
    """One table: medians, ratios, sizes."""
    times: dict[str, list[float]] = {"floor: bare canvas": [], **{name: [] for name in engines}}
    sizes: dict[str, int] = {}
    for number in range(rounds + 2):
        note = different(kind, number)
        work = {"floor: bare canvas": floor_of(note), **{n: partial(e, note) for n, e in engines.items()}}
        for name, draw in work.items():
            gc.collect()
            took, sizes[name] = cpu(draw)
            if number >= 2:  # two rounds to warm up
                times[name].append(took)
    base = statistics.median(times["floor: bare canvas"])
    print(f"\n{title} ({rounds} rounds)\n{'':28}{'ms CPU':>9}{'× floor':>9}{'a second':>10}{'kB':>7}")
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"{name:28}{middle:9.1f}{middle / base:9.2f}{1000 / middle:10.1f}{sizes[name] / 1000:7.1f}")


COLD = (
    "import sys, time; t = time.process_time(); import json, benchmarks.notes as b; e = b.MAKERS[{name!r}]();"
    "e(b.parts.from_json(json.load(sys.stdin))); print((time.process_time() - t) * 1000)"
)
FROM_THE_ANSWERS = (
    "import time; t = time.process_time(); import benchmarks.notes as b; b.ours()(b.different('emg', 1));"
    "print((time.process_time() - t) * 1000)"
)
COLD_FLOOR = (
    "import time, io; t = time.process_time(); from reportlab.pdfgen.canvas import Canvas;"
    "from reportlab.pdfbase import pdfmetrics; from reportlab.pdfbase.ttfonts import TTFont;"
    "[pdfmetrics.registerFont(TTFont(n, p)) for n, p in (('Sans', {regular!r}), ('Sans-Bold', {bold!r}))];"
    "c = Canvas(io.BytesIO(), initialFontName='Sans');"
    "[c.drawString(30, 800 - 4 * n, 'a line of text') for n in range(180)];"
    "c.save(); print((time.process_time() - t) * 1000)"
)


def cold(engines: dict[str, Engine]) -> None:
    """A fresh process up to its first PDF, CPU milliseconds; the floor imports ReportLab and loads both faces."""
    programs = {"floor: bare canvas": COLD_FLOOR.format(regular=str(REGULAR), bold=str(BOLD))}
    programs |= {name: COLD.format(name=name) for name in engines}
    programs |= {"ours, and all the app reads": FROM_THE_ANSWERS}
    stored = json.dumps(parts.as_json(different("emg", 1)))
    print("\ncold start: a stored note read and set; last, with the questionnaire and the tables read first")
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(5):
        for name, program in programs.items():
            command = [sys.executable, "-c", program]
            times[name].append(
                float(subprocess.run(command, input=stored, capture_output=True, text=True, check=True).stdout)
            )
    base = statistics.median(times["floor: bare canvas"])
    for name, taken in times.items():
        print(f"{name:28}{statistics.median(taken):9.0f}{statistics.median(taken) / base:9.2f}")


def memory(count: int) -> None:
    """Peak memory before and after many letters by us, and how many a second on one core."""
    typeset = ours()
    for number in range(20):
        typeset(different("neurology", number))
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    for number in range(count):
        typeset(different("neurology", number))
    took = time.process_time() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\n{count} letters: {count / took:.1f} a second, peak memory {before / 1024:.0f} → {after / 1024:.0f} MB")


def main() -> None:
    """Everything, once."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    from reports import typefaces

    typefaces.load()  # before another engine registers the same files under other names
    engines = installed()
    memory(1000 if rounds >= 25 else 100)
    for title, kind in KINDS.items():
        compare(title, kind, engines, rounds)
    cold(engines)


if __name__ == "__main__":
    main()
