"""Taking a case, letting it go, giving it to a colleague: the same wherever it is done."""

from __future__ import annotations

import streamlit as st

from intake import access
from intake.cases import QueueRow
from intake.people import Account
from intake.store import Refused
from intake.store.errors import AlreadyClaimed
from pages._deeds import attempt
from pages._gate import Visit, clinician
from pages._look import escape
from pages._moments import WallClock

GIVING = "giving"
"""Whether somebody is choosing a colleague: a page that drew itself anew would close the box under their hands."""


def take(reference: str, name: str, place: str) -> None:
    """Take the case; the second who tries is told who was first, and when."""

    def deed(me: Visit) -> str:
        try:
            me.store.cases.claim(reference, me.account, me.now)
        except AlreadyClaimed as taken:
            when = WallClock(me.clinic, me.now).briefly(taken.at)
            raise Refused(
                f"{name}: {taken.by} took this case at {when}. Ask them to release it, or choose another."
            ) from None
        return ""

    attempt(place, deed)


def release(reference: str, place: str) -> None:
    """Let the case go, for whoever comes next."""

    def deed(me: Visit) -> str:
        me.store.cases.release(reference, me.account, me.now)
        return ""

    attempt(place, deed)


@st.dialog("Give this case to a colleague", on_dismiss="rerun")
def give(case: QueueRow) -> None:
    """Choose who shall have the case."""
    me = clinician()
    st.session_state[GIVING] = True
    others = [one for one in me.store.accounts.all() if access.can_claim(one) and one.id != case.claimed_by_id]
    st.html(f"<p><b><bdi>{escape(case.patient_name)}</bdi></b>, {escape(case.reference)}</p>")
    chosen = st.selectbox("Colleague", others, index=None, format_func=_called, key="give-to")
    if not st.button("Give the case", type="primary", key="give"):
        return
    if chosen is None:
        st.error("Choose a colleague, then give the case.")
        return
    attempt("queue", lambda visit: _given(visit, case.reference, chosen))
    st.rerun()


def _called(account: Account) -> str:
    return f"{account.name}, {account.job_title}"


def _given(me: Visit, reference: str, colleague: Account) -> str:
    me.store.cases.assign(reference, colleague.id, me.account, me.now)
    return ""


def may_let_go(me: Account, case: QueueRow) -> bool:
    """Whether this account may release the case, or give it to somebody else."""
    if case.claimed_by_id is None:
        return False
    return case.claimed_by_id == me.id or access.can_release_others(me)


def may_give(me: Account, case: QueueRow) -> bool:
    """Whether this account may give the case to a colleague: one's own, or any for who leads."""
    return case.claimed_by_id == me.id or access.can_release_others(me)
