"""The charts of the Reports page as Vega-Lite specifications, each built once for a theme.

Names stand above their bars and not beside them, so that a long question can be read on a phone. What is hidden is
not in the frame: nothing here decides what may be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from reports.charts import Spec, build
from reports.figure import GRADES, Figure, grade_label
from reports.palette import DARK, LIGHT, Theme

ROW, NAMED_ROW = 26, 42
"""Pixels of a line, and of a line with its name above it."""


def frame(figure: Figure) -> pd.DataFrame:
    """What the figure's chart takes; a name with its number, where the chart sets names."""
    return pd.DataFrame([{**one, "label": _label(one)} for one in figure.drawn])


def _label(one: Mapping[str, Any]) -> str:
    """`58 · right thigh`, `16% · Is it getting worse?`: the number first, because a long name is cut at its end."""
    if "name" not in one:
        return ""
    said = one["people"] if "people" in one else f"{one['share']:.0%}"
    return f"{said} · {one['name']}"


def chart(figure: Figure, *, dark: bool) -> Spec:
    """The chart of a figure that has one."""
    return _SPECS[figure.chart](dark)


def _theme(dark: bool) -> Theme:
    return DARK if dark else LIGHT


def _cells(x: alt.X, y: alt.Y, colour: str) -> alt.LayerChart | alt.FacetChart:
    """A count in each cell, tinted from nought up; a hidden cell says so."""
    base = alt.Chart(alt.NamedData(name="figure")).encode(x=x, y=y)
    tint = (
        base.transform_filter("datum.people > 0")
        .mark_rect(cornerRadius=3, color=colour, xOffset=1, x2Offset=-1, yOffset=1, y2Offset=-1)
        .encode(opacity=alt.Opacity("people:Q", scale=alt.Scale(domainMin=0, range=[0, 0.42]), legend=None))
    )
    words = base.mark_text(fontSize=12).encode(
        text=alt.condition("isValid(datum.people)", "people:Q", alt.value("<5")),
        opacity=alt.condition("isValid(datum.people) && datum.people > 0", alt.value(1), alt.value(0.5)),
    )
    return alt.layer(tint, words)


@lru_cache(maxsize=2)
def _grid(dark: bool) -> Spec:
    """Urgency down, time across."""
    x = alt.X("when:O", sort=alt.EncodingSortField("order"),
              axis=alt.Axis(title=None, orient="top", grid=False, labelOverlap=True, labelAngle=0))  # fmt: skip
    y = alt.Y(
        "urgency:O",
        sort=[grade_label(grade) for grade in GRADES],
        axis=alt.Axis(title=None, grid=False, labelLimit=110),
    )
    layered = _cells(x, y, _theme(dark).accent)
    return build(layered.properties(height=alt.Step(ROW)), dark=dark)


@lru_cache(maxsize=2)
def _states(dark: bool) -> Spec:
    """Kind of request down, where it stands across."""
    axis = alt.Axis(title=None, orient="top", grid=False, labelAngle=-40, labelAlign="left", labelOverlap=False)
    x = alt.X("state:O", sort=alt.EncodingSortField("order"), axis=axis)
    y = alt.Y("kind:O", sort=None, axis=alt.Axis(title=None, grid=False, labelLimit=165))
    return build(_cells(x, y, _theme(dark).accent).properties(height=alt.Step(ROW + 6)), dark=dark)


def _named(base: alt.Chart) -> alt.Chart:
    """The name of a bar, above it."""
    named: alt.Chart = base.mark_text(align="left", baseline="bottom", dy=-8, fontSize=12, limit=340).encode(
        x=alt.value(0), text="label:N"
    )
    return named


@lru_cache(maxsize=2)
def _bars(dark: bool) -> Spec:
    """A bar a name, from nought; the number stands with the name."""
    theme = _theme(dark)
    base = alt.Chart(alt.NamedData(name="figure")).encode(y=alt.Y("name:N", sort=None, axis=None))
    amount = alt.X("people:Q", axis=None, scale=alt.Scale(zero=True, nice=False))
    bars = base.mark_bar(size=12, color=theme.accent, cornerRadiusEnd=2).encode(x=amount)
    return build(alt.layer(bars, _named(base)).properties(height=alt.Step(NAMED_ROW)), dark=dark)


@lru_cache(maxsize=2)
def _rates(dark: bool) -> Spec:
    """A share a name, of a whole that ends at the right edge."""
    theme = _theme(dark)
    base = alt.Chart(alt.NamedData(name="figure")).encode(y=alt.Y("name:N", sort=None, axis=None))
    share = alt.X("share:Q", axis=alt.Axis(title=None, format="%", tickCount=4), scale=alt.Scale(domain=[0, 1]))
    bars = base.mark_bar(size=12, color=theme.accent, cornerRadiusEnd=2).encode(x=share)
    return build(alt.layer(bars, _named(base)).properties(height=alt.Step(NAMED_ROW)), dark=dark)


@lru_cache(maxsize=2)
def _intervals(dark: bool) -> Spec:
    """Where the share of cases that clinicians moved lies, for each row: a point, and its interval as a line."""
    theme = _theme(dark)
    base = alt.Chart(alt.NamedData(name="figure")).encode(y=alt.Y("name:N", sort=None, axis=None))
    axis = alt.Axis(title="moved by a clinician, of the cases looked at", format="%", tickCount=4, orient="top")
    scale = alt.Scale(domain=[0, 1])
    reach = base.mark_rule(color=theme.accent, strokeWidth=2).encode(
        x=alt.X("low:Q", axis=axis, scale=scale), x2="high:Q"
    )
    points = base.mark_point(filled=True, size=60, color=theme.accent, opacity=1).encode(
        x=alt.X("share:Q", axis=axis, scale=scale)
    )
    few = base.mark_text(align="left", fontSize=12, opacity=0.7).encode(
        x=alt.value(0), text=alt.condition("isValid(datum.share)", alt.value(""), alt.value("too few to say"))
    )
    return build(alt.layer(reach, points, few, _named(base)).properties(height=alt.Step(NAMED_ROW)), dark=dark)


_SPECS: dict[str, Callable[[bool], Spec]] = {
    "grid": _grid,
    "states": _states,
    "bars": _bars,
    "rates": _rates,
    "intervals": _intervals,
}
