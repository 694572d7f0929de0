"""The two small charts above the queue, each with what it says and with its table a click away.

What they are drawn from are counts; made ready once, they serve everybody who looks while they stand.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import pyarrow as pa
import streamlit as st

from intake.today import Look
from intake.urgency import Urgency
from pages import _queue_view as view
from reports import charts, frames

Counted = tuple[tuple[tuple[Urgency, int], int], ...]


class Drawn(NamedTuple):
    """A chart's frame as it is sent, and as a table."""

    sent: pa.Table
    table: str


@lru_cache(maxsize=32)
def _drawn_from(ages: Counted, booked: Counted) -> tuple[Drawn, Drawn]:
    by_age, by_booking = frames.age_by_urgency(dict(ages)), frames.due_against_booked(dict(booked))
    return (
        Drawn(pa.Table.from_pandas(by_age), view.age_table(by_age)),
        Drawn(pa.Table.from_pandas(by_booking), view.booked_table(by_booking)),
    )


def queue_charts(look: Look) -> None:
    """Age × urgency, and due against booked."""
    dark = st.context.theme.type == "dark"
    counts, charted = look.counts, look.charted
    drawn = _drawn_from(tuple(sorted(charted.ages.items())), tuple(sorted(charted.booked.items())))
    specs = charts.age_chart(dark=dark), charts.booking_chart([days for _, days in charted.booked], dark=dark)
    says = view.age_sentence(counts, charted), view.booked_sentence(counts, charted)
    with st.container(key="charts"):
        for column, one, spec, said in zip(st.columns(2, gap="large"), drawn, specs, says, strict=True):
            with column:
                st.html(view.with_table(said, one.table))
                if one.sent.num_rows:
                    st.vega_lite_chart(one.sent, spec, theme=None, alt=said)
