"""Our pages as Streamlit knows them: what the navigation lists, and what a link leads to."""

from __future__ import annotations

from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Literal

import streamlit as st

from pages._addresses import STAFF_PAGES, StaffPage

PAGES = Path(__file__).resolve().parent
Seen = Literal["visible", "hidden"]


def page_of(page: StaffPage) -> st.Page:
    """That page, for the navigation."""
    return _page(page.address.strip("/"), page.file, page.title, "visible" if page.is_listed else "hidden")


def form_page() -> st.Page:
    """The patient's form."""
    return _page("form", "patient/form.py", "Your answers", "hidden")


def page_at(address: str) -> st.Page:
    """The page at one of staff's addresses, for many links: a link to a file looks for that file each time."""
    return page_of(next(page for page in STAFF_PAGES if page.address == address))


def _page(address: str, file: str, title: str, seen: Seen) -> st.Page:
    """A page of one run's own: the navigation marks the one that it chooses, and another tab must not see the mark."""
    return copy(_found(address, file, title, seen))


@lru_cache
def _found(address: str, file: str, title: str, seen: Seen) -> st.Page:
    """Made once: Streamlit looks on the disk for the file of every page that is made."""
    return st.Page(PAGES / file, title=title, url_path=address, visibility=seen)
