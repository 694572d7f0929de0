"""Everything that patients read can be read at 11, and at 14 where medicine leaves no other word.

The NHS asks for a reading age of 9 to 11, and of 11 to 14 where the content prevents that. What stands above is
listed here with its reason; the list may get shorter and not longer without somebody deciding it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.questionnaire import questionnaire
from intake.referral import NoteKind
from intake.wording import FOLDER
from reports import notes, plain
from tests.build_case import NOW, golden_case
from tests.reading_age import reading_age, sentences

PAGE_AGE, SENTENCE_AGE, LONGEST = 11, 14, 22

HARD_PAGES = {
    "question page health": "names three diseases in the family question, as the article's checklist does",
}
HARD_SENTENCES = {
    "Warfarin apixaban rivaroxaban clopidogrel aspirin": "names of medicines, as they stand on the packet",
    "Do you take pyridostigmine Mestinon": "the name of a medicine, as it stands on the packet",
    "Poison pesticide or overdose": "three words that must not be mistaken",
    "Parents children brothers sisters grandparents uncles aunts cousins": "a list of relatives: long, but plain",
    "Pacemaker or other device with a battery": "what the device is called by everybody who has one",
    "Neck or thyroid surgery long use of acid or water tablets or much vomiting or diarrhoea": (
        "a list of four; the clinician needs each of them"
    ),
    "Has a blood relative had motor neurone disease ALS muscular dystrophy or dementia when young": (
        "the article's own question; a relative's diagnosis is known by this name"
    ),
    "Drooping eyelids with trouble swallowing or breathing": "four signs of the body in one line, each a plain word",
    "A fit confusion poison overdose or fever and restlessness after a new medicine": (
        "emergency signs in one line, each a plain word"
    ),
    "Breathing speaking and swallowing": "three signs of the body, each a plain word",
    "Questions before your appointment": "the word that the patient knows from the clinic's letter",
}


def flat(table: dict[str, object]) -> Iterator[str]:
    for value in table.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from flat(value)


def wordings() -> Iterator[tuple[str, list[str]]]:
    """Each page of `intake/wording/`, by file and table; messages, whose parts stand in each other, as one."""
    for path in sorted(Path(FOLDER).glob("*.en.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        if path.name.startswith("messages"):
            tables = {"every message": tables}
        yield from ((f"{path.name} {page}", list(flat(table))) for page, table in tables.items())


def question_pages() -> Iterator[tuple[str, list[str]]]:
    """Each page of the form, with every choice and help; and the lines of the emergency list."""
    form = questionnaire()
    for page in form.pages:
        asked = [question for question in page.questions if not question.by_staff]
        shown = [page.heading, *(text for q in asked for text in (q.text, q.help))]
        yield f"question page {page.id}", [*shown, *(c.text for q in asked for c in q.choices)]
    yield "emergency lines", [line.text for line in form.emergency_lines]


def sheets() -> Iterator[tuple[str, list[str]]]:
    """The self-care sheet as it is printed, without its header and footer."""
    text = plain.as_text(notes.draft(NoteKind.SELF_CARE, golden_case("01-mark"), "", NOW))
    yield "self-care sheet", [re.sub(r"\S*\d\S*", "Friday", line) for line in text.splitlines()[2:-3]]


PAGES = dict([*wordings(), *question_pages(), *sheets()])


def test_there_is_something_to_measure():
    assert len(PAGES) > 35
    assert reading_age(["Notwithstanding aforementioned pharmacological contraindications, discontinue."]) > 20
    assert reading_age(["The cat sat on the mat."]) < 9


@pytest.mark.parametrize("name", sorted(set(PAGES) - set(HARD_PAGES)))
def test_a_page_can_be_read_at_eleven(name: str):
    age = reading_age(PAGES[name])
    assert age <= PAGE_AGE, f"{name}: reading age {age:.1f}. Use shorter sentences and shorter words."


def test_all_of_it_together_can_be_read_at_nine():
    assert reading_age(text for texts in PAGES.values() for text in texts) <= 9


@pytest.mark.parametrize("name", sorted(PAGES))
def test_no_sentence_is_harder_than_for_fourteen_or_longer_than_a_breath(name: str):
    found = set(sentences(PAGES[name])) - set(HARD_SENTENCES)
    hard = {s: round(reading_age([s]), 1) for s in found if reading_age([s]) > SENTENCE_AGE}
    long = {s: len(s.split()) for s in found if len(s.split()) > LONGEST}
    assert not hard, f"{name}: say it more simply, or list it with its reason: {hard}"
    assert not long, f"{name}: make two sentences of it: {long}"


def test_every_exception_is_still_needed():
    said = {sentence for texts in PAGES.values() for sentence in sentences(texts)}
    assert [s for s in HARD_SENTENCES if s not in said or reading_age([s]) <= SENTENCE_AGE] == []
    assert [p for p in HARD_PAGES if reading_age(PAGES[p]) <= PAGE_AGE] == []
