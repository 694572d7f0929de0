"""A patient's words are words: set as they are or neutralised, never interpreted, never lost in silence."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.cases import CaseFile
from intake.referral import NoteKind
from reports import notes, pdf, plain
from reports.scripts import clean, joined, visual
from tests.build_case import NOW, QUESTION, golden_case, marks_case, signature
from tests.read_pdf import flat, opened, text_of, unmarked

REPORTS = Path(__file__).resolve().parents[1] / "reports"

PAYLOADS = [
    "<b>bold</b> &amp; &lt; &#x41;",
    "<b>unclosed <font name='x'>",
    "<img src='/etc/hostname'/>",
    "<img src='file:///etc/passwd'/>",
    "<img src='http://127.0.0.1:8613/x.png'/>",
    "<a href='javascript:alert(1)'>press</a>",
    "<font color='[[[x for x in (1,)][0]]]'>red</font>",
    "<onDraw name='showPage' label='x'/><seq template='%(x)s'/><index item='x'/>",
    ") Tj ET BT /F1 99 Tf (owned",
    "\\) \\( \\n \\ddd \\",
    "EMC endstream endobj 1 0 obj <</JS (x)>>",
    "/Artifact BMC ] >> stream",
    "{{ 7*7 }} ${7*7} %s %(x)s #{7}",
    "\x00\x01\x07\x1b[31m\x7f\x9f",
    "a\u202eb\u2066c\u2069\u202dd",
    "\ud800 \udfff \ufffe \uffff",
    "\ue000\uf8ff\U000f0000",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d" * 40,
    "👩‍👩‍👧‍👦 🏳️‍🌈 🙂",
    "=1+cmd|' /C calc'!A0",
    "🙂" * 500,
    "/" * 3000,
    "-" * 3000,
]


def with_words(case: CaseFile, words: str) -> CaseFile:
    """The case with these words in every place where somebody may write."""
    free = [link for link, answer in case.answers.items() if isinstance(answer, str) and " " in answer]
    told = dict.fromkeys(
        [*free, "own-words", "medicines", "allergies", "previous-tests", "tasks-since", "blood-thinner-name"], words
    )
    intake = replace(case.intakes[0], answers={**case.intakes[0].answers, **told, "blood-thinner": "yes"})
    patient = replace(case.patient, family_name=words, given_name=words, address=words, usual_doctor=words, needs=words)
    return replace(case, intakes=(intake,), patient=patient)


def set_with(words: str, kind: NoteKind = NoteKind.EMG) -> bytes:
    return pdf.typeset(notes.draft(kind, with_words(golden_case("01-mark"), words), words, NOW))


@cache
def warm(kind: NoteKind) -> None:
    """What the first letter of a kind loads is loaded, every face with it."""
    set_with("warm 🙂 漢 क", kind)


class Watch:
    """What the interpreter is asked to do while a note is set: an audit hook that can be switched off, not removed."""

    WATCHED = ("open", "socket.", "exec", "compile", "import", "subprocess.", "os.system", "urllib.")

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.is_on = False
        sys.addaudithook(self._look)

    def _look(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.is_on and event.startswith(self.WATCHED):
            self.seen.append(f"{event} {arguments[:1]}")

    def __enter__(self) -> list[str]:
        self.seen, self.is_on = [], True
        return self.seen

    def __exit__(self, *problem: object) -> None:
        self.is_on = False


WATCH = Watch()


@pytest.mark.parametrize("kind", [NoteKind.EMG, NoteKind.ANSWERS])
@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_no_words_open_a_file_a_socket_or_a_module(payload: str, kind: NoteKind) -> None:
    warm(kind)
    with WATCH as seen:
        data = set_with(payload, kind)
    assert seen == []
    assert unmarked(data) == []
    root = opened(data).trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & root.keys() or "/JavaScript" not in root.get(
        "/Names", {}
    )
    assert all("/Annots" not in page and "/XObject" not in page["/Resources"] for page in opened(data).pages)


@pytest.mark.parametrize("payload", [p for p in PAYLOADS[:13] if p.isprintable()])
def test_markup_is_printed_as_it_was_written(payload: str) -> None:
    assert flat(payload) in text_of(set_with(payload))


@pytest.mark.parametrize("words", ["x" * 50_000, "я" * 50_000, "ab " * 16_000, "ש" * 20_000, "\n" * 5_000])
def test_a_very_long_answer_ends_in_a_bounded_number_of_pages(words: str) -> None:
    case = golden_case("01-mark")
    intake = replace(case.intakes[0], answers={**case.intakes[0].answers, "own-words": words})
    data = pdf.typeset(notes.draft(NoteKind.EMG, replace(case, intakes=(intake,)), "", NOW))
    assert 1 < len(opened(data).pages) < 120


def test_no_word_of_a_long_answer_is_lost_between_pages() -> None:
    case = golden_case("01-mark")
    words = " ".join(f"word{number}" for number in range(2500))
    intake = replace(case.intakes[0], answers={**case.intakes[0].answers, "own-words": words})
    text = text_of(pdf.typeset(notes.draft(NoteKind.EMG, replace(case, intakes=(intake,)), "", NOW)))
    assert [f"word{n}" for n in range(2500) if f"word{n}" not in text] == []


TEXTS = st.text(st.characters(codec=None), max_size=400) | st.text("<>&/()\\[]{}%\n\t אبग\u0301\u202e", max_size=300)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text_at_all_is_set_without_a_fault(words: str) -> None:
    data = set_with(words)
    assert unmarked(data) == []
    assert plain.as_text(notes.draft(NoteKind.EMG, with_words(golden_case("01-mark"), words), words, NOW))


@given(TEXTS)
def test_cleaning_twice_changes_nothing_more(words: str) -> None:
    assert clean(clean(words)) == clean(words)


@given(st.text("abc 123 ()[]<> אבג شسي-.,:!", max_size=80), st.booleans())
def test_ordering_a_line_for_the_pen_keeps_every_letter(line: str, from_right: bool) -> None:
    mirrored = str.maketrans("()<>[]", "()<>[]")
    shown = visual(joined(line), from_right)
    assert sorted(shown.translate(mirrored).replace(")", "(").replace("]", "[").replace(">", "<")) == sorted(
        joined(line).replace(")", "(").replace("]", "[").replace(">", "<")
    )


@pytest.mark.parametrize(
    ("line", "from_right", "shown"),
    [
        ("שלום (abc) 123", True, "123 (abc) םולש"),
        ("abc (שלום) [12]", False, "abc (םולש) [12]"),
        ("A-12 שרה, 3.5 mg", False, "A-12 3.5 ,הרש mg"),
    ],
)
def test_right_to_left_words_numbers_and_brackets_are_ordered_as_unicode_asks(line, from_right, shown) -> None:
    assert visual(line, from_right) == shown


NAMES = [
    ("Łukasiewicz", "Zoë"),
    ("Dvořák", "Jiří"),
    ("Nguyễn", "Thị Hồng Ánh"),
    ("Παπαδοπούλου", "Ελένη"),
    ("Щербаков", "Юрий"),
    ("כהן", "שרה"),
    ("الحداد", "ليلى"),
    ("محمدی", "پژمان"),
    ("شیخ", "ٹیپو"),
    ("Þórsdóttir", "Ægir"),
    ("Yılmaz", "Iğdem"),
    ("გელაშვილი", "ნინო"),
    ("Մկրտչյան", "Անահիտ"),
]


@pytest.mark.parametrize(("family", "given_name"), NAMES)
def test_every_name_is_printed_whole_and_found_by_a_search(family: str, given_name: str) -> None:
    case = golden_case("01-mark")
    named = replace(case, patient=replace(case.patient, given_name=given_name, usual_doctor=family))
    note = notes.draft(NoteKind.EMG, named, "", NOW)
    page = pypdfium2.PdfDocument(io.BytesIO(pdf.typeset(note)))[0]
    text = page.get_textpage().get_text_range()
    assert pdf.unprintable(note) == ()
    assert family in text
    assert given_name in text


def test_a_character_that_no_face_has_is_owned_up_to_on_page_one() -> None:
    case = golden_case("01-mark")
    named = replace(case, patient=replace(case.patient, given_name="ሰላ"))
    note = notes.draft(NoteKind.EMG, named, "", NOW)
    assert pdf.unprintable(note) == ("ሰ", "ላ")
    assert "2 characters could not be printed and stand as □ (U+1230, U+120B)" in text_of(pdf.typeset(note))


def test_nothing_in_reports_parses_markup() -> None:
    forbidden = ("platypus", "Paragraph(", "XPreformatted", "paraparser", "eval(", "exec(", "open(")
    found = [
        f"{path.name}: {word}"
        for path in sorted(REPORTS.glob("*.py"))
        for word in forbidden
        if word in path.read_text(encoding="utf-8").replace("Image.open(io.BytesIO(", "")
    ]
    assert found == []


def test_a_question_in_any_script_is_signed_as_written() -> None:
    note = notes.final(NoteKind.EMG, marks_case(), f"{QUESTION} שאלה؟", signature())
    assert "שאלה؟" in plain.as_text(note)
