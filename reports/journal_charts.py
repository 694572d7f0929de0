"""The journal as two small charts: days with twitches by week, and the places by week.

No score and no trend line: a day on which nothing was written is missing, not a day without twitches, and is drawn
as neither. The colour is the accent: nothing here is an urgency.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import altair as alt
import pandas as pd

from intake.journal import Week, place_words
from intake.questionnaire import questionnaire
from reports.charts import Spec, build
from reports.palette import DARK, LIGHT

WEEKS_HEIGHT, ROW_HEIGHT, HEADS = 150, 24, 48
"""Pixels: the whole of the first chart; a place's row of the second, and the weeks above its rows."""


def weeks_frame(weeks: Sequence[Week]) -> pd.DataFrame:
    """A row a week. Columns: week (`Week 1`), written and twitches (days, 0–7), label (`5 of 6`; empty for none)."""
    rows = [
        (f"Week {w.number}", w.written, w.with_twitches, f"{w.with_twitches} of {w.written}" if w.written else "")
        for w in weeks
    ]
    return pd.DataFrame(rows, columns=["week", "written", "twitches", "label"])


def places_frame(weeks: Sequence[Week]) -> pd.DataFrame:
    """A row a place and week in which it was written. Columns: place, week, days (1–7); most days first."""
    form = questionnaire()
    rows = [
        (_capital(place_words((code,), form)), f"Week {week.number}", days)
        for week in weeks
        for code, days in week.places.items()
    ]
    frame = pd.DataFrame(rows, columns=["place", "week", "days"])
    order = frame.groupby("place", sort=False)["days"].sum().sort_values(ascending=False, kind="stable")
    return frame.set_index("place").loc[list(order.index)].reset_index() if len(frame) else frame


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


@lru_cache(maxsize=2)
def weeks_chart(*, dark: bool = False) -> Spec:
    """Days with twitches (filled) of the days written (outline), by week; takes `weeks_frame`."""
    theme = DARK if dark else LIGHT
    base = alt.Chart(alt.NamedData(name="weeks")).encode(
        x=alt.X("week:O", axis=alt.Axis(title=None, labelAngle=0, grid=False)),
        tooltip=[
            alt.Tooltip("week:O", title="Week"),
            alt.Tooltip("twitches:Q", title="Days with twitches"),
            alt.Tooltip("written:Q", title="Days written"),
        ],
    )
    days = alt.Scale(domain=[0, 7])
    axis = alt.Axis(title="days", tickCount=7, values=[0, 7])
    written = base.mark_bar(filled=False, stroke=theme.muted, strokeWidth=1.2, size=44).encode(
        y=alt.Y("written:Q", scale=days, axis=axis)
    )
    twitches = base.mark_bar(color=theme.accent, opacity=0.75, size=44).encode(y=alt.Y("twitches:Q", scale=days))
    labels = base.mark_text(dy=-8, fontSize=12).encode(y=alt.Y("written:Q", scale=days), text="label:N")
    return build(alt.layer(twitches, written, labels).properties(height=WEEKS_HEIGHT), dark=dark)


@lru_cache(maxsize=16)
def places_chart(places: int, *, dark: bool = False) -> Spec:
    """On how many days of each week each place was written; takes `places_frame`. `places` sets its height."""
    theme = DARK if dark else LIGHT
    base = alt.Chart(alt.NamedData(name="places")).encode(
        x=alt.X(
            "week:O",
            scale=alt.Scale(domain=["Week 1", "Week 2", "Week 3", "Week 4"]),
            axis=alt.Axis(title=None, labelAngle=0, orient="top", grid=False),
        ),
        y=alt.Y("place:N", sort=None, axis=alt.Axis(title=None, grid=False, labelLimit=140)),
        tooltip=[
            alt.Tooltip("place:N", title="Place"),
            alt.Tooltip("week:O", title="Week"),
            alt.Tooltip("days:Q", title="Days"),
        ],
    )
    shade = alt.Opacity("days:Q", scale=alt.Scale(domain=[0, 7], range=[0.1, 0.6]), legend=None)
    cells = base.mark_rect(color=theme.accent, cornerRadius=3).encode(opacity=shade)
    counts = base.mark_text(fontSize=12).encode(text="days:Q")
    return build(alt.layer(cells, counts).properties(height=max(1, places) * ROW_HEIGHT + HEADS), dark=dark)
