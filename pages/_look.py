"""What every Streamlit page opens with: its title, the SAMPLE ribbon, who is signed in and the way out.

Style sheets are in the shell (`_shell.py`), not in the page: nothing is sent twice.
"""

from __future__ import annotations

from html import escape as _escape

import streamlit as st

from intake.clocks import local
from intake.people import Account, Clinic
from pages._clock import is_moved


def escape(text: object) -> str:
    """Text as text: what `st.html` must be given of anything that a person typed."""
    return _escape(str(text), quote=True)


DOT = " ·\u00a0"
"""Between two facts on a line: where the line ends between them, the dot begins the next one and dangles nowhere."""


CASE_HERE = "case-here"
"""Which case this tab shows, until it shows another page."""


def page(title: str, clinic: Clinic, account: Account | None = None) -> None:
    """Open a page: window title (never a patient's name), ribbon, and for staff the line with the way out."""
    st.set_page_config(page_title=f"{title} · Twitchboard", layout="wide" if account else "centered")
    if title != "Case":
        st.session_state.pop(CASE_HERE, None)
    if clinic.is_sample:
        st.html(_ribbon(for_staff=account is not None))
    elif is_moved():
        st.html(_MOVED)
    if account:
        st.html(_top(clinic, account))


_MOVED = (
    '<div class="tb-ribbon" role="note"><span><strong>REHEARSAL</strong> The clock is moved by TWITCHBOARD_NOW: '
    "no due date here is real.</span></div>"
)


def _ribbon(*, for_staff: bool) -> str:
    remove = (
        "<details><summary>Remove the sample clinic</summary><span>Everything in it goes for good.</span>"
        '<form method="post" action="/sample/end"><button type="submit">Yes, remove it</button></form></details>'
    )
    return (
        '<div class="tb-ribbon" role="note"><span><strong>SAMPLE</strong> Nobody here is real.</span>'
        f"{remove if for_staff else ''}</div>"
    )


def _top(clinic: Clinic, account: Account) -> str:
    before = account.signed_in_before_at
    there = local(before, clinic) if before else None
    last = f'<span class="tb-before">Last signed in {there:%a} {there.day} {there:%b %H:%M}</span>' if there else ""
    return (
        '<div class="tb-top"><span class="tb-mark">Twitchboard</span>'
        f'<span class="tb-whose">{escape(clinic.name)}</span>'
        f'<span class="tb-space"></span>{last}<a href="/account" target="_self">{escape(account.name)}</a>'
        '<form method="post" action="/sign-out"><button type="submit">Sign out</button></form></div>'
    )


def morning_sheet_link() -> str:
    """The queue on paper, in a tab of its own."""
    return '<p><a class="tb-onward" href="/morning-sheet.pdf" target="_blank">Morning sheet, one page to print</a></p>'
