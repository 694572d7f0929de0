"""What the patient takes home: the self-care sheet, and a copy of their own answers.

No urgency, no score, no disease, no colour of a level: the same words for everybody, but for advice that could
harm this person: `intake.self_care` says what is safe, for this sheet as for the page with the five steps.
"""

from __future__ import annotations

from intake.cases import CaseFile
from intake.country import pack_of
from intake.form import Question
from intake.questionnaire import questionnaire
from intake.referral import NoteKind, Referral
from intake.self_care import Step, five_steps
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


def _five_things(case: CaseFile) -> tuple[Block, ...]:
    """The five steps as they are safe for this person: the same as on screen (`intake.self_care`)."""
    steps = {step.name: step for step in five_steps(case.answers)}
    rows = (
        ("Caffeine.", _caffeine(steps["caffeine"])),
        ("Drink and eat.", _drink(steps["drinks"])),
        ("Sleep.", "Aim for 7 to 9 hours at regular times, with less screen time before bed."),
        ("Stress.", STRESS[steps["stress"].advice[0]]),
        ("Diary.", "Write down where, when, how long, and what was going on."),
    )
    return (Steps(tuple(Fact(lead, words) for lead, words in rows)),)


STRESS = {
    "stress": "Ten minutes a day of slow breathing, mindfulness or yoga.",
    "breathless": "Ten quiet minutes a day, as you like them. Ask us before you try breathing exercises or yoga.",
}


def _caffeine(step: Step) -> str:
    powders = ", training powders" if "powders" in step.advice else ""
    return f"Cut down step by step over 7 to 10 days: coffee, tea, cola, energy drinks{powders}."


def _drink(step: Step) -> str:
    """Plenty to drink and food rich in potassium only where nothing speaks against either; never a supplement."""
    return PLENTY if "food" in step.advice else AS_TOLD


PLENTY = (
    "About 2 litres a day. Bananas, spinach, nuts, seeds, and milk or a milk with added calcium. "
    "Take no supplement without asking."
)
AS_TOLD = "Keep to what your doctor has told you about drinks and food. Ask us before you change either."


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
        rows = tuple((_asked_as(q), said(q.link_id)) for q in questions if said.stands(q.link_id) != NOT_ASKED)
        if rows:
            blocks += [Heading(section), Table(("Question", "Your answer"), rows, (58, 42))]
    return (*blocks, *journal.corrections(case))


ABOUT = {
    "weak": "Weakness",
    "twitching": "Twitches",
    "muscle-smaller": "Smaller muscle",
    "known-neuro": "What you know of",
    "blood-thinner": "Blood thinner",
    "implanted-device": "Device",
    "lymph-nodes-removed": "Lymph nodes",
}
"""What a question that follows another one is about: on paper the other one no longer stands just before it."""


def _asked_as(question: Question) -> str:
    """The question as it was asked; one that follows another says first what it is about."""
    parts = question.ask_when.of if question.ask_when else ()
    about = next((ABOUT[name] for names in parts for name in names if name in ABOUT), "")
    text = question.text
    if about and about.split()[0].lower() in text.lower():
        return text
    return f"{about}: {text[:1].lower()}{text[1:]}" if about and text.endswith("?") else text
