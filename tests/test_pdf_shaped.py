"""Names and words in the scripts of the optional extra: whole, found by a search, embedded as subsets, bounded."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.referral import NoteKind
from reports import notes, pdf, shaping, typefaces
from reports.scripts import clean
from tests.build_case import NOW, golden_case
from tests.read_pdf import elements, fonts, has_content, opened, unmarked

ROOT = Path(__file__).resolve().parents[1]
WORDS = {
    "Devanagari": ("अनुष्का", "श्रीवास्तव क्षत्रिय विद्यार्थी"),
    "Bengali": ("রবীন্দ্রনাথ", "ক্ষুদ্র কোনো হাত কাঁপে"),
    "Tamil": ("சுப்பிரமணியன்", "கொடுத்தான் கை துடிக்கிறது"),
    "Thai": ("น้ำฝน", "ผมมีอาการกล้ามเนื้อกระตุกที่แขนขวา"),
    "Chinese": ("李小明", "我的右臂肌肉跳动已经三个星期了"),
    "Traditional Chinese": ("陳淑芬", "我的右臂肌肉跳動已經三個星期了"),
    "Japanese": ("ゆき", "右腕の筋肉が三週間ぴくぴくしています"),
    "Korean": ("김민준", "오른팔 근육이 삼 주째 떨려요"),
    "emoji": ("🦵", "👨‍👩‍👧‍👦 🙋🏽 🫀"),
}


def note_with(words: str, name: str = "Mark") -> notes.Note:
    case = golden_case("01-mark")
    told = {**case.intakes[0].answers, "own-words": words}
    patient = replace(case.patient, given_name=name)
    return notes.draft(
        NoteKind.EMG, replace(case, patient=patient, intakes=(replace(case.intakes[0], answers=told),)), "", NOW
    )


def shown(data: bytes) -> str:
    """The text as a browser's PDF reader finds it."""
    pages = pypdfium2.PdfDocument(io.BytesIO(data))
    text = "\n".join(page.get_textpage().get_text_range() for page in pages)
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(("name", "words"), WORDS.values(), ids=WORDS)
def test_names_and_words_of_each_script_are_printed_whole_and_found_by_a_search(name: str, words: str) -> None:
    note = note_with(words, name)
    data = pdf.typeset(note)
    assert pdf.unprintable(note) == ()
    assert "could not be printed" not in shown(data)
    assert [part for part in (name, words) if unicodedata.normalize("NFC", part) not in shown(data)] == []


@pytest.mark.parametrize(("name", "words"), WORDS.values(), ids=WORDS)
def test_their_faces_are_embedded_as_small_subsets_that_read_back_as_letters(name: str, words: str) -> None:
    data = pdf.typeset(note_with(words, name))
    (font,) = (font for font in fonts(data) if font["/Subtype"] == "/Type0")
    descendant = font["/DescendantFonts"][0].get_object()
    descriptor = descendant["/FontDescriptor"]
    assert font["/Encoding"] == "/Identity-H"
    assert font["/BaseFont"] == descendant["/BaseFont"] == descriptor["/FontName"]
    assert font["/BaseFont"][7] == "+"
    assert len(data) < 45_000
    if descendant["/Subtype"] == "/CIDFontType2":
        assert len(descendant["/CIDToGIDMap"].get_data()) % 2 == 0
        assert "/FontFile2" in descriptor
    else:
        assert descriptor["/FontFile3"]["/Subtype"] == "/CIDFontType0C"
    meanings = re.findall(r"<\w{4}> <(\w*)>\n", font["/ToUnicode"].get_data().decode().split("beginbfchar", 1)[1])
    assert meanings
    assert not {"", "0000", "FEFF", "FFFE"} & set(meanings)
    assert unmarked(data) == []
    assert [e for e in elements(data) if e["/S"] == "/P" and not has_content(e)] == []


