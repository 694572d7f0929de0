"""The floor: a bare Streamlit page that shows fifty rows and two charts from constants, and does nothing else.

No sign-in, no database, no search, no filters; the rows are the queue's own, with their links and buttons.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from intake.cases import CaseState, IntakeKind, QueueRow  # noqa: E402
from intake.people import Clinic  # noqa: E402
from intake.urgency import Urgency  # noqa: E402
from pages import _queue_rows as rows_view  # noqa: E402
from pages._moments import WallClock  # noqa: E402
from reports import charts, frames  # noqa: E402


@st.cache_resource
def constants() -> tuple[list[tuple[str, str, str]], list[tuple[object, dict[str, object]]]]:
    """Rows as HTML with the words of their links, and frames with their charts; made once."""
    now = datetime(2026, 11, 23, 15, tzinfo=UTC)
    clock = WallClock(Clinic("Floor", "1", "GB-ENG", "Europe/London", "999"), now)
    rows = []
    for n in range(50):
        row = QueueRow(
            f"TW-{n:07d}", f"Ana Archer{n}", "1980-05-02", 46, Urgency.URGENT, Urgency.URGENT, Urgency.IMMEDIATE, 3,
            IntakeKind.SENT, CaseState.WAITING, now, now + timedelta(days=9), now + timedelta(days=12),
            "Where the twitches are: Right forearm, left thigh; Spread to new places: Yes; 2 more",
            "Could be immediate: Muscle smaller not sure", ("right-forearm", "left-thigh"), (1, 4), None, None, None,
        )  # fmt: skip
        label = rows_view.markdown_plain(rows_view.link_label(row))
        rows.append((row.reference, rows_view.row(row, clock), label))
    ages = {(level, band): 3 for level in Urgency for band in range(8)}
    booked = {(level, days): 2 for level in Urgency for days in range(-30, 30, 2)}
    drawn: list[tuple[object, dict[str, object]]] = [
        (frames.age_by_urgency(ages), charts.age_chart()),
        (frames.due_against_booked(booked), charts.booking_chart([-30, 30])),
    ]
    return rows, drawn


def queue() -> None:
    """The rows and the charts."""
    st.set_page_config(page_title="Floor", layout="wide")
    rows, drawn = constants()
    st.html('<h1 class="tb-sentence">200 waiting</h1>')
    for column, (frame, spec) in zip(st.columns(2), drawn, strict=True):
        with column:
            st.vega_lite_chart(frame, spec, theme=None)  # type: ignore[arg-type]
    st.html(rows_view.legend() + rows_view.head())
    for reference, html, label in rows:
        with st.container(key=f"row-{reference}"):
            st.html(html)
            st.page_link(case_page, label=label, query_params={"ref": reference})
            st.button("Take", key=f"take-{reference}", type="tertiary")


def case() -> None:
    """Somewhere for the links to lead."""


case_page = st.Page(case, url_path="case")
st.navigation([st.Page(queue, url_path="queue"), case_page], position="top").run()
