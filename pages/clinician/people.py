"""`/people`: who works here, what each may do, and the way in and out. For administrators."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import streamlit as st

from intake import access
from intake.colleagues import POSTS, ColleagueLink, post_key
from intake.delivery import public_address
from intake.people import Account
from intake.store import Refused
from pages import _people_view as view
from pages._deeds import attempt, field, say
from pages._gate import Visit, clinician
from pages._look import escape, page
from pages._made_link import LOCAL_ONLY
from pages._moments import WallClock
from pages._problems import nobody_reads

MADE = "colleague-link-made"
POST_KEYS = list(POSTS)


def _address(me: Visit, token: str) -> str:
    """The link as the colleague opens it: at the clinic's own address, or where this page was opened."""
    here = urlsplit(st.context.url or "")
    own = public_address(me.clinic, os.environ) or f"{here.scheme}://{here.netloc}"
    return f"{own}/join/{token}"


OWN = "own-password"


def _believed(me: Visit) -> None:
    """Who holds a session is not yet believed: an open screen lets nobody in. The password is asked for each time."""
    if not st.session_state.get(OWN):
        raise Refused("Type your own password above the list first. Nothing was changed.")
    address = str(st.context.ip_address or "")
    refusal = me.store.accounts.confirm_slowly(me.account, str(st.session_state[OWN]), address, me.now)
    st.session_state[OWN] = ""
    if refusal:
        raise Refused(refusal.message)


def _invite() -> None:
    def deed(me: Visit) -> str:
        _believed(me)
        post = POSTS[st.session_state["new-post"]]
        st.session_state[MADE] = me.store.colleagues.invite(
            field("new-name"), post.role, me.account, me.now, is_clinician=post.is_clinician
        )
        st.session_state["new-name"] = ""
        return ""

    attempt("invite", deed)


def _form(me: Visit, links: list[ColleagueLink], clock: WallClock) -> None:
    st.html("<h2>Invite a colleague</h2>")
    say("invite")
    with st.form("colleague", border=False, enter_to_submit=False):
        st.text_input("Name", key="new-name", max_chars=200, autocomplete="off")
        st.selectbox("They are", POST_KEYS, 1, format_func=lambda key: POSTS[key].words, key="new-post")
        st.form_submit_button("Make the link", type="primary", on_click=_invite)
    if made := st.session_state.get(MADE):
        _made(me, made, clock)
    if not links:
        return
    st.html("<h2>Links that still work</h2>")
    for link in links:
        with st.container(horizontal=True, vertical_alignment="center", key=f"link-{link.id}"):
            st.html(view.link_row(link, clock), width="stretch")
            st.button("Take back", key=f"withdraw-{link.id}", on_click=_withdraw, args=(link,))


def _made(me: Visit, made: tuple[ColleagueLink, str], clock: WallClock) -> None:
    """The new link, once: it is kept nowhere."""
    link, token = made
    address = _address(me, token)
    with st.container(border=True, key="made"):
        what = "A new password for" if link.account_id else "The link for"
        st.html(f"<h2>{what} <bdi>{escape(link.name)}</bdi></h2>")
        st.code(address, language=None, wrap_lines=True)
        until = clock.exactly(link.expires_at)
        st.html(
            f'<p class="tb-quiet">It works once, until {until}, and is shown once. Give it to nobody else: '
            "whoever opens it is let in.</p>"
        )
        if urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1"):
            st.html(f'<p class="tb-quiet">{LOCAL_ONLY}</p>')
        st.button("Done", key="made-done", on_click=lambda: st.session_state.pop(MADE, None))


def _withdraw(link: ColleagueLink) -> None:
    def deed(me: Visit) -> str:
        me.store.colleagues.withdraw(link.id, me.account, me.now)
        return f"The link for {link.name} no longer works."

    attempt("invite", deed)


