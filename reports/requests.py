"""The requests of a first visit: nerve conduction studies with EMG, and blood tests."""

from __future__ import annotations

from intake.cases import CaseFile
from intake.chosen import Chosen
from intake.referral import NoteKind
from intake.triage import BloodTest, Order
from reports import journal, sections
from reports.note import Beside, Block, Fact, Facts, Heading, Passage, Table
from reports.said import Said
from reports.sections import NOT_SET, Occasion

BLOODS_FIRST = "Draw blood before the needle EMG: it raises CK."
CODE = "R25.3 fasciculation"


def emg(occasion: Occasion) -> tuple[Block, ...]:
    """What a neurophysiology department needs to plan, and to do it safely."""
    case = occasion.case
    return (
        sections.banner(occasion),
        sections.urgency_choice(occasion),
        *sections.gate_notice(occasion),
        sections.identity(occasion),
        Heading("Clinical question"),
        sections.question(occasion, NoteKind.EMG),
        *sections.found(occasion),
        *sections.says(occasion, with_picture=True),
        Heading("Red flags", sections.LEGEND),
        sections.flags(case),
        sections.checks(case),
        Heading("Safety for needles", occasion.said.whose()),
        Facts(tuple(_needle_safety(occasion.said))),
        Beside(
            (Heading("Requested"), _requested(occasion)),
            (Heading("Medicines and results so far"), _background(occasion.said)),
            52,
        ),
        *journal.section(case),
        sections.sign_off(occasion),
    )


def _order(case: CaseFile, kind: str) -> Order | None:
    return next((order for order in case.assessment.orders if order.kind == kind), None)


def _needle_safety(said: Said) -> list[Fact]:
    return [
        said.fact("blood-thinner", "blood-thinner-name", "inr"),
        said.fact("bleeding-disorder"),
        said.fact("implanted-device", "implanted-device-which"),
        said.fact("metal-implants"),
        said.fact("pregnancy"),
        said.fact("botulinum-toxin"),
        said.fact("pyridostigmine"),
        said.fact("lymph-nodes-removed", "lymph-nodes-side"),
        said.fact("skin-infection"),
        said.fact("needle-fear"),
        said.fact("allergies"),
    ]


def _requested(occasion: Occasion) -> Facts:
    order = _order(occasion.case, NoteKind.EMG)
    rules = f"Rules suggest: {order.label}" if order else "No row asks for them"
    tests = "Nerve conduction studies and EMG" if occasion.signature else f"{NOT_SET}. {rules}"
    return Facts((Fact("Tests", tests, True), Fact("Before", BLOODS_FIRST)))


def _background(said: Said) -> Facts:
    return Facts((said.fact("medicines"), said.fact("previous-tests")))


# --- Blood tests ------------------------------------------------------------------------------------------


def bloods(occasion: Occasion) -> tuple[Block, ...]:
    """What a laboratory needs to draw, to test, and to telephone the result."""
    order = _order(occasion.case, NoteKind.BLOODS)
    return (
        sections.banner(occasion),
        sections.urgency_choice(occasion),
        *sections.gate_notice(occasion),
        sections.identity(occasion),
        Heading("Clinical details"),
        sections.question(occasion, NoteKind.BLOODS),
        Facts((_code(occasion),)),
        *sections.found(occasion),
        *sections.says(occasion),
        Heading("Tests", "" if occasion.signature else "The rules suggest these; the clinician sets them"),
        *_tests(order.tests if order else (), occasion.chosen),
        Heading("Before the sample", occasion.said.whose()),
        Facts(tuple(_sample_safety(occasion.said))),
        Heading("Collection and results"),
        _collection(occasion),
        sections.sign_off(occasion),
    )


def _code(occasion: Occasion) -> Fact:
    """The code for the reason: suggested until a clinician has signed for it."""
    return Fact("Code", CODE) if occasion.signature else Fact("Suggested code", f"{CODE}; the clinician confirms")


def _tests(suggested: tuple[BloodTest, ...], chosen: Chosen) -> tuple[Block, ...]:
    """What is to be tested: the clinician's own list, else the rules'; then what is suggested and not asked for."""
    own = tuple((test.name, test.looks_for) for test in suggested if not test.specialist)
    rows = [*(own if chosen.tests is None else chosen.tests)]
    rows += [(chosen.more_tests, "The clinician's own choice")] if chosen.more_tests else []
    asked = {name for name, _ in rows}
    left = [test for test in suggested if test.name not in asked]
    later = ", ".join(test.name for test in left if test.specialist)
    unasked = ", ".join(test.name for test in left if not test.specialist)
    listed = Table(("Test", "Looks for"), tuple((f"☑ {name}", looks_for) for name, looks_for in rows), (40, 60))
    return (
        listed if rows else Passage("No blood test is asked for.", is_strong=True),
        *([Passage(f"Not requested here, the neurologist orders them: {later}.", is_small=True)] if later else []),
        *([Passage(f"Suggested by the rules, not requested: {unasked}.", is_small=True)] if unasked else []),
    )


def _sample_safety(said: Said) -> list[Fact]:
    return [
        said.fact("blood-thinner", "blood-thinner-name", "inr"),
        said.fact("bleeding-disorder"),
        said.fact("lymph-nodes-removed", "lymph-nodes-side"),
        said.fact("pregnancy"),
        said.fact("needle-fear"),
        said.fact("exercise"),
        said.fact("tick-exposure"),
        said.fact("medicines"),
        said.fact("allergies"),
    ]


def _collection(occasion: Occasion) -> Facts:
    clinic = occasion.case.clinic
    told = {
        "Collected": "date ____________  time ________  by ____________________",
        "Identity checked": "☐ name  ☐ birth  ☐ number",
        "Report to": f"{clinic.name}, {clinic.address or clinic.telephone}",
        "Telephone at once": f"{clinic.telephone}: critical potassium, calcium, magnesium or CK",
        "Note": f"{BLOODS_FIRST} Avoid a tight tourniquet and fist-clenching (potassium, calcium).",
    }
    return Facts(tuple(Fact(label, value) for label, value in told.items()))
