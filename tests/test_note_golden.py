"""Mark's request for nerve conduction studies and EMG, as it was written down by hand, on paper and as text."""

from __future__ import annotations

import pytest

from intake.referral import NoteKind
from reports import notes, pdf, plain
from tests.build_case import NOW, QUESTION, marks_case, signature
from tests.golden.reading import mark_emg_request
from tests.read_pdf import flat, opened, text_of

CASE, SIGNED = marks_case(), signature()
NOTE = notes.final(NoteKind.EMG, CASE, QUESTION, SIGNED)
KNOWN = {
    "{tables_version}": CASE.assessment.tables.version,
    "{reference}": CASE.reference,
    "{trail_head}": SIGNED.trail_head[:12],
}
MARKS = {"Title": "Request for nerve", "Banner": "URGENT", "Who": "Address:"}
"""Where a section begins that has no heading of its own; the others begin with their names."""
ON_EVERY_PAGE = ("Header of every page", "Footer of every page")
SECTIONS = [name for name in mark_emg_request() if name not in (*ON_EVERY_PAGE, "Nowhere", "Clinician found")]


def as_paper() -> str:
    return text_of(pdf.typeset(NOTE))


def as_text() -> str:
    return flat(plain.as_text(NOTE))


def told(section: str) -> list[str]:
    """The sentences of a section, with what only the running clinic knows filled in."""
    lines = mark_emg_request()[section]
    return [next((line.replace(key, KNOWN[key]) for key in KNOWN if key in line), line) for line in lines]


def parts(text: str) -> dict[str, str]:
    """The text by section, cut where each begins; the order of the file is the order of the note."""
    names = [name for name in mark_emg_request() if name not in (*ON_EVERY_PAGE, "Nowhere")]
    starts, at = [], 0
    for name in names:
        at = text.casefold().index(MARKS.get(name, name).casefold(), at)
        starts.append(at)
    ends = [*starts[1:], len(text)]
    return {name: text[start:end] for name, start, end in zip(names, starts, ends, strict=True)}


@pytest.mark.parametrize("text", [as_paper, as_text], ids=["paper", "text"])
@pytest.mark.parametrize("section", [*SECTIONS, "Clinician found"])
def test_each_section_says_what_was_written_down_for_it(section: str, text) -> None:
    part = parts(text())[section]
    lost = [line for line in told(section) if flat(line) not in part]
    assert not lost, f"{section} lacks {lost}\nit says: {part}"


@pytest.mark.parametrize("text", [as_paper, as_text], ids=["paper", "text"])
def test_every_sheet_says_whose_it_is_and_where_it_came_from(text) -> None:
    whole = text()
    lines = [line for name in ON_EVERY_PAGE for line in told(name) if text is as_paper or not line.startswith("Page")]
    assert [line for line in lines if flat(line) not in whole] == []


@pytest.mark.parametrize("text", [as_paper, as_text], ids=["paper", "text"])
def test_a_signed_request_says_nothing_that_it_must_not(text) -> None:
    whole = text()
    assert [line for line in told("Nowhere") if line in whole] == []


def test_marks_request_is_one_page_of_a4() -> None:
    (page,) = opened(pdf.typeset(NOTE)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_it_is_signed_at_the_moment_it_was_made() -> None:
    assert NOTE.generated_at == NOW
