"""What the patient takes home: the self-care sheet, and a copy of their own answers.

No urgency, no score, no disease, no colour of a level: the same words for everybody, but for advice that could
harm this person. Potassium and fluid advice goes away unless heart and kidney failure were answered *no* and no
medicine named raises potassium (docs: article, step 2; the article's own advice has no such limits).
"""

from __future__ import annotations

from intake.cases import CaseFile
from intake.country import pack_of
from intake.questionnaire import questionnaire
from intake.referral import NoteKind, Referral
from intake.self_care import RAISES_POTASSIUM
from reports import country, journal
from reports.note import Alarm, Block, Fact, Heading, Listed, Notice, Passage, Steps, Table
from reports.said import NOT_ASKED
from reports.sections import Occasion

SAME_WEEK = (
    "an arm or leg gets weaker, or you drop things or trip",
    "your speech or swallowing changes",
    "a muscle gets smaller or thinner",
    "the twitches come to new places",
    "you feel numb, tingling or unsteady",
)
PLAIN_NAMES = {
    NoteKind.EMG: "nerve and muscle tests",
    NoteKind.BLOODS: "blood tests",
    NoteKind.NEUROLOGY: "an appointment with a nerve specialist",
    NoteKind.MRI: "a scan",
}


def self_care(occasion: Occasion) -> tuple[Block, ...]:
    """When to get help, five things to try, a diary, and the next step."""
    case = occasion.case
    return (
        Alarm(f"Call {_help(case)} now if", tuple(line.text for line in questionnaire().emergency_lines)),
        Heading(f"Ring us the same week on {case.clinic.telephone} if"),
        Listed(SAME_WEEK),
        Heading("Five things to try for 3 to 4 weeks"),
        *_five_things(case),
        Passage("Do not stop a prescribed medicine without asking us or your pharmacist.", is_strong=True),
        Heading("Your diary for a week"),
        _diary(),
        Heading("Your next step"),
        Passage(" ".join((*_next_step(case), *_given_by(occasion)))),
    )


def _help(case: CaseFile) -> str:
    return case.clinic.emergency_number or pack_of(case.clinic.country).emergency_number


def may_eat_potassium(case: CaseFile) -> bool:
    """Food rich in potassium and plenty to drink are advised only to people for whom nothing speaks against it."""
    answers = case.answers
    return answers.get("heart-kidney") == "no" and not RAISES_POTASSIUM.search(str(answers.get("medicines", "")))


def _five_things(case: CaseFile) -> tuple[Block, ...]:
    steps = (
        ("Caffeine.", "Cut down step by step over 7 to 10 days: coffee, tea, cola, energy drinks, training powders."),
        ("Drink and eat.", _drink(case)),
        ("Sleep.", "Aim for 7 to 9 hours at regular times, with less screen time before bed."),
        ("Stress.", "Ten minutes a day of slow breathing, mindfulness or yoga."),
        ("Diary.", "Write down where, when, how long, and what was going on."),
    )
    return (Steps(tuple(Fact(lead, words) for lead, words in steps)),)


def _drink(case: CaseFile) -> str:
    if not may_eat_potassium(case):
        return "Keep to what your doctor has told you about drinks and food. Ask us before you change either."
    pregnant = case.answers.get("pregnancy") not in (None, "no")
    ask = " Ask your midwife before you take any supplement." if pregnant else " Take no supplement without asking."
    return f"About 2 litres a day. Bananas, spinach, nuts, seeds, and milk or a milk with added calcium.{ask}"


def _diary() -> Table:
    head = ("Day", "Where", "How long", "Coffee, sleep, stress", "Weak or numb?")
    return Table(head, tuple((name, "", "", "", "☐ no  ☐ yes") for name in DAYS), (9, 26, 16, 28, 21))


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _next_step(case: CaseFile) -> tuple[str, ...]:
    """What was asked for, when to be here, and when to ring if nothing comes."""
    sentences = [f"We have asked for {_listed(case)}."] if _asked(case) else []
    if case.appointment:
        at = country.moment(case.appointment.booked_for, case.clinic)
        sentences.append(f"Your appointment with us is on {at}.")
    if _asked(case):
        chase = max(signed.chase_on for signed in _asked(case))
        sentences.append(f"If you have heard nothing by {country.day(chase)}, ring {case.clinic.telephone}.")
    else:
        sentences.append(f"We will tell you what happens next. Questions: ring {case.clinic.telephone}.")
    return tuple(sentences)


def _given_by(occasion: Occasion) -> tuple[str, ...]:
    signed = occasion.signature
    if signed is None:
        return ()
    when = country.day(country.local_day(signed.signed_at, occasion.case.clinic))
    return (f"Given by {signed.name}, {signed.role}, {when}.",)


def _asked(case: CaseFile) -> list[Referral]:
    return [signed for signed in {r.kind: r for r in case.referrals}.values() if signed.kind in PLAIN_NAMES]


def _listed(case: CaseFile) -> str:
    names = [PLAIN_NAMES[signed.kind] for signed in _asked(case)]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


# --- A copy of the answers --------------------------------------------------------------------------------


def answers(occasion: Occasion) -> tuple[Block, ...]:
    """Every question that was asked, as it was asked, with the answer; whose copy it is and what to do if worse."""
    case, said = occasion.case, occasion.said
    sent = country.moment(case.filled_in.received_at, case.clinic)
    blocks: list[Block] = [
        Passage(f"These are the answers that you gave to {case.clinic.name}, sent {sent}."),
        Notice(f"If you get worse, ring {case.clinic.telephone}. In an emergency call {_help(case)}."),
    ]
    for section in said.form.sections:
        questions = [q for page in said.form.pages if page.section == section for q in page.questions]
        rows = tuple((q.text, said(q.link_id)) for q in questions if said.stands(q.link_id) != NOT_ASKED)
        if rows:
            blocks += [Heading(section), Table(("Question", "Your answer"), rows, (58, 42))]
    return (*blocks, *journal.corrections(case))
