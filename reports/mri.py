"""The urgent MRI request. The clinician chooses the region; nothing here orders a scan by itself.

Fields after the Society of Radiographers' *Safety in MRI* and hospital request forms (docs: documents). What the
form does not ask is printed as *Not asked*, so that the referrer completes it: never as no.
"""

from __future__ import annotations

from intake.referral import NoteKind
from reports import sections
from reports.note import Block, Fact, Facts, Heading, Notice, Table
from reports.said import NOT_ASKED, Said
from reports.sections import Occasion

REGIONS = "☐ cervical  ☐ thoracic  ☐ lumbosacral  ☐ whole spine  ☐ brain    Contrast: ☐ no  ☐ yes"
SAFETY = (
    ("Pacemaker, defibrillator, loop recorder, stimulator", "implanted-device", ("implanted-device-which",)),
    ("Other metal: clip, shunt, coil, joint, rod, stent, valve, shrapnel", "metal-implants", ()),
    ("Metal fragment in the eye, ever (orbit X-ray if yes)", "metal-in-eye", ()),
    ("Cochlear implant or drug pump", "cochlear-implant", ()),
    ("Operation in the last 8 weeks", "recent-operation", ()),
    ("Could be pregnant", "pregnancy", ()),
    ("Claustrophobia, or cannot lie flat for 30 minutes", "claustrophobia", ()),
    ("Heart or kidney failure, or dialysis", "heart-kidney", ()),
    ("Reaction to contrast", "contrast-reaction", ()),
    ("Weight and height", "weight", ()),
)


def mri(occasion: Occasion) -> tuple[Block, ...]:
    """What a scanner's staff need to protect the patient and to point the scan."""
    said, clinic = occasion.said, occasion.case.clinic
    return (
        Notice(
            "Stop: new bladder or bowel disturbance, saddle numbness, or leg weakness that worsens quickly: emergency "
            f"department now ({clinic.emergency_number}), and telephone. This form is not for that."
        ),
        sections.banner(occasion),
        sections.urgency_choice(occasion),
        *sections.gate_notice(occasion),
        sections.identity(occasion),
        Heading("Clinical question"),
        sections.question(occasion, NoteKind.MRI),
        Facts((Fact("Examination", REGIONS),)),
        *sections.found(occasion),
        *sections.says(occasion),
        Heading("Red flags", sections.LEGEND),
        sections.flags(occasion.case),
        Heading("MRI safety", f"{said.whose()}; the referrer confirms each and completes what was not asked"),
        _safety(said),
        Facts(tuple(_practical(said))),
        sections.sign_off(occasion),
    )


def _safety(said: Said) -> Table:
    rows = tuple(_safety_row(said, *row) for row in SAFETY)
    return Table(
        ("Does the patient have, or have they had", "Patient's answer", "Referrer confirms"), rows, (47, 36, 17)
    )


def _safety_row(said: Said, words: str, link_id: str, details: tuple[str, ...]) -> tuple[str, str, str]:
    answer = said.with_detail(link_id, *details) if link_id in said.form.questions else NOT_ASKED
    return words, answer, "________" if link_id == "weight" else "☐ no  ☐ yes"


def _practical(said: Said) -> list[Fact]:
    return [
        Fact("eGFR", "value ________  date ________"),
        said.fact("previous-tests"),
        said.fact("allergies"),
        said.fact("access-needs"),
        said.fact("interpreter"),
        Fact("Oxygen, infection risk, transport", "________________"),
    ]
