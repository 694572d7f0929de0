"""Staff's pages as Streamlit knows them: what the navigation lists, and what a link leads to."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import streamlit as st

from pages._addresses import STAFF_PAGES, StaffPage

PAGES = Path(__file__).resolve().parent


def page_of(page: StaffPage) -> st.Page:
    """That page, for the navigation."""
    seen: Literal["visible", "hidden"] = "visible" if page.is_listed else "hidden"
    return st.Page(PAGES / page.file, title=page.title, url_path=page.address.strip("/"), visibility=seen)


def page_at(address: str) -> st.Page:
    """The page at one of staff's addresses, for many links: a link to a file looks for that file each time."""
    return page_of(next(page for page in STAFF_PAGES if page.address == address))
