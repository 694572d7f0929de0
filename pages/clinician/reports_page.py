"""`/reports`: how the clinic keeps its promises, what its tables do, and where its form is hard. Counts, no names."""

from __future__ import annotations

import streamlit as st

from intake import access
from intake.reporting import Period, period_of, quarters
from pages import _reports_view as view
from pages._figures import figures_of
from pages._gate import Visit, clinician
from pages._look import escape, page
from pages._moments import WallClock
from reports import body_map, charts_figures
from reports.figure import Figure
from reports.palette import DARK, LIGHT

CHOSEN = "quarter-chosen"
LEFT = ("arrivals", "clocks", "late", "requests", "regions")


def _figure(figure: Figure, quarter: str, *, dark: bool) -> None:
    with st.container(key=f"figure-{figure.id}"):
        st.html(view.head(figure, quarter))
        if figure.map:
            drawn = body_map.address(figure.map, figure.says, DARK if dark else LIGHT)
            st.html(f'<img class="tb-bodymap" src="{drawn}" alt="{escape(figure.says)}">')
        if figure.drawn:
            spec = charts_figures.chart(figure, dark=dark)
            st.vega_lite_chart(charts_figures.frame(figure), spec, theme=None, alt=figure.says)


def _chosen(me: Visit) -> Period:
    """The quarter of the address; choosing another puts that there."""
    offered = quarters(me.now, me.clinic)
    words = {one.code: view.quarter_words(one, offered[0]) for one in offered}
    asked = period_of(st.query_params.get(view.QUARTER, ""), me.now, me.clinic)
    st.session_state[CHOSEN] = asked.code
    st.selectbox("Period", list(words), format_func=words.__getitem__, key=CHOSEN, width=220, on_change=_choose)
    return asked


def _choose() -> None:
    st.query_params[view.QUARTER] = st.session_state[CHOSEN]


def _page(me: Visit) -> None:
    clock, dark = WallClock(me.clinic, me.now), st.context.theme.type == "dark"
    with st.container(horizontal=True, vertical_alignment="bottom", key="reports-top"):
        st.html("<h1>Reports</h1>", width="stretch")
        period = _chosen(me)
    st.html(f'<p class="tb-quiet">{view.period_words(period, clock)}</p>{view.note()}')
    found = figures_of(me.store, period, me.clinic, me.now)
    for column, mine in zip(st.columns(2, gap="large"), (True, False), strict=True):
        with column:
            for figure in found:
                if (figure.id in LEFT) is mine:
                    _figure(figure, period.code, dark=dark)


me = clinician()
page("Reports", me.clinic, me.account)
if access.can_see_reports(me.account):
    _page(me)
else:
    st.info("To see the reports, ask a clinician or an administrator.")
