"""What the clinician found: by item, normal / abnormal / not done, and power by group and side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ExamState(StrEnum):
    """How an item of the examination came out; *not done* is said, never left to be guessed."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"
    NOT_DONE = "not-done"


POWER_GROUPS = {
    "neck": "Neck",
    "shoulder": "Shoulder abduction",
    "elbow": "Elbow flexion and extension",
    "wrist": "Wrist and finger extension",
    "grip": "Grip and small hand muscles",
    "hip": "Hip flexion",
    "knee": "Knee extension",
    "ankle": "Ankle dorsiflexion",
}
UNSIDED_GROUPS = frozenset({"neck"})
ITEMS = {
    "wasting": "Wasting seen",
    "fasciculation": "Fasciculation seen",
    "tone": "Tone",
    "reflexes": "Reflexes",
    "plantars": "Plantars",
    "tongue": "Tongue",
    "speech-swallow": "Speech and swallow",
    "breathing": "Breathing",
    "sensation": "Sensation",
    "coordination-gait": "Coordination and gait",
    "cranial": "Other cranial nerves",
}
SEEN_OR_NOT = frozenset({"wasting", "fasciculation"})
"""What is seen or is not: *normal* beside such a word could be read either way."""
REGIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "head": ("Head, neck and speech", ("neck", "tongue", "speech-swallow", "cranial")),
    "arms": ("Arms", ("shoulder", "elbow", "wrist", "grip")),
    "legs": ("Legs", ("hip", "knee", "ankle")),
    "body": (
        "All over",
        (
            "wasting", "fasciculation", "tone", "reflexes", "plantars", "sensation", "coordination-gait", "breathing",
        ),
    ),
}  # fmt: skip
"""Where one examines what: everything stands in one region, so that a region can be normal in one touch."""

POWER_SIDES = ("right", "left")


@dataclass(frozen=True)
class ExamItem:
    """One item: its state, and a comment in the clinician's words."""

    state: ExamState
    comment: str = ""


@dataclass(frozen=True)
class Examination:
    """One version of an examination.

    `power` maps `"right-grip"` (or `"neck"`) to an MRC grade 0–5 (Medical Research Council scale;
    "4-" and "4+" are allowed); a group that is missing was not tested. `not_done_reason` is set when
    the clinician has said that no examination was made; `amend_reason` says why a version took an earlier one's place.
    """

    version: int
    items: Mapping[str, ExamItem] = field(default_factory=dict)
    power: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""
    not_done_reason: str = ""
    examined_by: str = ""
    examined_at: datetime | None = None
    amend_reason: str = ""

    @property
    def is_done(self) -> bool:
        """Somebody has examined (not merely said that nobody did)."""
        return not self.not_done_reason and bool(self.items or self.power)


MRC_GRADES = ("5", "4+", "4", "4-", "3", "2", "1", "0")
