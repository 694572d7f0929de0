"""The Streamlit script: which pages this person has. A page that is not listed here cannot be reached at all."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from intake import access
from intake.people import Account
from pages._gate import may_see_form, staff_account

PAGES = Path(__file__).resolve().parent
STAFF_PAGES = (
    ("clinician/queue_page.py", "Queue", "queue", "visible"),
    ("clinician/case.py", "Case", "case", "hidden"),
    ("clinician/invite.py", "Invite", "invite", "visible"),
    ("clinician/rules.py", "Rules", "rules", "visible"),
    ("clinician/settings.py", "Settings", "settings", "visible"),
)
ONLY = {"settings": access.can_change_settings}
FORM = ("patient/form.py", "Your answers", "form", "hidden")


def _listed() -> list[st.Page]:
    """The pages of this browser. The form and the staff pages can both be there: one browser, two people's cookies."""
    staff = staff_account()
    rows = (*(row for row in STAFF_PAGES if staff and _may(staff, row[2])), *((FORM,) if may_see_form() else ()))
    return [st.Page(PAGES / file, title=title, url_path=path, visibility=seen) for file, title, path, seen in rows]


def _may(staff: Account, path: str) -> bool:
    """Whether a page is for this role; most are for everybody who works here."""
    return ONLY[path](staff) if path in ONLY else True


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
