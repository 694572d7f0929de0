"""What no patient's page may say: how urgent, how scored, in which colour, of which disease, or that all is well."""

from __future__ import annotations

import re

from intake.questionnaire import questionnaire
from intake.urgency import Urgency
from reports.palette import DARK, LIGHT

DISEASES = (
    "als", "mnd", "motor neuron", "lateral sclerosis", "sclerosis", "neuropath", "radiculopath", "myelopath",
    "lyme", "dystroph", "dementia", "myasthen", "guillain", "parkinson", "huntington", "stroke", "tumou?r", "cancer",
    "epilep", "tetany", "myositis", "myopath", "thyrotoxic", "hyperthyroid", "hypothyroid", "thyroid dysfunction",
    "b12", "fasciculation", "syndrome", "autoimmune", "neurodegenerat", "wilson", "kennedy", "poliomyelitis",
)  # fmt: skip
URGENCIES = ("urgen", "immediate", "routine", "self-care", "priorit", "triage", "escalat", "red.?flag", "overdue")
SCORES = ("scor(e|ing)", "risk", r"per ?cent", r"\d ?%", "level", "grade", "rating", "points", "streak", "in a row")
COLOURS = (
    "red", "amber", "orange", "yellow", "green", "blue", "purple", "⬢", "▲", "◆", "■", "●", "○", "traffic light",
)  # fmt: skip
COMFORTS = (
    "benign",
    "nothing serious",
    "harmless",
    "you do not have (?!to)",
    "nothing to worry",
    "all is well",
    "reassur",
)

_WHOLE_WORDS = {"als", "mnd", *COLOURS[:7], "level", "grade", "points", "risk", "stroke", "b12", "wilson"}

MAY_NAME = ("family-history",)
"""Questions that may name what they ask about; the article's own checklist names it."""


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{word}\b" if word in _WHOLE_WORDS else word for word in words), re.IGNORECASE)


_NEVER = _pattern((*DISEASES, *URGENCIES, *SCORES, *COLOURS, *COMFORTS))
HOUSE_TOKENS = ("#FFB869",)
"""The ring round what has the focus in the dark. Errors are in the deepest red, quiet words in the muted ink."""
_LEVEL_COLOURS = {
    colour.lower()
    for theme in (LIGHT, DARK)
    for level, colour in theme.urgency.items()
    if level is not Urgency.EMERGENCY and colour != theme.muted and colour not in HOUSE_TOKENS
}


def never_said(text: str) -> list[str]:
    """What is said in a text that may not be; without the questions that may name what they ask about."""
    for link_id in MAY_NAME:
        question = questionnaire().questions[link_id]
        for allowed in (question.text, question.help):
            text = text.replace(allowed, "") if allowed else text
    return sorted({found.group().lower() for found in _NEVER.finditer(text)})


def level_marks(html: str) -> list[str]:
    """Marks of a level in a page's source: the clinicians' classes, or a level's colour."""
    return sorted(
        set(re.findall(r"tb-urgency|tb-edge-\w+", html))
        | {colour for colour in _LEVEL_COLOURS if colour in html.lower()}
    )
