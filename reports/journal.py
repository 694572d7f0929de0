"""What the patient added after sending: the journal, what a weekly check changed, and corrections; for notes.

Empty where there is nothing: a note does not print a section about a journal that nobody kept.
"""

from __future__ import annotations

from datetime import date

from intake import journal
from intake.cases import CaseFile, IntakeKind
from intake.notices import NoticeKind
from intake.questionnaire import questionnaire
from reports import country
from reports.note import Block, Heading, Passage, Table


def section(case: CaseFile) -> tuple[Block, ...]:
    """Heading, what changed since the answers, what the journal shows, and its weeks as a table."""
    if not case.journal and not case.changed:
        return ()
    blocks: list[Block] = [Heading("Journal", _aside(case))]
    if case.changed:
        blocks.append(Passage(f"Changed since the first answers: {case.changed}.", is_strong=True))
    if case.journal:
        found = weeks(case)
        blocks += [Passage(journal.sentence(found, questionnaire())), _table(found)]
    return tuple(blocks)


def _aside(case: CaseFile) -> str:
    checks = sum(intake.kind is IntakeKind.CHECK for intake in case.intakes)
    return f"Patient's own entries; {checks} weekly {'check' if checks == 1 else 'checks'}"


def weeks(case: CaseFile) -> tuple[journal.Week, ...]:
    """The four weeks after the answers were sent."""
    return journal.weeks(case.journal, sent_on(case))


def sent_on(case: CaseFile) -> date:
    """The day on which the answers were sent, by the clinic's clock."""
    sent = next((intake for intake in case.intakes if intake.kind is IntakeKind.SENT), case.intakes[0])
    return country.local_day(sent.received_at, case.clinic)


def _table(found: tuple[journal.Week, ...]) -> Table:
    rows = tuple(
        (str(week.number), str(week.written), str(week.with_twitches), _places(week)) for week in found if week.written
    )
    return Table(("Week", "Days written", "With twitches", "Places (days)"), rows, (10, 18, 18, 54))


def _places(week: journal.Week) -> str:
    form = questionnaire()
    named = (f"{journal.place_words((code,), form)} ({days})" for code, days in week.places.items())
    return ", ".join(named) or "none"


def corrections(case: CaseFile) -> tuple[Block, ...]:
    """What the patient put right afterwards, in their words, beside the answers and not in their place."""
    form = questionnaire()
    made = [notice for notice in case.notices if notice.kind is NoticeKind.CORRECTION]
    if not made:
        return ()
    rows = tuple(
        (
            form.questions[notice.about].text if notice.about in form.questions else "Something else",
            f"{notice.text} ({country.day(country.local_day(notice.raised_at, case.clinic))})",
        )
        for notice in made
    )
    return Heading("What you put right"), Table(("Question", "What it should say"), rows, (50, 50))
