"""`/reports`: how the clinic keeps its promises, what its tables do, and where its form is hard. Counts, no names."""

from __future__ import annotations

import streamlit as st

from intake import access
from intake.reporting import SPANS, USUAL_SPAN, period_of
from pages import _reports_view as view
from pages._figures import figures_of
from pages._gate import Visit, clinician
from pages._look import escape, page
from pages._moments import WallClock
from reports import body_map, charts_figures
from reports.figure import Figure
from reports.palette import DARK, LIGHT

LEFT = ("arrivals", "clocks", "late", "requests", "regions")


def _figure(figure: Figure, span: int, *, dark: bool) -> None:
    with st.container(key=f"figure-{figure.id}"):
        st.html(view.head(figure, span))
        if figure.map:
            drawn = body_map.address(figure.map, figure.says, DARK if dark else LIGHT)
            st.html(f'<img class="tb-bodymap" src="{drawn}" alt="{escape(figure.says)}">')
        if figure.drawn:
            spec = charts_figures.chart(figure, dark=dark)
            st.vega_lite_chart(charts_figures.frame(figure), spec, theme=None, alt=figure.says)


def _page(me: Visit) -> None:
    clock, dark = WallClock(me.clinic, me.now), st.context.theme.type == "dark"
    with st.container(horizontal=True, vertical_alignment="bottom", key="reports-top"):
        st.html("<h1>Reports</h1>", width="stretch")
        span = st.selectbox(
            "Period", list(SPANS), list(SPANS).index(USUAL_SPAN), format_func=SPANS.__getitem__, key="span", width=200
        )
    period = period_of(span, me.now, me.clinic)
    st.html(f'<p class="tb-quiet">{view.period_words(period, clock)}</p>{view.note()}')
    found = figures_of(me.store, period, me.clinic, me.now)
    for column, mine in zip(st.columns(2, gap="large"), (True, False), strict=True):
        with column:
            for figure in found:
                if (figure.id in LEFT) is mine:
                    _figure(figure, span, dark=dark)


me = clinician()
page("Reports", me.clinic, me.account)
if access.can_see_reports(me.account):
    _page(me)
else:
    st.info("To see the reports, ask a clinician or an administrator.")
