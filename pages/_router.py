"""The Streamlit script: which pages this person has. A page that is not listed here cannot be reached at all."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from pages._addresses import STAFF_PAGES, may_open
from pages._gate import Staff, any_clinic, just_asked, may_see_form, staff_of_this_run
from pages._navigation import form_page, page_of
from pages._patient_draw import form_over


def _listed(staff: Staff | None, *, fills_in: bool) -> list[st.Page]:
    """The pages of this browser. The form and the staff pages can both be there: one browser, two people's cookies."""
    account = staff.account if staff else None
    theirs = [page_of(page) for page in STAFF_PAGES if account and may_open(account, page.check)]
    return [*theirs, *([form_page()] if fills_in else [])]


def _home() -> None:
    """Streamlit wants a page at `/`; ours is a plain one, so whoever lands here is sent on by the server."""
    st.html('<p><a href="/" target="_self">Go on</a></p>')


def _is_form() -> bool:
    return urlsplit(st.context.url or "").path.rstrip("/").endswith("/form")


staff, fills_in = staff_of_this_run(), may_see_form()
listed = _listed(staff, fills_in=fills_in)
if _is_form() and not fills_in:
    form_over(any_clinic())
if not listed:
    st.error("Nothing is lost. [Sign in](/sign-in), or open your clinic's link again.", title="You are signed out")
    st.stop()
home = st.Page(_home, title="Twitchboard", url_path="home", default=True, visibility="hidden")
with just_asked(staff):
    st.navigation([home, *listed], position="hidden" if _is_form() else "top").run()
