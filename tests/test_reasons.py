"""The line that says why somebody stands where they stand: what holds it, and that more is raised."""

from __future__ import annotations

from intake import reasons, rules, triage
from intake.questionnaire import questionnaire
from pages import _case_head
from pages._moments import WallClock
from tests.build_case import NOW, build_case
from tests.golden.reading import golden_clinic, golden_person

WASTED_AND_BULBAR = {"muscle-smaller": "yes", "speech": "yes", "swallowing": "yes"}


def why(answers: dict[str, str]) -> str:
    return reasons.why(triage.assess(answers, rules.load()), questionnaire())


def head(answers: dict[str, str]) -> str:
    return _case_head.head(build_case(answers), WallClock(golden_clinic(), NOW))


def test_speech_and_swallowing_are_named_though_wasting_stands_higher():
    assert why(WASTED_AND_BULBAR) == "Muscle smaller: Yes; Slurred or changed speech: Yes; Trouble swallowing: Yes"
    assert "Twitching with visible muscle wasting. Raised too: " in head(WASTED_AND_BULBAR)


def test_what_is_named_first_is_what_raised_it_highest():
    assert why({**WASTED_AND_BULBAR, "breathing": "yes"}).split(":")[0] in ("Breathless on effort", "Muscle smaller")
    assert why({"speech": "yes", "twitch-duration": "over-1-year"}).startswith("Slurred or changed speech: Yes; ")


def test_rows_that_stand_lower_are_counted_where_they_are_not_named():
    carter = golden_person("06-desmond-carter")
    assert why(carter.answers) == "Muscle smaller: Yes; 7 more"
    assert "Twitching with visible muscle wasting; and 7 more" in head(carter.answers)


def test_one_row_alone_has_no_more():
    assert why({"speech": "yes"}) == "Slurred or changed speech: Yes"
    assert " more" not in head({"speech": "yes"})
