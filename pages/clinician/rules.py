"""`/rules`: the tables that grade here, as people read them, with their sources and their version."""

from __future__ import annotations

import streamlit as st

from intake import rules
from pages import _rules_view as view
from pages._gate import clinician
from pages._look import page

me = clinician()
page("Rules", me.clinic, me.account)
tables = rules.load(me.clinic.policy)
st.html(view.head(tables) + view.proof(tables))
for html in view.sections(tables):
    st.html(html)
