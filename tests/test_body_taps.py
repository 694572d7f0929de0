"""The body picture that patients tap is the one that clinicians and paper show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from intake.questionnaire import questionnaire
from reports import body, body_taps
from reports.pictures import pictures
from tests.build_case import golden_case

FILE = Path(__file__).resolve().parents[1] / "pages" / "assets" / "body.svg"


def test_the_drawing_on_the_page_is_drawn_from_the_same_outlines() -> None:
    """Otherwise: python -m reports.body_taps > pages/assets/body.svg."""
    assert FILE.read_text(encoding="utf-8") == body_taps.drawing()


def test_every_question_that_offers_a_place_is_drawn_in_the_case_and_on_paper() -> None:
    asking = {q.link_id for q in questionnaire().questions.values() if "calf-shin" in q.by_code}
    assert asking == set(body.PICTURED)


def test_every_place_that_can_be_ticked_is_on_the_drawing() -> None:
    for link_id in body.PICTURED:
        groups = {choice.group for choice in questionnaire().questions[link_id].choices}
        assert groups - {"none-now", "not-sure"} == set(body.REGIONS)


def test_what_was_marked_besides_twitches_has_a_picture_of_its_own_on_paper() -> None:
    case = golden_case("01")
    marked = {"weakness-where": ("right-thigh", "neck"), "numbness-where": ("both-foot",)}
    case = replace(case, intakes=tuple(replace(one, answers={**one.answers, **marked}) for one in case.intakes))
    drawn = {figure.caption: figure.words for figure in pictures(case)}
    assert list(drawn) == ["Twitches, ○ began", "Weaker", "Numb or tingling"]
    assert drawn["Weaker"] == "Weaker. Body seen from the front and from the back. Marked: right thigh; neck."