def _people(me: Visit, people: list[Account], clock: WallClock) -> None:
    say("people")
    for one in people:
        with st.container(horizontal=True, vertical_alignment="center", key=f"invited-{one.id}"):
            st.html(view.row(one, clock, is_me=one.id == me.account.id), width="stretch")
            with st.popover("Change", key=f"change-{one.id}"):
                _changes(me, one)


def _changes(me: Visit, one: Account) -> None:
    """What an administrator can do about somebody; it is asked for once more by its own words on the button."""
    st.html(f"<h3><bdi>{escape(one.name)}</bdi></h3>")
    if one.disabled:
        st.button("Switch on again", key=f"on-{one.id}", on_click=_switch_on, args=(one,))
        return
    now_is = POST_KEYS.index(post_key(one.role, is_clinician=one.is_clinician))
    st.selectbox("They are", POST_KEYS, now_is, format_func=lambda key: POSTS[key].words, key=f"post-{one.id}")
    st.button("Save role", key=f"role-{one.id}", on_click=_change_role, args=(one,))
    if one.id != me.account.id:
        st.button("New password by link", key=f"password-{one.id}", on_click=_new_password, args=(one,))
    if one.has_second_factor:
        st.button("Reset the second step", key=f"reset-{one.id}", on_click=_reset, args=(one,))
    if one.id != me.account.id:
        st.button("Switch off this account", key=f"off-{one.id}", on_click=_switch_off, args=(one,))
        st.html('<p class="tb-hint">Their sessions end at once and their cases go back to the team.</p>')


def _change_role(one: Account) -> None:
    def deed(me: Visit) -> str:
        _believed(me)
        post = POSTS[st.session_state[f"post-{one.id}"]]
        if POSTS[post_key(one.role, is_clinician=one.is_clinician)] == post:
            return "Nothing was changed."
        me.store.colleagues.change_role(one.id, post.role, me.account, me.now, is_clinician=post.is_clinician)
        return f"{one.name} is now: {post.words}. They sign in again to go on."

    attempt("people", deed)


def _new_password(one: Account) -> None:
    def deed(me: Visit) -> str:
        _believed(me)
        st.session_state[MADE] = me.store.colleagues.new_password(one.id, me.account, me.now)
        return ""

    attempt("invite", deed)


def _reset(one: Account) -> None:
    def deed(me: Visit) -> str:
        _believed(me)
        me.store.second_factors.reset(one.id, me.account, me.now)
        return f"{one.name} signs in with the password alone until they set up another second step."

    attempt("people", deed)


def _switch_off(one: Account) -> None:
    def deed(me: Visit) -> str:
        _believed(me)
        me.store.colleagues.switch_off(one.id, me.account, me.now)
        return f"{one.name} can no longer sign in."

    attempt("people", deed)


def _switch_on(one: Account) -> None:
    def deed(me: Visit) -> str:
        _believed(me)
        me.store.colleagues.switch_on(one.id, me.account, me.now)
        return f"{one.name} can sign in again."

    attempt("people", deed)


me = clinician()
page("People", me.clinic, me.account)
st.html("<h1>People</h1>")
if access.can_change_people(me.account):
    wall = WallClock(me.clinic, me.now)
    everybody, out = me.store.accounts.all(), me.store.colleagues.outstanding(me.now)
    st.html(f'<p class="tb-quiet">{view.sentence(everybody, out)}</p>')
    nobody_reads(me)
    left, right = st.columns([3, 2], gap="large")
    with left:
        # What stands in the field counts at once: else Tab rests on the eye inside it, and nothing is sent from there.
        st.text_input("Your own password, for every change on this page", type="password", key=OWN, max_chars=200,
                      autocomplete="current-password", width=360, live="0s", on_change="ignore")  # fmt: skip
        _people(me, everybody, wall)
        st.html(view.who_may_do_what())
    with right:
        _form(me, out, wall)
else:
    st.info("To add or change people, ask an administrator.")
