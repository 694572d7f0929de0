"""The one palette: pages, charts and paper take their colours here.

Colour only repeats what a word and a shape already say (`intake.urgency`). Every ink below has a
contrast of at least 4.5 : 1 on its own paper; `tests/test_palette.py` computes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from intake.urgency import Urgency


@dataclass(frozen=True)
class Theme:
    """Colours of one theme as `#rrggbb`: ink on paper, muted ink, lines, raised surfaces, accent."""

    paper: str
    surface: str
    ink: str
    muted: str
    line: str
    accent: str
    on_accent: str
    urgency: dict[Urgency, str]


LIGHT = Theme(
    paper="#FFFFFF",
    surface="#F4F7F7",
    ink="#14202B",
    muted="#4B5563",
    line="#C9D3D6",
    accent="#0B5C63",
    on_accent="#FFFFFF",
    urgency={
        Urgency.EMERGENCY: "#7A0019",
        Urgency.IMMEDIATE: "#B3261E",
        Urgency.URGENT: "#9A4A00",
        Urgency.SOON: "#1D4ED8",
        Urgency.ROUTINE: "#0F6B5F",
        Urgency.SELF_CARE: "#4B5563",
    },
)

DARK = Theme(
    paper="#11181D",
    surface="#1A242B",
    ink="#E9EEF0",
    muted="#B6BEC9",
    line="#3A474F",
    accent="#7FD0D6",
    on_accent="#06262A",
    urgency={
        Urgency.EMERGENCY: "#FF8A9A",
        Urgency.IMMEDIATE: "#FF9E8F",
        Urgency.URGENT: "#FFB869",
        Urgency.SOON: "#9DB8FF",
        Urgency.ROUTINE: "#7FD6C5",
        Urgency.SELF_CARE: "#B6BEC9",
    },
)
