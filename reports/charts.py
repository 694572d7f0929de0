"""The two charts of the queue, as Vega-Lite specifications: who is waiting, and who is booked too late.

Altair builds each once for a theme and they are kept: a run of the page only hands over a frame
(`frames.age_by_urgency`, `frames.due_against_booked`). Shape, word and colour are the ladder's and the
palette's; nothing is told by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, cast

import altair as alt

from intake.urgency import Urgency
from reports.frames import AGE_BANDS, ALL_AGES, LABELS, urgency_label
from reports.palette import DARK, LIGHT, Theme

Spec = dict[str, Any]
FONT = "'Source Sans', 'Source Sans 3', sans-serif"
CHART_HEIGHT = 148
"""Height in pixels of the smaller chart with its axis; the other has one line more, and their rows line up."""
_LEVELS = tuple(reversed(Urgency))
_HEXAGON = "M-0.5,-0.87L0.5,-0.87L1,0L0.5,0.87L-0.5,0.87L-1,0Z"
_SHAPES = {
    Urgency.EMERGENCY: _HEXAGON,
    Urgency.IMMEDIATE: "triangle-up",
    Urgency.URGENT: "diamond",
    Urgency.SOON: "square",
    Urgency.ROUTINE: "circle",
    Urgency.SELF_CARE: "circle",
}
_ENDS = 5
"""Days between which the ends of the booking chart's axis stand."""
_building = Lock()


def _config(theme: Theme) -> Spec:
    """What every chart of ours shares: quiet axes, the pages' own type, no frame round the plot."""
    axis = {
        "labelColor": theme.ink,
        "labelFontSize": 12,
        "titleColor": theme.muted,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": theme.line,
        "gridOpacity": 0.6,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
    }
    return {
        "config": {
            "background": "transparent",
            "font": FONT,
            "view": {"stroke": None},
            "axis": axis,
            "text": {"font": FONT, "fontSize": 12, "color": theme.ink},
            "legend": {"disable": True},
        }
    }


def _register() -> None:
    """Make both faces of the theme known to Altair, without enabling either for anybody else."""

    @alt.theme.register("twitchboard-light", enable=False)
    def _light() -> alt.theme.ThemeConfig:
        return cast(alt.theme.ThemeConfig, _config(LIGHT))

    @alt.theme.register("twitchboard-dark", enable=False)
    def _dark() -> alt.theme.ThemeConfig:
        return cast(alt.theme.ThemeConfig, _config(DARK))


_register()


def build(chart: alt.TopLevelMixin, *, dark: bool) -> Spec:
    """The chart as Vega-Lite in our theme, waiting for its frame."""
    with _building, alt.theme.enable("twitchboard-dark" if dark else "twitchboard-light"):
        spec: Spec = chart.to_dict()
    for part in (spec, *spec["layer"]):
        if "name" in part.get("data", {}):
            del part["data"]
    return spec


def _ink_of_labels(theme: Theme) -> dict[str, Any]:
    """Axis labels in the colour of the urgency that they name."""
    tests = [{"test": f"datum.value === '{urgency_label(level)}'", "value": theme.urgency[level]} for level in _LEVELS]
    return {"condition": tests, "value": theme.ink}


def _urgency_colour(theme: Theme) -> alt.Color:
    inks = [theme.urgency[level] for level in _LEVELS]
    return alt.Color("urgency:N", scale=alt.Scale(domain=list(LABELS), range=inks), legend=None)


@lru_cache(maxsize=2)
def age_chart(*, dark: bool = False) -> Spec:
    """Age × urgency: a count in each cell, tinted from zero up; takes `frames.age_by_urgency`."""
    theme = DARK if dark else LIGHT
    base = alt.Chart(alt.NamedData(name="age")).encode(
        y=_urgency_rows(theme),
        x=alt.X(
            "band:O",
            sort=[*AGE_BANDS, ALL_AGES],
            axis=alt.Axis(title=None, orient="top", labelAngle=0, grid=False, labelOverlap=True),
        ),
        tooltip=[
            alt.Tooltip("urgency:N", title="Urgency"),
            alt.Tooltip("band:N", title="Age in years"),
            alt.Tooltip("people:Q", title="People"),
        ],
    )
    cells = base.mark_rect(cornerRadius=3, xOffset=1, x2Offset=-1, yOffset=1, y2Offset=-1).encode(
        color=_urgency_colour(theme),
        opacity=alt.Opacity("share:Q", scale=alt.Scale(domain=[0, 1], range=[0, 0.42]), legend=None),
    )
    counts = base.mark_text(fontSize=12).encode(
        text=alt.condition("datum.people > 0", "people:Q", alt.value("·")),
        opacity=alt.condition("datum.people > 0", alt.value(1), alt.value(0.45)),
    )
    return build(alt.layer(cells, counts).properties(height=CHART_HEIGHT), dark=dark)


def _urgency_rows(theme: Theme) -> alt.Y:
    """The six levels down the side, each in its own ink; the same in both charts, so that rows line up."""
    labels = alt.Axis(title=None, grid=False, labelColor=_ink_of_labels(theme), labelFontWeight="bold", labelLimit=110)
    return alt.Y("urgency:O", sort=list(LABELS), scale=alt.Scale(domain=list(LABELS)), axis=labels)


def booking_chart(over_days: Sequence[int] = (), *, dark: bool = False) -> Spec:
    """Due against booked: a mark a day and urgency, as large as they are many, right of zero when booked too late.

    Takes `frames.due_against_booked`, and its days, so that the axis has its ends before the frame is there.
    """
    low, high = min(over_days, default=0), max(over_days, default=0)
    return _booking_chart(_ENDS * math.floor((low - 2) / _ENDS), _ENDS * math.ceil((high + 4) / _ENDS), dark=dark)


@lru_cache(maxsize=64)
def _booking_chart(low: int, high: int, *, dark: bool) -> Spec:
    theme = DARK if dark else LIGHT
    base = alt.Chart(alt.NamedData(name="booked"))
    axis = alt.Axis(
        title="← days before the day due   ·   days after, too late →", orient="top", tickMinStep=1,
        labelOverlap=True, titleColor=theme.ink, labelExpr="datum.value === 0 ? 'due' : format(datum.value, '+d')",
    )  # fmt: skip
    days = alt.X("over_days:Q", axis=axis, scale=alt.Scale(domain=[low, high], nice=False))
    placed = base.encode(x=days, y=_urgency_rows(theme))
    shapes = alt.Shape(
        "urgency:N",
        scale=alt.Scale(domain=list(LABELS), range=[_SHAPES[level] for level in _LEVELS]),
        legend=None,
    )
    people = placed.mark_point(filled=True, opacity=0.75, stroke=theme.paper, strokeWidth=0.8).encode(
        shape=shapes,
        color=_urgency_colour(theme),
        size=alt.Size("people:Q", scale=alt.Scale(domain=[0, 12], range=[60, 420], clamp=True), legend=None),
        tooltip=[
            alt.Tooltip("urgency:N", title="Urgency"),
            alt.Tooltip("over_days:Q", title="Days after the day due", format="+d"),
            alt.Tooltip("people:Q", title="People"),
        ],
    )
    names = placed.mark_text(align="left", dx=9, fontSize=12, fontWeight="bold").encode(text="label:N")
    due = alt.Chart().mark_rule(color=theme.ink, strokeWidth=1.5, aria=False).encode(x=alt.datum(0))
    return build(alt.layer(due, people, names, data=base.data).properties(height=CHART_HEIGHT + 18), dark=dark)
