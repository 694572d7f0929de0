"""`/invite`: a link for one patient or for a whole list; who is to be reminded; what became of the recent ones."""

from __future__ import annotations

import streamlit as st

from intake.invitations import Invitation, InvitationState, Invited, NewPatient
from intake.list_values import is_email
from intake.messages import Message, MessageKind
from intake.store import Refused
from pages import _invite_view as view
from pages import _made_link, _outbox
from pages._days import boxes, typed, wanted_day, wanted_moment
from pages._deeds import attempt, field, say
from pages._gate import Visit, clinician
from pages._look import page
from pages._moments import WallClock
from pages._problems import reported

MADE = "invitation-made"
OPTIONAL = {
    "title": "Title",
    "telephone": "Telephone",
    "email": "E-mail",
    "number": "Patient's number",
    "language": "Language",
}
FIELDS = ("given_name", "family_name", *OPTIONAL)
LISTED = 25
Made = tuple[Invited, MessageKind]


def _read(me: Visit) -> NewPatient:
    """The form as a patient. Raises Refused with what is wrong, in the form's order."""
    given = {name: field(f"invite-{name}") for name in FIELDS}
    if not given["given_name"] or not given["family_name"]:
        raise Refused("Enter the patient's given name and family name.")
    born = wanted_day(typed("born"), "Enter the date of birth: day, month, and the year with four digits.")
    if born > me.now.date():
        raise Refused("That date of birth is still to come. Look at the year.")
    if given["email"] and not is_email(given["email"]):
        raise Refused("Enter one e-mail address, for example name@example.org, or leave it out.")
    return NewPatient(date_of_birth=born, **{name: value or None for name, value in given.items()})  # type: ignore[arg-type]


def _invite() -> None:
    def deed(me: Visit) -> str:
        patient, booked = _read(me), typed("booked")
        asked = "Enter the appointment in full: day, month, year and time, for example 10:20."
        moment = wanted_moment(booked, me.clinic, asked) if any(booked.values()) else None
        if moment and moment < me.now:
            raise Refused("That appointment has passed. Mend the day, or leave it out: the case can have it later.")
        made = me.store.invitations.invite(patient, moment, me.account, me.now)
        st.session_state[MADE] = (made, MessageKind.INVITATION)
        by_email = bool(patient.email and st.session_state.get("by-email"))
        if by_email:
            me.store.messages.queue_invitation(made.invitation.id, me.account, me.now)
            _outbox.send_waiting(me.store)
        _empty()
        return f"The message goes to {patient.email}." if by_email else ""

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
        if _outbox.post_now(me.store):
            st.checkbox("Send it by e-mail, if there is an address", value=True, key="by-email")
        st.form_submit_button("Make the link", type="primary", on_click=_invite)
    st.html('<p><a class="tb-onward" href="/import" target="_self">Invite everybody on a list of appointments</a></p>')


def _made(me: Visit, made: Made) -> None:
    """The new link, once: it is kept nowhere."""
    with st.container(border=True, key="made"):
        _made_link.show(made[0], me.clinic, st.context.url or "", made[1])
        st.html(f'<p class="tb-quiet">{_made_link.ONCE}</p>')
        st.button("Done", key="made-done", on_click=lambda: st.session_state.pop(MADE, None))


def _to_remind(me: Visit, clock: WallClock) -> None:
    """Reminders that staff give by hand: no mail server, or no address."""
    by_mail = _outbox.post_now(me.store) is not None
    due = [one for one in me.store.messages.reminders_due(me.now) if not (by_mail and one.invitation.patient.email)]
    if not due:
        return
    st.html(f"<h2>To remind: {len(due)}</h2>")
    say("remind")
    for reminder in due[:LISTED]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"due-{reminder.invitation.id}"):
            st.html(view.due(reminder, clock), width="stretch")
            st.button("Remind", key=f"remind-{reminder.invitation.id}", on_click=_remind, args=(reminder.invitation,))


def _remind(invitation: Invitation) -> None:
    def deed(me: Visit) -> str:
        reminded = me.store.messages.remind_by_hand(invitation.id, me.account, me.now)
        st.session_state[MADE] = (reminded, MessageKind.REMINDER)
        return ""

    attempt("remind", deed)


