"""Which tables grade, on the settings page: an administrator asks, a second person confirms, the proof in view."""

from __future__ import annotations

import streamlit as st

from intake import access, certificate
from intake.clinic_form import policies
from intake.tables_change import TablesChange, tables_of, why_not_by, why_not_proved
from pages._deeds import attempt, say
from pages._gate import Visit
from pages._look import escape
from pages._moments import WallClock


def waiting(me: Visit, clock: WallClock) -> None:
    """The change that waits for a second person, with what they need to decide; nothing where none waits."""
    say("tables-change")
    change = me.store.tables_changes.waiting()
    if change is None:
        return
    with st.container(border=True, key="tables-change"):
        st.html(_asked(me, change, clock))
        with st.container(horizontal=True):
            first = me.store.accounts.read(change.by_id)
            why = why_not_by(change, first, me.account)
            if not why:
                st.button("Confirm", type="primary", key="tables-confirm", on_click=_confirm, args=(change,))
            if access.can_confirm_tables(me.account):
                st.button("Take it back", key="tables-back", on_click=_take_back, args=(change,))
        if why:
            st.html(f'<p class="tb-hint">{escape(why)}</p>')


def _asked(me: Visit, change: TablesChange, clock: WallClock) -> str:
    titles = policies()
    now_by, then_by = (escape(titles.get(key, key)) for key in (me.clinic.policy, change.policy))
    return (
        f"<h2>Other tables wait for a second person</h2><p>{escape(change.by_name)} asked on "
        f"{clock.exactly(change.at)} that new answers are graded by <b>{then_by}</b>, not by {now_by}. "
        f"Cases that wait keep the result that they were given.</p>"
        f'<p class="tb-hint">{proved(change.policy)}</p>'
    )


def proved(policy: str) -> str:
    """What the proof of these tables says, in a line."""
    tables = tables_of(policy)
    why = why_not_proved(tables)
    if why:
        return escape(why)
    kept = certificate.kept(tables) or {}
    promises = len(kept.get("promises", ()))
    return (
        f"Proved: {promises} promises hold over every way through the form. Version {escape(tables.version)}, "
        f'<span class="tb-num">{tables.sha256[:12]}</span>. <a class="tb-onward" href="/rules" target="_self">Rules</a>'
    )


def ask(me: Visit) -> None:
    """Ask for other tables."""
    st.html("<h2>Tables</h2>")
    titles = policies()
    st.html(f"<p>New answers are graded by <b>{escape(titles.get(me.clinic.policy, me.clinic.policy))}</b>.</p>")
    st.html(f'<p class="tb-hint">{proved(me.clinic.policy)}</p>')
    others = {key: title for key, title in titles.items() if key != me.clinic.policy}
    if not others:
        return
    with st.form("tables", border=False):
        st.selectbox("Ask for", list(others), format_func=others.__getitem__, key="tables-wanted")
        st.form_submit_button("Ask for this change", on_click=_ask)
    st.html(
        '<p class="tb-hint">Nothing changes until a senior clinician or another administrator confirms it here.</p>'
    )


def _ask() -> None:
    def deed(me: Visit) -> str:
        me.store.tables_changes.ask(str(st.session_state["tables-wanted"]), me.account, me.now)
        return "Asked for. It waits for a second person."

    attempt("tables-change", deed)


def _confirm(change: TablesChange) -> None:
    def deed(me: Visit) -> str:
        me.store.tables_changes.confirm(change.id, me.account, me.now)
        return "Confirmed. New answers are graded by these tables from now on."

    attempt("tables-change", deed)


def _take_back(change: TablesChange) -> None:
    def deed(me: Visit) -> str:
        me.store.tables_changes.take_back(change.id, me.account, me.now)
        return "Taken back. Nothing changes."

    attempt("tables-change", deed)
