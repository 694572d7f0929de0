"""The Streamlit script: which pages this person has. A page that is not listed here cannot be reached at all."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from pages._addresses import STAFF_PAGES, may_open
from pages._gate import may_see_form, staff_account
from pages._navigation import PAGES, page_of

FORM = st.Page(PAGES / "patient/form.py", title="Your answers", url_path="form", visibility="hidden")


def _listed() -> list[st.Page]:
    """The pages of this browser. The form and the staff pages can both be there: one browser, two people's cookies."""
    staff = staff_account()
    theirs = [page_of(page) for page in STAFF_PAGES if staff and may_open(staff, page.check)]
    return [*theirs, *([FORM] if may_see_form() else [])]


def _home() -> None:
    """Streamlit wants a page at `/`; ours is a plain one, so whoever lands here is sent on by the server."""
    st.html('<p><a href="/" target="_self">Go on</a></p>')


def _is_form() -> bool:
    return urlsplit(st.context.url or "").path.rstrip("/").endswith("/form")


listed = _listed()
if not listed:
    st.error("Nothing is lost. [Sign in](/sign-in), or open your clinic's link again.", title="You are signed out")
    st.stop()
home = st.Page(_home, title="Twitchboard", url_path="home", default=True, visibility="hidden")
st.navigation([home, *listed], position="hidden" if _is_form() else "top").run()
