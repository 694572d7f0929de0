"""`/requests`: every open request, of closed cases too, longest overdue first, each with its next step."""

from __future__ import annotations

import streamlit as st

from intake import access
from intake.clocks import local
from intake.following import OpenRequest
from pages import _follow_view as view
from pages._deeds import say
from pages._follow import Request, record
from pages._gate import Visit, clinician
from pages._look import escape, page
from pages._moments import WallClock
from pages._queue_rows import markdown_plain

CHOSEN, PLACE = "request-chosen", "requests"
MOST = 200
"""More rows than this are not drawn at once; the longest overdue come first."""


def _choose(request_id: str) -> None:
    st.session_state[CHOSEN] = None if st.session_state.get(CHOSEN) == request_id else request_id


def _row(me: Visit, request: OpenRequest, clock: WallClock, *, overdue: bool) -> None:
    """One request; its fields open below it when it is chosen."""
    is_open = st.session_state.get(CHOSEN) == request.id
    with st.container(key=f"request-{request.id}"):
        st.html(view.row(request, clock))
        with st.container(horizontal=True, vertical_alignment="center"):
            label = "Put away" if is_open else "Record what happened"
            st.button(label, key=f"choose-{request.id}", on_click=_choose, args=(request.id,))
            if access.can_read_answers(me.account):
                name = markdown_plain(f"Case of {request.patient_name}")
                st.page_link("clinician/case.py", label=name, query_params={"ref": request.reference})
        if is_open:
            record(me, Request(request.id, request.reference, request.stands, PLACE), overdue=overdue)


def _list(me: Visit, requests: list[OpenRequest]) -> None:
    clock = WallClock(me.clinic, me.now)
    today = local(me.now, me.clinic).date()
    overdue = {request.id for request in requests if request.is_to_chase(today)}
    st.html(f'<h1 class="tb-sentence">{escape(view.sentence(requests, len(overdue)))}</h1>')
    say(PLACE, refusals=False)
    for request in requests[:MOST]:
        _row(me, request, clock, overdue=request.id in overdue)
    if len(requests) > MOST:
        st.html(f'<p class="tb-quiet">{len(requests) - MOST} more, chased later than these.</p>')


me = clinician()
page("Requests", me.clinic, me.account)
_list(me, me.store.cases.open_requests())
