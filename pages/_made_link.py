"""A link that was just made, shown once: the address, the code to scan, the message to paste."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import streamlit as st

from intake.delivery import public_address
from intake.invitations import Invited
from intake.messages import MessageKind, letter
from intake.people import Clinic
from pages import _invite_view as view
from pages._look import escape

LOCAL_ONLY = "This address opens on this machine only. Telephones need the clinic's own address: see Settings."
ONCE = "The link is shown once. If it is lost, make a new one below."


def address_of(token: str, clinic: Clinic, page_url: str) -> str:
    """The patient's link: at the clinic's own address, or where this page was opened."""
    own = public_address(clinic, os.environ)
    return f"{own}/i/{token}" if own else view.link(page_url, token)


def message_of(made: Invited, clinic: Clinic, page_url: str, kind: MessageKind = MessageKind.INVITATION) -> str:
    """What to paste into a text message: it says nothing about anybody's health, nor which clinic asks."""
    return letter(kind, made.invitation, address_of(made.token, clinic, page_url), clinic).text.replace("\n", " ")


def show(made: Invited, clinic: Clinic, page_url: str, kind: MessageKind = MessageKind.INVITATION) -> None:
    """The link, its code and its message."""
    address = address_of(made.token, clinic, page_url)
    st.html(f"<h2>The link for <bdi>{escape(made.invitation.patient.name)}</bdi></h2>")
    st.html(view.code(address))
    st.code(address, language=None, wrap_lines=True)
    st.html('<p class="tb-label">Message to paste</p>')
    st.code(message_of(made, clinic, page_url, kind), language=None, wrap_lines=True)
    if view.is_this_machine_only(f"//{urlsplit(address).netloc}"):
        st.html(f'<p class="tb-quiet">{LOCAL_ONLY}</p>')
