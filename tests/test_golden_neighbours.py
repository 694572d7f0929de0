"""The golden people with one thing in their story changed: where each would stand then, worked out by hand.

The golden day fixes 24 points; these are the steps beside them, where a level begins or ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from intake import rules, triage
from intake.form import Answer
from intake.questionnaire import questionnaire
from intake.triage import Assessment
from tests.golden.reading import golden_person

WEAK_SLOWLY: dict[str, Answer] = {
    "weakness-worse": "no",
    "weakness-pace": "weeks-to-months",
    "weakness-sides": "one-limb",
}


@dataclass(frozen=True)
class Neighbour:
    """Somebody's story with other answers in it, the urgency that follows, and from what."""

    slug: str
    told: str
    changed: dict[str, Answer]
    urgency: str
    source: str

    def assessed(self) -> Assessment:
        answers = questionnaire().settle({**golden_person(self.slug).answers, **self.changed})
        return triage.assess(answers, rules.load())


NEIGHBOURS = (
    # Mark: the pace and the sides of weakness
    Neighbour("01", "suddenly", {"weakness-pace": "suddenly"}, "emergency", "1.2: stroke until shown otherwise"),
    Neighbour("01", "within hours to days", {"weakness-pace": "hours-to-days"}, "emergency", "the ladder; 2.1"),
    Neighbour(
        "01",
        "on both sides within four weeks",
        {"weakness-pace": "days-to-4-weeks", "weakness-sides": "both-sides"},
        "emergency",
        "1.2: symmetrical within 4 weeks",
    ),
    Neighbour(
        "01",
        "in one limb within four weeks",
        {"weakness-pace": "days-to-4-weeks", "weakness-sides": "one-limb"},
        "urgent",
        "1.2: one limb, urgently",
    ),
    Neighbour(
        "01",
        "on both sides over months",
        {"weakness-pace": "weeks-to-months", "weakness-sides": "both-sides"},
        "urgent",
        "2.1",
    ),
    Neighbour("01", "and a smaller muscle", {"muscle-smaller": "yes"}, "immediate", "article row 2; 2.6"),
    Neighbour("01", "and breathless on effort", {"breathing": "yes"}, "immediate", "the ladder"),
    Neighbour("01", "not getting worse", {"weakness-worse": "no"}, "urgent", "2.16: any new weakness"),
    # The calves
    Neighbour("02", "that have spread", {"spread": "yes"}, "soon", "article row 1; 2.8"),
    Neighbour("02", "and a second region", {"regions": ("both-calf-shin", "back")}, "soon", "2.8"),
    Neighbour("02", "getting worse", {"getting-worse": "yes"}, "soon", "2.17"),
    Neighbour("02", "and a family history", {"family-history": "yes"}, "soon", "two of the checklist; 2.3"),
    Neighbour("02", "and weight lost", {"weight-loss": "yes"}, "routine", "the ladder: a lesser item"),
    Neighbour("02", "and weakness", {"weakness": "yes", **WEAK_SLOWLY}, "urgent", "2.4, 2.16"),
    Neighbour("02", "and tripping", {"tasks": ("tripping",), **WEAK_SLOWLY}, "urgent", "2.16"),
    Neighbour("02", "and a dropping head", {"tasks": ("holding-head-up",), **WEAK_SLOWLY}, "urgent", "2.21"),
    Neighbour(
        "02",
        "and years of tingling",
        {"tingling": "yes", "sensory-pace": "over-months-or-years"},
        "urgent",
        "article row 5 keeps its level; 2.7",
    ),
    Neighbour("02", "for less than a fortnight", {"twitch-duration": "1-2-weeks"}, "self-care", "2.9: 14 days"),
    # The eyelid
    Neighbour("03", "for a fortnight and more", {"twitch-duration": "2-4-weeks"}, "routine", "2.10, 2.14"),
    Neighbour("03", "and the face", {"regions": ("left-eyelid", "left-face")}, "soon", "2.14"),
    Neighbour("03", "not sure of an emergency sign", {"emergency-signs": ("not-sure",)}, "emergency", "questions.md"),
    Neighbour("03", "an unnamed emergency sign", {"emergency-signs": ("one-or-more",)}, "emergency", "questions.md"),
    Neighbour(
        "03",
        "a sign beside none of these",
        {"emergency-signs": ("choking", "none-of-these")},
        "emergency",
        "the sign wins",
    ),
    Neighbour("03", "after a new medicine", {"medicine-change": "yes"}, "routine", "2.21"),
    Neighbour("03", "after a tick area", {"tick-exposure": "yes"}, "routine", "the ladder"),
    Neighbour("03", "and a family history", {"family-history": "yes"}, "routine", "2.13"),
    Neighbour("03", "in a known disease", {"known-neuro": "yes"}, "urgent", "the ladder"),
    Neighbour("03", "on twelve coffees", {"caffeine": "12", "stress": "a-lot"}, "self-care", "no row hangs on it"),
    # Speech, swallowing, breathing, sight
    Neighbour("04", "and breathless on effort", {"breathing": "yes"}, "immediate", "the ladder"),
    Neighbour("04", "suddenly", {"emergency-signs": ("sudden-speech",)}, "emergency", "1.9"),
    Neighbour("12", "and breathless on effort", {"breathing": "yes"}, "immediate", "the ladder"),
    Neighbour("12", "and double vision", {"double-vision": "yes"}, "emergency", "1.9: myasthenic crisis"),
    Neighbour("15", "and double vision", {"double-vision": "yes"}, "emergency", "1.9: myasthenic crisis"),
    Neighbour("15", "at rest", {"emergency-signs": ("breathless-at-rest",)}, "emergency", "1.9"),
    Neighbour("16", "without weakness", {"tasks": ("none-of-these",), "weakness": "no"}, "soon", "the ladder"),
    # Feeling and balance: the pace
    Neighbour("07", "over hours to days", {"sensory-pace": "hours-to-days"}, "urgent", "article row 5"),
    Neighbour(
        "07",
        "over hours to days, and unsteady",
        {"sensory-pace": "hours-to-days", "coordination": "yes", "coordination-pace": "hours-to-days"},
        "emergency",
        "1.2: numbness and imbalance over hours to days",
    ),
    Neighbour(
        "07",
        "over hours to days, and weak",
        {"sensory-pace": "hours-to-days", "weakness": "yes", **WEAK_SLOWLY},
        "emergency",
        "1.9: numbness and weakness over hours to days",
    ),
    Neighbour("22", "suddenly", {"coordination-pace": "suddenly"}, "emergency", "1.2: sudden unsteady gait"),
    Neighbour("22", "over days to weeks", {"coordination-pace": "days-to-4-weeks"}, "urgent", "1.2: urgently"),
    # One thing less
    Neighbour("05", "without a lost task", {"tasks": ("none-of-these",)}, "routine", "article row 4 is left"),
    Neighbour("14", "without the known disease", {"known-neuro": "no"}, "routine", "article row 4 is left"),
    Neighbour("17", "but only the eyelid", {"regions": ("left-eyelid",)}, "routine", "2.14"),
    Neighbour("10", "but sure of weakness", {"weakness": "yes"}, "urgent", "2.4"),
)


@pytest.mark.parametrize("neighbour", NEIGHBOURS, ids=lambda n: f"{n.slug}-{n.told.replace(' ', '-')}")
def test_a_neighbour_of_the_golden_day_stands_where_the_hand_puts_them(neighbour: Neighbour) -> None:
    assert neighbour.assessed().urgency == neighbour.urgency, neighbour.source


@pytest.mark.parametrize("felt", ["numbness", "tingling"])
def test_a_part_of_the_body_that_suddenly_feels_numb_or_tingles_is_an_emergency(felt: str) -> None:
    sudden: dict[str, Answer] = {"numbness": "no", "tingling": "no", felt: "yes", "sensory-pace": "suddenly"}
    assert (
        Neighbour("07", "suddenly", sudden, "emergency", "2.7: emergency if sudden").assessed().urgency == "emergency"
    )


def test_every_neighbour_is_a_story_of_its_own() -> None:
    told = [(neighbour.slug, neighbour.told) for neighbour in NEIGHBOURS]
    assert len(told) == len(set(told))
