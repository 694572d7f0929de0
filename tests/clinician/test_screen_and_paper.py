"""The same case in the app and on paper, field by field: for all 24 of the golden day, they say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

import pytest

from intake.cases import CaseFile
from intake.form import NEVER
from intake.questionnaire import questionnaire
from intake.referral import NoteKind
from reports import notes
from reports.note import Banner, Beside, Block, Checks, FlagTable, Note, Table
from tests.clinician.conftest import Said, Screen
from tests.golden.reading import golden_now

Fields = dict[str, str]
MARKS = {"raised": "☑", "open": "?", "ruled-out": "☐"}
TAGS = re.compile(r"<[^>]+>")
ANSWER = re.compile(r'<div id="said-([a-z0-9-]+)"><dt title="([^"]*)">.*?<dd[^>]*>(.*?)</dd></div>', re.S)
ROW = re.compile(r'<details class="tb-flagrow tb-([a-z-]+)"><summary><span class="tb-no"[^>]*>(\d)</span>')
SYMPTOM = re.compile(r'<span class="tb-quoted"><b>(.*?)</b>', re.S)


def plain(html: str) -> str:
    """What a reader sees of it."""
    return " ".join(unescape(TAGS.sub("", html)).split())


def between(html: str, start: str, end: str) -> str:
    return html.partition(start)[2].partition(end)[0]


def quoted_rows(html: str, name: str) -> Iterator[tuple[str, str]]:
    """Each numbered row of a table on the screen: its state and its words."""
    starts = list(ROW.finditer(html))
    for found, after in zip(starts, [*(s.start() for s in starts[1:]), len(html)], strict=True):
        symptom = SYMPTOM.search(html, found.end(), after)
        yield f"{name} {found[2]}", f"{MARKS[found[1]]} {plain(symptom[1]) if symptom else ''}"


def on_screen(html: str) -> Fields:
    """The case page as fields: urgency, the article's rows and items, the quotation, every answer."""
    table = between(html, "<h2>The article's table</h2>", "<h2>")
    checklist = between(html, "<h2>The article's checklist</h2>", "<h2>Other rows</h2>")
    quotes = re.search(r"<figure class=\"tb-quote\"><figcaption>.*?<blockquote[^>]*>(.*?)</blockquote>", html, re.S)
    fields = {"urgency": between(html, "tb-casehead tb-edge-", '"')}
    fields |= dict(quoted_rows(table, "row")) | dict(quoted_rows(checklist, "item"))
    fields["items that apply"] = plain(checklist).partition(" apply")[0].partition(" of ")[0]
    if quotes:
        fields["quotation"] = plain(quotes[1])
    return fields | {f"answer {link}": plain(words) for link, _, words in ANSWER.findall(html)}


def flattened(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield from flattened((*block.left, *block.right)) if isinstance(block, Beside) else (block,)


def on_paper(case: CaseFile) -> Fields:
    """The letter and the copy of the answers as the same fields."""
    letter = notes.draft(NoteKind.NEUROLOGY, case, "", golden_now())
    fields: Fields = {}
    for block in flattened(letter.blocks):
        if isinstance(block, Banner):
            fields["urgency"] = "open" if case.not_assessed else block.urgency  # the page's edge wears no level then
        elif isinstance(block, FlagTable):
            fields |= {f"row {flag.number}": f"{flag.state} {flag.symptom}" for flag in block.flags}
        elif isinstance(block, Checks):
            fields |= {f"item {check.number}": f"{check.state} {check.text}" for check in block.checks}
            fields["items that apply"] = block.count.partition(" of ")[0]
    return fields | answers_on_paper(notes.draft(NoteKind.ANSWERS, case, "", golden_now()))


def answers_on_paper(note: Note) -> Fields:
    """Row by row in the order of the form: two questions may have the same words."""
    questions, fields = iter(questionnaire().questions.values()), {}
    for text, words in (row for block in note.blocks if isinstance(block, Table) for row in block.rows):
        asked = next(one for one in questions if text.casefold().endswith(one.text.casefold()))
        fields[f"answer {asked.link_id}"] = " ".join(words.split())
    return fields


def as_paper_says(link_id: str, words: str) -> str:
    """Paper has one word for each way of saying that nothing is there."""
    nothing = {choice.text for choice in questionnaire().questions[link_id].choices if choice.code in NEVER}
    return "No" if words in nothing else words


@pytest.mark.parametrize("place", range(24))
def test_the_case_page_and_the_documents_say_the_same(screen: Screen, said: Said, place: int) -> None:
    reference = screen.store.cases.queue(golden_now())[place].reference
    case = screen.store.cases.read(reference)
    screened, paper = on_screen(said(screen.open("case", ref=reference))), on_paper(case)
    words = {key for key in paper if key.startswith("answer ")} & {"answer own-words", "answer worry", "answer hope"}
    screened = {
        key: as_paper_says(key.removeprefix("answer "), value) if key.startswith("answer ") else value
        for key, value in screened.items()
    }
    quotation = screened.pop("quotation", "")
    assert not quotation or quotation in {paper[key] for key in words}
    assert screened == {key: value for key, value in paper.items() if key not in words}
