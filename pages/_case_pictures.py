"""Photos and videos on the case: shown as they were sent, added on a page of their own, removed with a reason."""

from __future__ import annotations

import streamlit as st

from intake.cases import CaseFile
from intake.pictures import Kept
from pages._deeds import attempt, field, say
from pages._gate import Visit
from pages._look import escape
from pages._moments import WallClock

PLACE = "pictures"


def pictures(case: CaseFile, clock: WallClock) -> None:
    """What there is, and the way to add one."""
    st.html('<span class="tb-anchor" id="pictures"></span><h2>Photos and videos</h2>')
    say(PLACE, refusals=False)
    for kept in case.pictures:
        _one(case, kept, clock)
    there = f"/pictures/{escape(case.reference)}"  # in this tab: a new one behind it looks as if nothing had happened
    st.html(f'<p><a class="tb-onward" href="{there}" target="_self">Add a photo or video</a></p>')


def _one(case: CaseFile, kept: Kept, clock: WallClock) -> None:
    st.html(figure(case.reference, kept, clock))
    if kept.removed_by:
        return
    with st.popover("Remove", key=f"picture-remove-{kept.id}"), st.form(f"picture-{kept.id}", border=False):
        st.text_input("Why is it removed? It cannot be brought back.", key=f"picture-why-{kept.id}", max_chars=200)
        st.form_submit_button(f"Remove the {kept.kind}", on_click=_remove, args=(case, kept))
        say(PLACE, refusals=True)


def figure(reference: str, kept: Kept, clock: WallClock) -> str:
    """One of them with what it shows, whose it is and when; one that was removed, in words."""
    by = f"{escape(kept.by)}, {clock.exactly(kept.at)}"
    if kept.removed_by:
        why = f'<span dir="auto">{escape(kept.why_removed)}</span>'
        return f'<p class="tb-quiet">A {escape(kept.kind)} ({by}) was removed by {escape(kept.removed_by)}: {why}</p>'
    address, shows = f"/pictures/{escape(reference)}/{kept.id}", escape(kept.remark or f"The {kept.kind} of the twitch")
    seen = (
        f'<video src="{address}" controls preload="metadata" aria-label="{shows}"></video>'
        if kept.kind == "video"
        else f'<img src="{address}" alt="{shows}" loading="lazy">'
    )
    said = f'<span dir="auto">{escape(kept.remark)}</span> ' if kept.remark else ""
    return (
        f'<figure class="tb-picture">{seen}<figcaption>{said}<span class="tb-quiet">{by}</span></figcaption></figure>'
    )


def _remove(case: CaseFile, kept: Kept) -> None:
    def deed(me: Visit) -> str:
        me.store.pictures.remove(case.reference, kept.id, field(f"picture-why-{kept.id}"), me.account, me.now)
        return f"The {kept.kind} is removed. That there was one stays in the timeline."

    attempt(PLACE, deed)