def test_every_width_in_the_file_is_the_width_in_the_font() -> None:
    from fontTools.ttLib import TTFont

    data = pdf.typeset(note_with(WORDS["Devanagari"][1]))
    (font,) = (font for font in fonts(data) if font["/Subtype"] == "/Type0")
    descendant = font["/DescendantFonts"][0].get_object()
    program = TTFont(io.BytesIO(descendant["/FontDescriptor"]["/FontFile2"].get_data()))
    places, widths = descendant["/CIDToGIDMap"].get_data(), descendant["/W"]
    scale = 1000 / program["head"].unitsPerEm
    for code, (width,) in zip(widths[::2], widths[1::2], strict=True):
        glyph = int.from_bytes(places[2 * code : 2 * code + 2], "big")
        assert glyph
        assert abs(program["hmtx"][program.getGlyphName(glyph)][0] * scale - width) <= 1


def test_the_same_words_are_the_same_bytes_whatever_was_set_before_and_in_another_process() -> None:
    alone = "print(hash_of('Tamil'))"
    after_others = "[hash_of(script) for script in WORDS]; print(hash_of('Tamil'))"
    assert said_by(alone, seed="1") == said_by(after_others, seed="7") == f"{hash_of('Tamil')}\n"


def hash_of(script: str) -> str:
    name, words = WORDS[script]
    return hashlib.sha256(pdf.typeset(note_with(words, name))).hexdigest()


def said_by(program: str, seed: str = "0", before: str = "pass") -> str:
    """What a process of its own prints."""
    everything = f"{before}; from tests.test_pdf_shaped import *; {program}"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", everything], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_without_the_extra_they_are_counted_and_owned_up_to_on_page_one() -> None:
    told = "note = note_with('小明 น้ำ'); print(ascii(pdf.unprintable(note)), ascii(shown(pdf.typeset(note))))"
    said = said_by(told, before="import sys; sys.modules['uharfbuzz'] = None")
    assert r"('\u5c0f', '\u660e', '\u0e19', '\u0e49', '\u0e33')" in said
    assert r"5 characters could not be printed and stand as \u25a1 (U+5C0F, U+660E, U+0E19, U+0E49, U+0E33)" in said


LONG = ["กำ้", "漢", "क्", "👩‍", "ক্ষু", "a\u202eक\u2066ก\u200d", "ก\u0e34\u0e34\u0e34\u0e34"]


@pytest.mark.parametrize("unit", LONG, ids=range(len(LONG)))
def test_fifty_thousand_letters_without_a_space_stay_on_a_bounded_number_of_pages(unit: str) -> None:
    data = pdf.typeset(note_with(unit * (50_000 // len(unit))))
    assert unmarked(data) == []
    assert 1 < len(opened(data).pages) < 60


@pytest.mark.parametrize("unit", LONG[:5], ids=range(5))
def test_a_word_without_end_is_cut_at_the_edge_and_not_lost_beyond_it(unit: str) -> None:
    data = pdf.typeset(note_with(unit * 600))
    page = pypdfium2.PdfDocument(io.BytesIO(data))[0]
    text = page.get_textpage()
    boxes = [text.get_charbox(n) for n in range(text.count_chars())]
    assert max(right for _, _, right, _ in boxes) <= page.get_width() - 15
    assert shown(data).count(clean(unit)[0]) >= 600


TEXTS = st.text("कि्षत र\u200d\u200c ক্ষুো กำิ้น 漢ゆ김。 🙋🏽👩️ שلا<>&()\u202e\u0301 ab12", max_size=120)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_mixture_of_scripts_is_set_without_a_fault_and_without_an_empty_glyph(words: str) -> None:
    data = pdf.typeset(note_with(words))
    assert unmarked(data) == []
    assert pypdf.PdfReader(io.BytesIO(data), strict=True).pages[0].extract_text()


def test_no_run_holds_the_glyph_that_stands_for_nothing() -> None:
    for name, words in WORDS.values():
        for face, run in typefaces.load()[False].runs(f"{name} {words}"):
            if face in shaping.faces():
                assert 0 not in [glyph.number for glyph in shaping.shaped(face, run)]
