"""`/invite`: a link for one patient, as text to paste and as a code to scan; and what became of the recent ones."""

from __future__ import annotations

import streamlit as st

from intake.invitations import Invitation, InvitationState, Invited, NewPatient
from intake.store import Refused
from pages import _invite_view as view
from pages._birth import read_date
from pages._days import boxes, read_moment, typed
from pages._deeds import attempt, field, say
from pages._gate import Visit, clinician
from pages._look import escape, page
from pages._moments import WallClock

MADE = "invitation-made"
OPTIONAL = {
    "title": "Title",
    "telephone": "Telephone",
    "email": "E-mail",
    "number": "Patient's number",
    "language": "Language",
}
FIELDS = ("given_name", "family_name", *OPTIONAL)
LOCAL_ONLY = "This address opens on this machine only. Telephones need the clinic's own address."
LISTED = 25


def _read(me: Visit) -> NewPatient:
    """The form as a patient. Raises Refused with what is wrong, in the form's order."""
    given = {name: field(f"invite-{name}") for name in FIELDS}
    if not given["given_name"] or not given["family_name"]:
        raise Refused("Enter the patient's given name and family name.")
    born = read_date(typed("born"))
    if born is None or born > me.now.date():
        raise Refused("Enter the date of birth: a day that exists, the year with four digits.")
    return NewPatient(date_of_birth=born, **{name: value or None for name, value in given.items()})  # type: ignore[arg-type]


def _invite() -> None:
    def deed(me: Visit) -> str:
        patient, booked = _read(me), typed("booked")
        moment = read_moment(booked, me.clinic)
        if any(booked.values()) and moment is None:
            raise Refused("Enter the appointment in full: day, month, year and time, for example 10:20.")
        st.session_state[MADE] = me.store.invitations.invite(patient, moment, me.account, me.now)
        _empty()
        return ""

    attempt("invite", deed)


def _empty() -> None:
    """Empty the form for the next patient."""
    for key in (*(f"invite-{name}" for name in FIELDS), *(f"{n}-{p}" for n in ("born", "booked") for p in typed(n))):
        if key in st.session_state:
            st.session_state[key] = ""


def _form(me: Visit) -> None:
    st.html("<h1>Invite one patient</h1>")
    say("invite")
    with st.form("invite", border=False, enter_to_submit=False):
        left, right = st.columns(2)
        left.text_input("Given name", key="invite-given_name", max_chars=200, autocomplete="off")
        right.text_input("Family name", key="invite-family_name", max_chars=200, autocomplete="off")
        st.html('<p class="tb-label">Date of birth</p>')
        boxes("born", me.clinic)
        st.html('<p class="tb-label">Appointment, if there is one</p>')
        boxes("booked", me.clinic, with_time=True)
        with st.expander("More (optional): the patient is asked for what you leave out"):
            for name, label in OPTIONAL.items():
                st.text_input(label, key=f"invite-{name}", max_chars=200, autocomplete="off")
        st.form_submit_button("Make the link", type="primary", on_click=_invite)


def _made(me: Visit, made: Invited, clock: WallClock) -> None:
    """The new link, once: it is kept nowhere."""
    page_url = st.context.url or ""
    address = view.link(page_url, made.token)
    with st.container(border=True, key="made"):
        st.html(f"<h2>The link for {escape(made.invitation.patient.name)}</h2>")
        st.html(view.code(address))
        st.code(address, language=None, wrap_lines=True)
        st.html('<p class="tb-label">Message to paste</p>')
        st.code(view.message(made.invitation, address, me.clinic, clock), language=None, wrap_lines=True)
        if view.is_this_machine_only(page_url):
            st.html(f'<p class="tb-quiet">{LOCAL_ONLY}</p>')
        st.html('<p class="tb-quiet">The link is shown once. If it is lost, make a new one below.</p>')
        st.button("Done", key="made-done", on_click=lambda: st.session_state.pop(MADE, None))


def _recent(me: Visit, clock: WallClock) -> None:
    st.html("<h2>Recent invitations</h2>")
    say("recent")
    invitations = me.store.invitations.recent(me.now)[:LISTED]
    if not invitations:
        st.html('<p class="tb-quiet">Nobody has been invited yet.</p>')
    for invitation in invitations:
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", key=f"invited-{invitation.id}"):
            st.html(view.row(invitation, clock), width="stretch")
            _buttons(invitation)


def _buttons(invitation: Invitation) -> None:
    """A new link for whatever is not sent; withdrawing what still works."""
    if invitation.state is InvitationState.SENT:
        return
    st.button("New link", key=f"again-{invitation.id}", on_click=_again, args=(invitation,))
    if invitation.state is InvitationState.OPEN:
        st.button("Withdraw", key=f"withdraw-{invitation.id}", on_click=_withdraw, args=(invitation,))


def _again(invitation: Invitation) -> None:
    def deed(me: Visit) -> str:
        token = me.store.invitations.reissue(invitation.id, me.account, me.now)
        fresh = me.store.invitations.read(invitation.id, me.now)
        st.session_state[MADE] = Invited(fresh or invitation, token)
        return "The old link no longer works."

    attempt("invite", deed)


def _withdraw(invitation: Invitation) -> None:
    def deed(me: Visit) -> str:
        me.store.invitations.withdraw(invitation.id, me.account, me.now)
        return f"The link of {invitation.patient.name} no longer works."

    attempt("recent", deed)


me = clinician()
page("Invite", me.clinic, me.account)
clock = WallClock(me.clinic, me.now)
left, right = st.columns(2, gap="large")
with left:
    _form(me)
with right:
    if made := st.session_state.get(MADE):
        _made(me, made, clock)
    _recent(me, clock)
