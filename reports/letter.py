"""The referral letter to neurology, in the order in which professional bodies ask for its headings.

Headings follow documents of the Professional Record Standards Body; a suspected motor neurone disease is
named in the clinical question, as NICE NG42 asks. What the clinician found stands above what the patient says.
"""

from __future__ import annotations

from datetime import date

from intake.cases import CaseFile, Intake
from intake.referral import NoteKind, Referral
from reports import country, journal, sections, timeline
from reports.note import Block, Fact, Facts, Happened, Heading, Passage, Quote, TimeLine
from reports.said import NOT_ASKED, NOT_PROVIDED, Said
from reports.sections import NOT_SET, Occasion

TOLD = "Told to ring at once, or to call for help, if breathing, swallowing, speech or strength gets worse."


def _letterhead(case: CaseFile) -> tuple[Passage, ...]:
    """What the clinic prints on top of its letters, in one passage; nothing where it has none."""
    lines = [line.strip() for line in case.clinic.letterhead.splitlines() if line.strip()]
    return (Passage(" · ".join(lines), is_small=True),) if lines else ()


def neurology(occasion: Occasion) -> tuple[Block, ...]:
    """What a neurologist needs to grade the referral and to see the right person first."""
    case, said = occasion.case, occasion.said
    return (
        *_letterhead(case),
        sections.banner(occasion),
        sections.urgency_choice(occasion),
        *sections.gate_notice(occasion),
        sections.identity(occasion),
        Heading("Reason for referral and what is asked"),
        sections.question(occasion, NoteKind.NEUROLOGY),
        Facts((Fact("Asked for", _asked_for(occasion), True),)),
        *sections.found(occasion),
        *sections.says(occasion, with_picture=True),
        Heading("Time course", "Not to scale"),
        time_course(case),
        *journal.section(case),
        Heading("Red flags", sections.LEGEND),
        sections.flags(case),
        sections.checks(case),
        Heading("Past, family and medicines", said.whose()),
        Facts(tuple(_past(said))),
        Heading("Daily life", said.whose()),
        Facts(tuple(said.fact(link) for link in DAILY_LIFE)),
        Heading("Investigations"),
        Facts(_investigations(occasion)),
        *_hopes(said),
        Heading("Information and advice given"),
        Facts((Fact("Safety net", TOLD), *_self_care_given(case))),
        Heading("Copies"),
        Facts((said.fact("consent-share"), Fact("To the patient", _copy(occasion)))),
        sections.sign_off(occasion),
    )


def _copy(occasion: Occasion) -> str:
    """Whether the patient gets a copy, as the clinician has set it."""
    return COPIES.get(occasion.chosen.copy, "None asked for" if occasion.signature else NOT_SET)


DAILY_LIFE = ("hand-used", "caffeine", "stimulants", "alcohol", "fluids", "sleep", "stress", "exercise")


def _asked_for(occasion: Occasion) -> str:
    return "Appointment, at the urgency above" if occasion.signature else f"{NOT_SET}: ☐ advice  ☐ appointment"


def _past(said: Said) -> list[Fact]:
    return [
        said.fact("known-neuro", "known-neuro-which"),
        said.fact("heart-kidney"),
        said.fact("neck-surgery-or-low-salts"),
        said.fact("recent-illness"),
        said.fact("tick-exposure"),
        said.fact("family-history"),
        said.fact("medicine-change"),
        said.fact("medicines"),
        said.fact("allergies"),
        said.fact("blood-thinner", "blood-thinner-name", "inr"),
        said.fact("implanted-device", "implanted-device-which"),
        said.fact("pregnancy"),
    ]


def _investigations(occasion: Occasion) -> tuple[Fact, ...]:
    """What was done before by the patient's account, and what this clinic has requested."""
    requested = tuple(
        Fact(NAMES[signed.kind], f"requested {country.day(signed.signed_at.date())}, {signed.state.value}", True)
        for signed in _newest(occasion.case)
        if signed.kind in NAMES
    )
    return (occasion.said.fact("previous-tests"), *(requested or (Fact("Requested by this clinic", "nothing so far"),)))


COPIES = {"yes": "Yes", "no": "No, the clinician's choice"}
NAMES = {NoteKind.EMG: "Nerve conduction and EMG", NoteKind.BLOODS: "Blood tests", NoteKind.MRI: "MRI"}


def _newest(case: CaseFile) -> list[Referral]:
    """The newest version of each kind of request."""
    return list({signed.kind: signed for signed in case.referrals}.values())


def _hopes(said: Said) -> tuple[Block, ...]:
    """What the patient fears and wishes, in their words."""
    given = [(link, said(link)) for link in ("worry", "hope")]
    quotes = [Quote(f"{said.label(link)}: {words}") for link, words in given if words not in (NOT_ASKED, NOT_PROVIDED)]
    return (Heading("Worries and hopes", said.source()), *quotes) if quotes else ()


def _self_care_given(case: CaseFile) -> tuple[Fact, ...]:
    given = [signed for signed in case.referrals if signed.kind is NoteKind.SELF_CARE]
    return (Fact("Self-care sheet", f"given {country.day(given[-1].signed_at.date())}"),) if given else ()


def time_course(case: CaseFile) -> TimeLine:
    """When it began by the patient's answer, and what the clinic did when."""
    answered = country.local_day(_said_last(case, "twitch-duration").received_at, case.clinic)
    began = timeline.began(str(case.answers.get("twitch-duration", "")), answered)
    row = timeline.points(_events(case), began)
    return TimeLine(
        tuple(Happened(point.when, point.words, point.is_window) for point in row),
        f"Time course, not to scale. {timeline.in_words(row)}",
    )


def _events(case: CaseFile) -> list[tuple[date, str]]:
    """Dated events of the case, in no particular order."""
    at = {"answers sent": case.filled_in.received_at, "to be seen by": case.due_at}
    if case.examination:
        at["examined"] = case.examination.examined_at
    if case.appointment:
        at["booked here"] = case.appointment.booked_for
    at |= {f"{NAMES[signed.kind]} requested": signed.signed_at for signed in _newest(case) if signed.kind in NAMES}
    return [(country.local_day(moment, case.clinic), words) for words, moment in at.items() if moment]


def _said_last(case: CaseFile, link_id: str) -> Intake:
    """The newest intake that answers this question; the form itself where none does."""
    return next((i for i in reversed(case.intakes) if link_id in i.answers), case.filled_in)
