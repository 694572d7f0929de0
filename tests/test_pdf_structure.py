"""Each PDF by itself: tagged, archivable, self-contained, the same bytes every time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from intake.referral import FOR_THE_PATIENT, NoteKind
from reports import notes, pdf
from reports.attachment import Attachment
from tests.build_case import CHOSEN, NOW, QUESTION, golden_case, marks_case, signature
from tests.golden.reading import golden_people
from tests.read_pdf import elements, fonts, has_content, opened, text_of, unmarked

ROOT = Path(__file__).resolve().parents[1]
ROLES = {"Document", "H1", "H2", "P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "Figure", "BlockQuote"} | {
    "Span"
}


@cache
def signed(kind: NoteKind) -> bytes:
    return pdf.typeset(notes.final(kind, marks_case(), QUESTION, signature(), CHOSEN))


@cache
def draft(kind: NoteKind, slug: str) -> bytes:
    return pdf.typeset(notes.draft(kind, golden_case(slug), "", NOW))


EVERY = [pytest.param(signed(kind), id=f"{kind}-signed") for kind in NoteKind] + [
    pytest.param(draft(kind, person.slug), id=f"{kind}-{person.slug}")
    for kind in NoteKind
    for person in golden_people()[::9]
]


@pytest.mark.parametrize("data", EVERY)
def test_everything_painted_is_tagged_or_an_artifact(data: bytes) -> None:
    assert unmarked(data) == []


@pytest.mark.parametrize("data", EVERY)
def test_the_structure_has_one_title_known_roles_and_nothing_empty(data: bytes) -> None:
    found = list(elements(data))
    roles = [element["/S"][1:] for element in found]
    assert roles.count("H1") == 1
    assert set(roles) <= ROLES
    headers = [element for element in found if element["/S"] == "/TH"]
    assert bool(headers) is ("Table" in roles)
    assert all(has_content(header) and header["/A"]["/Scope"] == "/Column" for header in headers)
    assert [e["/S"] for e in found if e["/S"] in ("/P", "/H1", "/H2", "/LBody", "/LI") and not has_content(e)] == []


@pytest.mark.parametrize("data", EVERY)
def test_every_figure_says_in_words_what_it_shows(data: bytes) -> None:
    figures = [element for element in elements(data) if element["/S"] == "/Figure"]
    assert all(figure["/Alt"] and len(figure["/A"]["/BBox"]) == 4 for figure in figures)


def test_marks_body_picture_is_told_in_words() -> None:
    (figure,) = (element for element in elements(signed(NoteKind.EMG)) if element["/S"] == "/Figure")
    assert figure["/Alt"].endswith("Marked: right forearm (first); right shoulder; right thigh.")


@pytest.mark.parametrize("data", EVERY)
def test_every_mark_of_every_page_belongs_to_an_element(data: bytes) -> None:
    root = opened(data).trailer["/Root"]
    numbers = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    pages = opened(data).pages
    assert [page["/StructParents"] for page in pages] == list(range(len(pages)))
    assert list(numbers[::2]) == list(range(len(pages)))
    for page, marks in zip(pages, numbers[1::2], strict=True):
        used = page.get_contents().get_data().count(b"/MCID ")
        assert used == len(marks.get_object())


@pytest.mark.parametrize("data", EVERY)
def test_every_font_is_embedded_and_reads_back_as_letters(data: bytes) -> None:
    assert fonts(data)
    for font in fonts(data):
        assert "/FontFile2" in font["/FontDescriptor"]
        assert b"beginbfchar" in font["/ToUnicode"].get_data()


@pytest.mark.parametrize("data", EVERY)
def test_the_file_says_of_itself_what_archives_ask(data: bytes) -> None:
    reader = opened(data)
    root = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"] is not False
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] is not False
    assert root["/OutputIntents"][0]["/DestOutputProfile"].get_object()["/N"] == 3
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B" in xmp
    for value in (reader.metadata.title, reader.metadata.author, reader.metadata.subject, "2026-11-23T15:00:00Z"):
        assert f">{value}<" in xmp


@pytest.mark.parametrize("data", EVERY)
def test_nothing_is_in_the_file_that_an_archive_refuses(data: bytes) -> None:
    reader = opened(data)
    assert data.startswith(b"%PDF-1.7")
    assert all(byte > 127 for byte in data.split(b"\n", 1)[1][1:5])
    assert len(reader.trailer["/ID"]) == 2
    assert not reader.is_encrypted
    assert not {"/OpenAction", "/AA", "/AcroForm", "/OCProperties", "/Requirements"} & reader.trailer["/Root"].keys()
    for page in reader.pages:
        assert not {"/Annots", "/AA", "/Group", "/PresSteps"} & page.keys()
        assert page["/Tabs"] == "/S"
        assert (
            not {"/ExtGState", "/XObject", "/Shading", "/Pattern"} & page["/Resources"].keys()
        )  # so nothing shines through
        assert not re.search(rb"/(GS|DeviceCMYK|Lab)|\b(ri|gs|k|K)\n", page.get_contents().get_data())
    assert data.count(b"\nendstream") == data.count(b"endstream")


def test_with_a_file_inside_it_is_an_archive_of_the_third_part() -> None:
    note = notes.final(NoteKind.EMG, marks_case(), QUESTION, signature())
    inside = Attachment("record.json", "application/fhir+json", "The record", b'{"resourceType": "Bundle"}')
    data = pdf.typeset(note, inside=inside)
    root = opened(data).trailer["/Root"]
    (named,) = (file.get_object() for file in root["/AF"])
    held = named["/EF"]["/F"]
    assert b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B" in root["/Metadata"].get_data()
    assert root["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object() == named
    assert (named["/F"], named["/UF"], named["/Desc"]) == ("record.json", "record.json", "The record")
    assert named["/AFRelationship"] == "/Source"
    assert held.get_data() == inside.data
    assert (held["/Type"], held["/Params"]["/Size"]) == ("/EmbeddedFile", len(inside.data))
    assert held["/Subtype"] == "/application/fhir+json"
    assert held["/Params"]["/ModDate"] == "D:20261123150000+00'00'"
    assert pdf.typeset(note, inside=inside) == data
    assert len(opened(data).pages) == 1
    assert unmarked(data) == []


@pytest.mark.parametrize("data", EVERY)
def test_bookmarks_lead_through_the_sections(data: bytes) -> None:
    titles = [entry.title for entry in opened(data).outline]
    assert titles[0] == opened(data).metadata.title
    assert len(titles) == len([element for element in elements(data) if element["/S"] in ("/H1", "/H2")])


@pytest.mark.parametrize("kind", NoteKind)
def test_no_name_number_or_answer_stands_in_the_files_properties(kind: NoteKind) -> None:
    reader = opened(signed(kind))
    properties = " ".join(map(str, reader.metadata.values())) + reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert [word for word in ("Ellison", "ELLISON", "999 000", "Urgent", "forearm") if word in properties] == []


@pytest.mark.parametrize("kind", [NoteKind.EMG, NoteKind.BLOODS, NoteKind.MRI, NoteKind.SELF_CARE])
def test_a_usual_case_is_one_page(kind: NoteKind) -> None:
    assert len(opened(signed(kind)).pages) == 1


def test_every_page_carries_the_patient_and_its_number() -> None:
    case = golden_case("01-mark")
    long = {**case.answers, "own-words": "It began in my arm. " * 600}
    intake = replace(case.intakes[0], answers=long)
    data = pdf.typeset(notes.draft(NoteKind.EMG, replace(case, intakes=(intake,)), "", NOW))
    pages = opened(data).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert "ELLISON, Mark (Mr)" in text
        assert "NHS No. 999 000 1006" in text
        assert f"Page {number} of {len(pages)}" in text
        assert "DRAFT" in text


def test_a_name_of_any_length_stands_whole_on_every_page_above_the_line() -> None:
    case = golden_case("01-mark")
    long = "Wolfeschlegelsteinhausenbergerdorff " * 4
    named = replace(case, patient=replace(case.patient, family_name=long))
    pages = opened(pdf.typeset(notes.draft(NoteKind.EMG, named, "", NOW))).pages
    assert {page.extract_text().count("WOLFESCHLEGELSTEINHAUSENBERGERDORFF") for page in pages} == {4}


def test_a_sample_says_so_on_every_page_and_a_real_clinic_never() -> None:
    note = notes.final(NoteKind.EMG, marks_case(), QUESTION, signature())
    assert "SAMPLE" in text_of(pdf.typeset(note))
    assert "SAMPLE" not in text_of(pdf.typeset(replace(note, is_sample=False)))


@pytest.mark.parametrize("kind", NoteKind)
def test_the_same_note_is_the_same_bytes_again(kind: NoteKind) -> None:
    note = notes.final(kind, marks_case(), QUESTION, signature(), CHOSEN)
    first = pdf.typeset(note)
    pdf.typeset(notes.draft(NoteKind.EMG, golden_case("12-grazyna"), "Dvořák?", NOW))
    assert pdf.typeset(notes.from_json(notes.as_json(note))) == first


def test_the_same_note_is_the_same_bytes_in_another_process_zone_and_hash_seed() -> None:
    program = (
        "import hashlib; from tests.test_pdf_structure import signed, NoteKind;"
        "print(hashlib.sha256(signed(NoteKind.EMG)).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "Asia/Kolkata"), ("77", "America/New_York"))
    }
    assert len(seen) == 1


def test_no_letter_is_smaller_than_can_be_read() -> None:
    for kind in NoteKind:
        stream = opened(signed(kind)).pages[0].get_contents().get_data().decode("latin-1")
        sizes = {float(part.split()[-1]) for part in stream.split(" Tf")[:-1]}
        assert min(sizes) >= 8.6


@pytest.mark.parametrize("kind", sorted(FOR_THE_PATIENT))
def test_what_patients_read_is_set_in_twelve_points_between_header_and_footer(kind: NoteKind) -> None:
    stream = opened(signed(kind)).pages[0].get_contents().get_data().decode("latin-1")
    read = stream.split("EMC", 1)[1]
    sizes = {float(part.split()[-1]) for part in read.split(" Tf")[:-1]}
    assert min(sizes) >= 12
