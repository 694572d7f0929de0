"""Photos and videos of a case, as the case lists them. Values only; what a file may be is in `picture_files.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PictureKind(StrEnum):
    """What it is."""

    PHOTO = "photo"
    VIDEO = "video"


@dataclass(frozen=True)
class Kept:
    """One photo or video as the case lists it; `removed_by` where its bytes are gone."""

    id: int
    kind: PictureKind
    remark: str
    by: str
    at: datetime
    removed_by: str = ""
    why_removed: str = ""
