"""`/settings`: what the clinic has decided about itself. For administrators; each version stays on the audit trail."""

from __future__ import annotations

import os

import streamlit as st

from intake import access
from intake.clinic_form import read_clinic, typed_of
from intake.delivery import post_of, why_no_post
from intake.mail import NotSent
from intake.messages import Letter
from intake.people import Clinic
from intake.store import Refused
from pages import _settings_tables as tables
from pages import _settings_view as view
from pages._deeds import attempt, field, say
from pages._gate import Visit, clinician
from pages._look import escape, page
from pages._moments import WallClock

OPENED, WRONG = "settings-opened", "settings-wrong"


def _save() -> None:
    def deed(me: Visit) -> str:
        access.check_change_settings(me.account)
        before: Clinic = st.session_state.get(OPENED) or me.clinic
        clinic, wrong = read_clinic(view.typed(name for name in typed_of(before) if name != "policy"), before)
        st.session_state[WRONG] = wrong
        if wrong:
            raise Refused("Nothing was saved. " + " ".join(one.said for one in wrong))
        if clinic == before:
            return "Nothing was changed."
        me.store.settings.change(clinic, me.account, me.now, before)
        st.session_state[OPENED] = clinic
        return "Saved."

    attempt("settings", deed)


def _mail(me: Visit) -> None:
    """Whether messages go by e-mail, and what is missing if not."""
    why = why_no_post(me.clinic, os.environ)
    said = why or "Messages go by e-mail to whoever has an address."
    st.html(f'<p class="tb-hint"><b>E-mail:</b> {escape(said)}</p>')


TRIAL = Letter("A trial message", "This is a trial message. Sending works.")


def _try() -> None:
    """Send one message to the address in the field, now, and say what the mail server said."""

    def deed(me: Visit) -> str:
        access.check_change_settings(me.account)
        post, to = post_of(me.clinic, os.environ), field("try-address")
        if post is None:
            raise Refused(why_no_post(me.clinic, os.environ))
        try:
            post.server.send(to, TRIAL, f"trial-{me.now:%Y%m%d%H%M%S}", me.now)
        except NotSent as refused:
            raise Refused(str(refused)) from None
        return f"The mail server took a message to {to}."

    attempt("mail", deed)


def _trial(me: Visit) -> None:
    if why_no_post(me.clinic, os.environ):
        return
    st.html("<h2>Try the mail server</h2>")
    say("mail")
    with st.form("try", border=False, enter_to_submit=False):
        st.text_input("Your own e-mail address", key="try-address", max_chars=200, width=360)
        st.form_submit_button("Send a trial message", on_click=_try)


def _form(me: Visit) -> None:
    if view.is_new_here():
        st.session_state[OPENED], st.session_state[WRONG] = me.clinic, ()
    opened: Clinic = st.session_state[OPENED]
    fields = view.Fields(typed_of(opened), st.session_state.get(WRONG, ()))
    with st.form("settings", border=False, enter_to_submit=False):
        left, right = st.columns(2, gap="large")
        with left:
            view.the_clinic(fields)
            view.messages(fields)
            _mail(me)
        with right:
            view.hours(fields, opened, WallClock(opened, me.now))
            view.clocks(fields)
            view.signing_in(fields)
        st.form_submit_button("Save", type="primary", on_click=_save)


me = clinician()
page("Settings", me.clinic, me.account)
wall = WallClock(me.clinic, me.now)
st.html("<h1>Settings</h1>")
st.html(view.saved_line(me.clinic, wall))
if access.can_change_settings(me.account):
    tables.waiting(me, wall)
    say("settings")
    _form(me)
    left, right = st.columns(2, gap="large")
    with left:
        st.html(view.printed_logo(me.clinic))
        _trial(me)
    with right:
        tables.ask(me)
        st.html(view.retention())
elif access.can_open_settings(me.account):
    tables.waiting(me, wall)
    st.info("To change the clinic's settings, ask an administrator. What waits for a second person stands here.")
else:
    st.info("To change the clinic's settings, ask an administrator.")
