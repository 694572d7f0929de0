"""What a clinician sets on the card of a document beside the question: tests, region, contrast, who gets a copy.

Kept as text while the document is being prepared; what was signed stands in the signed note.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

REGIONS = {
    "cervical": "cervical spine",
    "thoracic": "thoracic spine",
    "lumbosacral": "lumbosacral spine",
    "whole-spine": "whole spine",
    "brain": "brain",
}


@dataclass(frozen=True)
class Chosen:
    """Empty where nothing is set yet. `tests` are names with what each looks for; None leaves the rules' own.

    `contrast` and `copy` (to the patient) are yes, no or empty.
    """

    tests: tuple[tuple[str, str], ...] | None = None
    more_tests: str = ""
    regions: tuple[str, ...] = ()
    contrast: str = ""
    egfr: str = ""
    copy: str = ""


NOTHING = Chosen()


def as_text(chosen: Chosen) -> str:
    """As it is kept; `from_text` gives the same back."""
    return json.dumps(asdict(chosen), ensure_ascii=False)


def from_text(text: str) -> Chosen:
    """What was kept; nothing where nothing was, or where it was kept by another version of the program."""
    kept = json.loads(text) if text else {}
    known: Mapping[str, object] = {name: _tuples(kept[name]) for name in asdict(NOTHING) if name in kept}
    return Chosen(**known)  # type: ignore[arg-type]  # written by `as_text`


def _tuples(value: object) -> object:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