def _not_arrived(me: Visit, clock: WallClock) -> None:
    """Messages that were given up, or of which nobody knows: to send again, perhaps elsewhere, or to leave."""
    troubled = me.store.messages.troubled(me.now)
    if not troubled:
        return
    st.html(f"<h2>Messages that did not arrive: {len(troubled)}</h2>")
    say("mail")
    for message, invitation in troubled[:LISTED]:
        with st.container(key=f"mail-{message.id}"):
            st.html(view.trouble(message, invitation, clock))
            with st.container(horizontal=True, vertical_alignment="bottom"):
                st.text_input("E-mail", message.to_address, key=f"to-{message.id}", max_chars=200, autocomplete="off")
                st.button("Send again", key=f"resend-{message.id}", on_click=_again_by_mail, args=(message,))
                st.button("Leave it", key=f"leave-{message.id}", on_click=_leave, args=(message,))


def _again_by_mail(message: Message) -> None:
    def deed(me: Visit) -> str:
        to = field(f"to-{message.id}")
        if not is_email(to):
            raise Refused("Enter one e-mail address, for example name@example.org.")
        me.store.messages.again(message.id, me.account, me.now, to)
        _outbox.send_waiting(me.store)
        return f"The message goes to {to}."

    attempt("mail", deed)


def _leave(message: Message) -> None:
    def deed(me: Visit) -> str:
        me.store.messages.settle(message.id, me.account, me.now)
        return "Left as it is."

    attempt("mail", deed)


def _recent(me: Visit, clock: WallClock) -> None:
    st.html("<h2>Invitations</h2>")
    say("recent")
    name = st.text_input("Find by name", key="find", max_chars=80, autocomplete="off", placeholder="Name")
    shown = st.session_state.get("listed", LISTED)
    invitations = me.store.invitations.recent(me.now, name)
    if not invitations:
        none = "Nobody of that name has been invited." if name.strip() else "Nobody has been invited yet."
        st.html(f'<p class="tb-quiet">{none}</p>')
    sent = me.store.messages.of(one.id for one in invitations[:shown])
    for invitation in invitations[:shown]:
        with st.container(key=f"invited-{invitation.id}"):
            st.html(view.row(invitation, clock, sent.get(invitation.id)))
            if invitation.state is not InvitationState.SENT or invitation.locked_at:
                with st.container(horizontal=True, vertical_alignment="center"):
                    _buttons(invitation, "")
    if len(invitations) > shown:
        st.button("Show more", key="more", on_click=lambda: st.session_state.update(listed=shown + 50))


def _locked(me: Visit, clock: WallClock) -> None:
    """Links that five wrong dates of birth have locked: a new one, or none any more."""
    locked = me.store.invitations.locked(me.now)
    if not locked:
        return
    st.html(f"<h2>Locked links: {len(locked)}</h2>")
    for invitation in locked:
        with st.container(key=f"locked-{invitation.id}"):
            st.html(view.row(invitation, clock))
            with st.container(horizontal=True, vertical_alignment="center"):
                _buttons(invitation, "locked-")


def _buttons(invitation: Invitation, place: str) -> None:
    """A new link in place of the old; filling in by telephone or on this tablet, or withdrawing, what still works.

    `place` tells the same invitation's buttons apart where it stands in two lists.
    """
    if invitation.state is InvitationState.OPEN:
        st.html(view.telephone(invitation), width="content")
        st.html(view.tablet(invitation), width="content")
    st.button("New link", key=f"{place}again-{invitation.id}", on_click=_again, args=(invitation,))
    if invitation.state in (InvitationState.OPEN, InvitationState.LOCKED):
        with st.popover("Withdraw", key=f"{place}withdrawing-{invitation.id}"):
            st.html("<p>Whoever has the link can no longer use it.</p>")
            key = f"{place}withdraw-{invitation.id}"
            st.button("Withdraw the link", key=key, on_click=_withdraw, args=(invitation,))


def _again(invitation: Invitation) -> None:
    def deed(me: Visit) -> str:
        token = me.store.invitations.reissue(invitation.id, me.account, me.now)
        fresh = me.store.invitations.read(invitation.id, me.now)
        st.session_state[MADE] = (Invited(fresh or invitation, token), MessageKind.INVITATION)
        return "The old link no longer works."

    attempt("invite", deed)


def _withdraw(invitation: Invitation) -> None:
    def deed(me: Visit) -> str:
        me.store.invitations.withdraw(invitation.id, me.account, me.now)
        return f"The link of {invitation.patient.name} no longer works."

    attempt("recent", deed)


me = clinician()
page("Invite", me.clinic, me.account)
wall = WallClock(me.clinic, me.now)
_outbox.look_after(me.store)
left, right = st.columns(2, gap="large")
with left:
    _form(me)
with right:
    if made := st.session_state.get(MADE):
        _made(me, made)
    _locked(me, wall)
    _to_remind(me, wall)
    _not_arrived(me, wall)
    reported(me, wall)
    _recent(me, wall)
