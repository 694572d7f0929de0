"""Every page of every document for three reference cases, and one page in each script, as pictures to be looked at.

python -m tests.note_pictures            pictures in build/notes/
python -m tests.note_pictures --texts    the golden texts, written anew: read the difference before you keep it
"""

from __future__ import annotations

import difflib
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from intake.cases import CaseFile
from intake.referral import NoteKind
from reports import notes, pdf, plain
from reports.note import Note
from tests.build_case import CHOSEN, NOW, QUESTION, golden_case, marks_case, signature
from tests.test_pdf_shaped import WORDS, note_with

ROOT = Path(__file__).resolve().parents[1]
PICTURES, TEXTS = ROOT / "build" / "notes", ROOT / "tests" / "golden" / "papers"
CASES = ("01-mark", "07-layla", "12-grazyna")
SCALE = 110 / 72


def documents(slug: str) -> Iterator[Note]:
    """Every document of a reference case: signed for Mark, whose gates are all open, a draft for the others."""
    for kind in NoteKind:
        yield signed(kind) if slug == "01-mark" else notes.draft(kind, golden_case(slug), "", NOW)


def signed(kind: NoteKind, case: CaseFile | None = None) -> Note:
    return notes.final(kind, case or marks_case(), QUESTION, signature(), CHOSEN)


def text(slug: str) -> str:
    """All documents of a case as text, without what changes when the tables do."""
    whole = "\n\n".join(f"=== {note.kind} ===\n\n{plain.as_text(note)}" for note in documents(slug))
    return re.sub(r"rules (\S+) \S+ [0-9a-f]{8}", r"rules \1", whole)


def difference(slug: str) -> str:
    """How the documents differ from the golden text: lines that a person can read; empty where they do not."""
    kept = (TEXTS / f"{slug}.txt").read_text(encoding="utf-8")
    lines = difflib.unified_diff(kept.splitlines(), text(slug).splitlines(), "golden", "now", lineterm="", n=1)
    return "\n".join(lines)


def pictures() -> Iterator[tuple[str, bytes]]:
    """File names and PDFs of everything that is to be looked at."""
    for slug in CASES:
        yield from ((f"{slug}-{note.kind}", pdf.typeset(note)) for note in documents(slug))
    yield from (
        (f"01-mark-{kind}-draft", pdf.typeset(notes.draft(kind, golden_case("01-mark"), "", NOW))) for kind in NoteKind
    )
    for script, (name, words) in WORDS.items():
        yield f"script-{script.lower().replace(' ', '-')}", pdf.typeset(note_with(f"{words}. {words}", name))


def main() -> None:
    if "--texts" in sys.argv:
        TEXTS.mkdir(exist_ok=True)
        for slug in CASES:
            (TEXTS / f"{slug}.txt").write_text(text(slug), encoding="utf-8")
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, data in pictures():
        for number, page in enumerate(pypdfium2.PdfDocument(io.BytesIO(data)), 1):
            page.render(scale=SCALE).to_pil().save(PICTURES / f"{name}-{number}.png")


if __name__ == "__main__":
    main()
