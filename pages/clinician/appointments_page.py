"""`/appointments`: whom a clinician wants seen sooner, then who is booked late or not at all; most urgent first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from intake import access
from intake.appointments import AT_A_LOOK, ToBook
from pages import _booking_view as view
from pages._booking import book, cannot
from pages._deeds import say
from pages._gate import Visit, clinician
from pages._look import escape, page
from pages._moments import WallClock
from pages._queue_rows import markdown_plain

CHOSEN, PLACE = "appointment-chosen", "appointments"


def _choose(reference: str) -> None:
    st.session_state[CHOSEN] = None if st.session_state.get(CHOSEN) == reference else reference


def _row(me: Visit, one: ToBook, clock: WallClock) -> None:
    """One person; the fields open below when they are chosen."""
    is_open = st.session_state.get(CHOSEN) == one.reference
    with st.container(key=f"request-{one.reference}"):
        st.html(view.row(one, clock))
        with st.container(horizontal=True, vertical_alignment="center"):
            label = "Put away" if is_open else "Move the appointment" if one.booked_for else "Book"
            st.button(label, key=f"choose-{one.reference}", on_click=_choose, args=(one.reference,))
            if access.can_read_answers(me.account):
                name = markdown_plain(f"Case of {one.patient_name}")
                st.page_link("clinician/case.py", label=name, query_params={"ref": one.reference})
        if is_open:
            book(me, one.reference, PLACE)
            if one.wish:
                cannot(one.reference, PLACE)
            say(PLACE, refusals=True)


def _section(me: Visit, title: str, people: Sequence[ToBook], clock: WallClock, empty: str = "") -> None:
    if not people and not empty:
        return
    st.html(f"<h2>{title}</h2>" + (f'<p class="tb-quiet">{escape(empty)}</p>' if not people else ""))
    for one in people:
        _row(me, one, clock)


me = clinician()
page("Appointments", me.clinic, me.account)
clock = WallClock(me.clinic, me.now)
asked, rest = me.store.cases.to_bring_forward(), me.store.cases.to_book()
st.html(f'<h1 class="tb-sentence">{escape(view.sentence(asked, rest))}</h1>')
say(PLACE, refusals=False)
nobody = "Nobody has asked. A clinician asks on the case; it stands here until there is an appointment by that day."
_section(me, "To bring forward", asked, clock, nobody)
if len(rest) == AT_A_LOOK:
    said = f"The first {AT_A_LOOK} by urgency and day due; who comes after them stands in the queue."
    st.html(f'<p class="tb-quiet">{said}</p>')
_section(me, "Booked later than due, or not booked", rest, clock)
