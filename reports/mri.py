"""The urgent MRI request. The clinician chooses the region; nothing here orders a scan by itself.

Fields after the Society of Radiographers' *Safety in MRI* and hospital request forms (docs: documents). What the
form does not ask of patients staff ask for this request; what was not asked is printed as *Not asked*, never as no.
"""

from __future__ import annotations

from intake.chosen import REGIONS
from intake.referral import NoteKind
from reports import sections
from reports.note import Block, Fact, Facts, Heading, Notice, Passage, Table
from reports.said import NO, NOT_ASKED, NOT_PROVIDED, Said
from reports.sections import NOT_SET, Occasion

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
    ("Weight", "weight", ()),
    ("Height", "height", ()),
)


MEASURED = frozenset(("weight", "height"))
CONFIRMED = "The referrer has read these answers and signs for them; whatever is not No stands out."
TO_CONFIRM = "The referrer confirms these answers by signing; whatever is not No stands out."


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
        Facts(_scan(occasion)),
        *sections.found(occasion),
        *sections.says(occasion),
        Heading("Red flags", sections.LEGEND),
        sections.flags(occasion.case),
        Heading("MRI safety", said.whose()),
        _safety(said),
        Passage(CONFIRMED if occasion.signature else TO_CONFIRM, is_small=True),
        Facts(tuple(_practical(occasion))),
        sections.sign_off(occasion),
    )


def _scan(occasion: Occasion) -> tuple[Fact, ...]:
    """What is to be scanned, as the clinician has set it."""
    chosen = occasion.chosen
    regions = ", ".join(REGIONS[region] for region in chosen.regions if region in REGIONS)
    contrast = {"yes": "Yes", "no": "No"}.get(chosen.contrast, "For the radiologist to decide")
    return Fact("Scan of", regions.capitalize() or NOT_SET, True), Fact("Contrast", contrast)


def _safety(said: Said) -> Table:
    rows = tuple((words, said.with_detail(link, *details)) for words, link, details in SAFETY)
    strong = tuple(n for n, (_, link, _) in enumerate(SAFETY) if link not in MEASURED and said.stands(link) != NO)
    return Table(("Does the patient have, or have they had", "Patient's answer"), rows, (52, 48), strong)


def _practical(occasion: Occasion) -> list[Fact]:
    said = occasion.said
    return [
        Fact("eGFR", occasion.chosen.egfr or NOT_PROVIDED),
        said.fact("previous-tests"),
        said.fact("allergies"),
        Fact(said.label("access-needs"), said.needs),
        Fact(said.label("interpreter"), said.interpreter),
        Fact("Oxygen or infection risk", NOT_ASKED),
    ]
