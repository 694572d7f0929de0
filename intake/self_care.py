"""The article's five steps for a person: what is safe to advise them, and what a pharmacist or doctor must be asked.

The article advises two litres of water, food rich in potassium, and melatonin, to everybody. That can harm people
with heart or kidney failure, some medicines, or in pregnancy (docs/decisions/ambiguities.md, 19). So advice is given
only where nothing speaks against it; *not sure* and no answer speak against it. No supplement is ever named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.cases import CaseFile, CaseState
from intake.form import Answers
from intake.urgency import Urgency

RAISES_POTASSIUM = re.compile(
    r"potassium|lo-?salt|spironolactone|eplerenone|amiloride|triamterene|finerenone|trimethoprim|entresto|"
    r"\w+pril\b|\w+sartan\b|heparin|ciclosporin|cyclosporin|tacrolimus|water (tablet|pill)|blood pressure|diuretic",
    re.IGNORECASE,
)
STIMULANT = re.compile(
    r"methylphenidate|ritalin|concerta|\w*amfetamine|\w*amphetamine|adderall|elvanse|vyvanse|modafinil|armodafinil|"
    r"atomoxetine|strattera|guarana|solriamfetol|pitolisant|phentermine|adhd",
    re.IGNORECASE,
)
LIMITS_DRINKS = re.compile(r"furosemide|bumetanide|tolvaptan|desmopressin|lithium|dialysis", re.IGNORECASE)


@dataclass(frozen=True)
class Step:
    """One of the five steps: `advice` and `asks` are keys of the wording, `asks` for what must be asked first."""

    name: str
    advice: tuple[str, ...]
    asks: tuple[str, ...] = ()


def is_emergency(case: CaseFile) -> bool:
    """Whether this person was told to call for help and no clinician has settled it yet."""
    return case.urgency is Urgency.EMERGENCY and case.state is not CaseState.CLOSED


def five_steps(answers: Answers) -> tuple[Step, ...]:
    """The steps for a person who gave these answers."""
    return (
        _caffeine(answers),
        _drinks(answers),
        Step("sleep", ("sleep",)),
        Step("stress", ("breathless" if answers.get("breathing") != "no" else "stress",)),
        Step("track", ("track",)),
    )


def _caffeine(answers: Answers) -> Step:
    """Caffeine may always come down slowly; whatever else keeps somebody awake may be a medicine."""
    medicines = _text(answers, "medicines")
    if not medicines or STIMULANT.search(f"{medicines} {_text(answers, 'stimulants')}"):
        return Step("caffeine", ("caffeine",), ("stimulants",))
    return Step("caffeine", ("caffeine", "powders"), ("medicine",))


def _drinks(answers: Answers) -> Step:
    if may_drink_plenty(answers) and may_eat_potassium(answers):
        return Step("drinks", ("drinks", "food"))
    if may_drink_plenty(answers):
        return Step("drinks", ("drinks",), ("food",))
    return Step("drinks", (), ("drinks",))


def may_drink_plenty(answers: Answers) -> bool:
    """Nothing speaks against two litres a day: heart and kidneys, pregnancy, medicines were all answered."""
    medicines = _text(answers, "medicines")
    settled = answers.get("heart-kidney") == "no" and answers.get("pregnancy") == "no"
    return settled and bool(medicines) and not LIMITS_DRINKS.search(medicines)


def may_eat_potassium(answers: Answers) -> bool:
    """As `may_drink_plenty`, and no medicine that was named raises potassium."""
    return may_drink_plenty(answers) and not RAISES_POTASSIUM.search(_text(answers, "medicines"))


def _text(answers: Answers, link_id: str) -> str:
    given = answers.get(link_id, "")
    return given if isinstance(given, str) else " ".join(given)
