"""A weekly check can only raise, and the journal says what was written and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake import journal, weekly
from intake.assessment import FindingState
from intake.difference import with_differences
from intake.journal import JournalEntry
from intake.questionnaire import questionnaire
from intake.referral import NoteKind
from intake.rules import load
from intake.since import joined, news
from intake.triage import assess
from reports import journal_charts, notes, plain
from tests.build_case import NOW, golden_case

FORM, TABLES = questionnaire(), load("article")
ASKED_AGAIN = ("tasks", "regions", "weakness-pace", "sensory-pace", "twitch-duration", *weekly.YES_NO)


def answers(links: tuple[str, ...]) -> st.SearchStrategy[dict[str, str | tuple[str, ...]]]:
    """Some of these questions, answered somehow."""

    def one(link_id: str) -> st.SearchStrategy[str | tuple[str, ...]]:
        question = FORM.questions[link_id]
        codes = [choice.code for choice in question.choices]
        if question.type != "choices":
            return st.sampled_from(codes)
        some = st.lists(st.sampled_from(codes), min_size=1, max_size=4, unique=True)
        return some.map(lambda chosen: tuple(c for c in chosen if not question.by_code[c].alone) or (chosen[0],))

    return st.fixed_dictionaries({}, optional={link_id: one(link_id) for link_id in links})


EVERYTHING = tuple(link_id for link_id, question in FORM.questions.items() if question.choices)


@settings(max_examples=300, deadline=None)
@given(before=answers(EVERYTHING), said=answers(ASKED_AGAIN))
def test_a_check_never_lowers_an_urgency_and_takes_no_row_back(before, said):
    before = FORM.settle(before)
    after = joined(before, FORM.settle(said))
    earlier, later = assess(before, TABLES), with_differences(assess(after, TABLES), [(before, after)], TABLES)
    assert later.urgency.rank >= earlier.urgency.rank
    raised = {f.row.id for f in earlier.raised}
    assert raised <= {f.row.id for f in later.findings if f.state is FindingState.RAISED}


@settings(max_examples=200, deadline=None)
@given(before=answers(EVERYTHING), said=answers(ASKED_AGAIN))
def test_the_same_check_again_brings_no_news(before, said):
    after = joined(before, said)
    assert joined(after, said) == after
    assert news(after, said, FORM) == ()


@pytest.mark.parametrize("unsure", ["not-sure", None])
def test_an_unsure_answer_does_not_become_a_no(unsure):
    before = {"muscle-smaller": unsure} if unsure else {}
    assert joined(before, {"muscle-smaller": "no"}).get("muscle-smaller") == (unsure or "no")


def test_a_newly_lost_task_on_top_of_an_earlier_one_is_getting_worse():
    before = {"tasks": ("lifting",), "weakness": "yes"}
    said = weekly.read_check({"tasks": ("stairs",)}, before, 7)
    assert said["weakness-worse"] == "yes"
    assert "weakness-pace" not in weekly.read_check({"tasks": ("lifting",)}, before, 7)


def test_the_days_are_the_clinics_days():
    clinic = golden_case("01-mark").clinic
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # 23:30 in London
    assert weekly.day_number(late, late + timedelta(hours=1), clinic) == 1


# --- The journal ---------------------------------------------------------------------------------------


def entries(*days: tuple[int, tuple[str, ...]]) -> tuple[JournalEntry, ...]:
    """An entry on each of these days after sending; with twitches where places are named."""
    start = date(2026, 11, 19)
    return tuple(JournalEntry(start + timedelta(n), bool(places), places) for n, places in days)


KEPT = entries((0, ("left-hand",)), (1, ()), (2, ("left-hand", "right-hand")), (15, ("neck",)), (16, ()))


def test_the_sentence_counts_days_with_twitches_of_days_written_and_names_new_places():
    found = journal.weeks(KEPT, date(2026, 11, 19))
    assert journal.sentence(found, FORM) == (
        "Twitches on 2 of 3 days written in week 1 and on 1 of 2 days written in week 3. "
        "Places not written in that first week: neck."
    )
    assert found[0].places == {"hand": 2}


def test_a_week_in_which_nothing_was_written_is_not_a_week_without_twitches():
    frame = journal_charts.weeks_frame(journal.weeks(KEPT, date(2026, 11, 19)))
    assert frame["label"].tolist() == ["2 of 3", "", "1 of 2", ""]
    assert journal.sentence(journal.weeks((), date(2026, 11, 19)), FORM) == ""


def test_the_charts_are_of_the_house_theme_and_of_no_urgencys_colour():
    for dark in (False, True):
        specs = (journal_charts.weeks_chart(dark=dark), journal_charts.places_chart(2, dark=dark))
        assert all(spec["config"]["background"] == "transparent" for spec in specs)
        assert "#B3261E" not in str(specs)


def test_no_entries_make_empty_charts():
    assert journal_charts.places_frame(journal.weeks((), date(2026, 11, 19))).empty


@pytest.mark.parametrize("kind", [NoteKind.NEUROLOGY, NoteKind.EMG])
def test_the_journal_goes_into_the_note_and_only_where_there_is_one(kind):
    case = golden_case("01-mark")
    with_journal = replace(case, journal=KEPT, changed="Trouble swallowing: yes (was no)")
    said = plain.as_text(notes.draft(kind, with_journal, "", NOW))
    assert "Changed since the first answers: Trouble swallowing: yes (was no)." in said
    assert "Twitches on 2 of 3 days written in week 1" in said
    assert "Journal" not in plain.as_text(notes.draft(kind, case, "", NOW))
