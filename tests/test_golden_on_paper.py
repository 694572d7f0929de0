"""The golden day on paper: for all 24, both requests say what was worked out by hand."""

from __future__ import annotations

from typing import TypeVar

import pytest

from intake.cases import IntakeKind
from intake.referral import NoteKind
from intake.urgency import NOT_ASSESSED
from reports import notes, pdf
from reports.note import Checks, FlagTable, Note
from tests.build_case import NOW, golden_case
from tests.golden.reading import GoldenPerson, golden_people
from tests.read_pdf import opened, text_of

Block = TypeVar("Block")
PEOPLE = golden_people()
BY_SLUG = pytest.mark.parametrize("who", PEOPLE, ids=[who.slug for who in PEOPLE])
BY_KIND = pytest.mark.parametrize("kind", [NoteKind.EMG, NoteKind.BLOODS], ids=["emg", "bloods"])
RAISED, OPEN = "☑", "?"


def drafted(who: GoldenPerson, kind: NoteKind) -> Note:
    return notes.draft(kind, golden_case(who.slug), "", NOW)


def block(note: Note, kind: type[Block]) -> Block:
    return next(found for found in note.blocks if isinstance(found, kind))


@BY_SLUG
def test_the_rows_that_are_ticked_on_paper_are_those_worked_out_by_hand(who: GoldenPerson) -> None:
    table = block(drafted(who, NoteKind.EMG), FlagTable)
    assert [flag.number for flag in table.flags if flag.state == RAISED] == who.expected["article_rows"]
    assert table.count == f"{len(who.expected['article_rows'])} of 5 rows"


@BY_SLUG
def test_the_items_that_are_ticked_on_paper_are_those_worked_out_by_hand(who: GoldenPerson) -> None:
    checks = block(drafted(who, NoteKind.EMG), Checks)
    assert [check.number for check in checks.checks if check.state == RAISED] == who.expected["checklist"]


@BY_KIND
@BY_SLUG
def test_every_page_says_the_level_the_due_day_and_whose_it_is(who: GoldenPerson, kind: NoteKind) -> None:
    data = pdf.typeset(drafted(who, kind))
    text = text_of(data)
    level = NOT_ASSESSED if who.kind is IntakeKind.UNDER_16 else who.urgency.step
    assert level.word.upper() in text
    if who.due_at and who.expected["urgency"] != "emergency":
        assert f"{who.expected['due']:%d-%b-%Y}" in text
    for page in opened(data).pages:
        assert f"{who.person['date_of_birth']:%d-%b-%Y}" in page.extract_text()


@BY_SLUG
def test_what_is_unsure_is_printed_as_open_and_never_as_no(who: GoldenPerson) -> None:
    table = block(drafted(who, NoteKind.EMG), FlagTable)
    for flag in table.flags:
        if "Not sure" in flag.says or "Not provided" in flag.says:
            assert flag.state in (RAISED, OPEN), flag
