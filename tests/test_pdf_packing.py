"""Packing changes how a file is stored, never what is in it."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from intake.referral import NoteKind
from reports import notes, pdf
from reports.packing import TOGETHER, packed
from tests.build_case import CHOSEN, QUESTION, marks_case, signature
from tests.read_pdf import opened


def plain_file(pages: int) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1, pageCompression=1)
    for number in range(pages):
        canvas.drawString(72, 720, f"Page {number} of a plain file")
        canvas.bookmarkPage(f"p{number}")
        canvas.addOutlineEntry(f"Entry {number}", f"p{number}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def said(data: bytes) -> tuple[list[str], list[str], dict[str, str]]:
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    info = {key: str(value) for key, value in (reader.metadata or {}).items()}
    return [page.extract_text() for page in reader.pages], [entry.title for entry in reader.outline], info


@pytest.mark.parametrize("pages", [1, 3, TOGETHER])
def test_a_packed_file_says_what_it_said(pages: int) -> None:
    before = plain_file(pages)
    assert said(packed(before)) == said(before)


def written(data: bytes, number: int) -> bytes:
    """One object as a file has it."""
    out, found = io.BytesIO(), pypdf.PdfReader(io.BytesIO(data)).get_object(number)
    if found is not None:
        found.write_to_stream(out)
    return out.getvalue()


def test_every_object_keeps_its_number() -> None:
    before, after = plain_file(4), packed(plain_file(4))
    for number in range(1, 12):
        assert written(before, number) == written(after, number)


def test_a_packed_file_has_a_stream_for_its_table_and_an_identity() -> None:
    trailer = opened(packed(plain_file(2))).trailer
    assert {"/Root", "/Info", "/ID", "/Size"} <= trailer.keys()


def test_small_objects_stand_together_and_no_table_is_left_in_clear_text() -> None:
    data = packed(plain_file(200))
    assert b"\nxref\n" not in data
    assert len(re.findall(rb"/Type /ObjStm", data)) > 1


def test_what_is_not_a_file_of_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="no trailer"):
        packed(b"%PDF-1.7 nothing here")


@pytest.mark.parametrize("kind", NoteKind)
def test_no_document_of_a_usual_case_is_larger_than_forty_five_kilobytes(kind: NoteKind) -> None:
    assert len(pdf.typeset(notes.final(kind, marks_case(), QUESTION, signature(), CHOSEN))) < 45_000
