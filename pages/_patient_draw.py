"""What surrounds the patient's questions: the clinic's name, the summary of what is wrong, the numbers to ring.

All of it is HTML of ours with every value escaped; widgets are in `_widgets.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from intake.people import Clinic
from intake.questionnaire import Problem
from intake.typists import Hand, Typist
from pages._look import escape
from pages._look import page as open_page
from pages._patient_words import Say, speak
from pages._shell import asset_address
from pages._typist_bar import bar_key
from pages._widgets import anchor


def typist_line(typist: Typist | None, name: str, say: Say) -> None:
    """Who types, where it is not the patient, and the way to say otherwise; staff know the patient's name."""
    key = bar_key(typist)
    if not key or typist is None:
        return
    change = f'<a href="/for-somebody" target="_self">{escape(say("for_somebody.bar_change"))}</a>'
    over = f'<form method="post" action="/telephone/end"><button type="submit">{escape(say("for_somebody.bar_over"))}'
    way = f"{over}</button></form>" if typist.hand is Hand.TELEPHONE else change
    st.html(f'<div class="tb-typist"><p>{escape(say(key, name=name))}</p>{way}</div>')


def brand(clinic: Clinic, say: Say) -> None:
    """The top of the page, as on the plain pages; one line more, for what the script says of the connection."""
    mark = f'<img src="{asset_address("wordmark.svg")}" alt="Twitchboard" width="190" height="32">'
    words = " ".join(f'data-{word}="{escape(say(f"form.{word}"))}"' for word in ("lost", "found", "saving", "slow"))
    lost = f'<p class="tb-lost" role="status" {words}></p>'
    st.html(f'<div class="tb-brand">{mark}<p>{escape(clinic.name)}</p>{lost}</div>')


def heading(text: str, place: str, progress: str = "", step: int = 1, steps: int = 1) -> None:
    """The page's one heading, below a line that shows how far one has come.

    `place` changes with the page: the script of the form then starts at the top.
    """
    bar = f'<progress class="tb-progress" value="{step}" max="{steps}" aria-label="{escape(progress)}"></progress>'
    title = f'<h1 class="tb-heading" id="tb-heading" tabindex="-1" data-place="{escape(place)}">{escape(text)}</h1>'
    st.html(f"{bar if progress else ''}{title}")


def summary(problems: Iterable[Problem], say: Say, turn: int) -> None:
    """What is wrong, each line leading to its question; the browser's focus goes here."""
    lines = "".join(f'<li><a href="#{anchor(p.link_id)}">{escape(p.message)}</a></li>' for p in problems)
    title = escape(say("all.error_title"))
    st.html(
        f'<div class="tb-summary" id="tb-summary" role="alert" tabindex="-1" data-turn="{turn}">'
        f"<h2>{title}</h2><ul>{lines}</ul></div>"
    )


def newer_box(lines: Iterable[tuple[str, str]], say: Say, turn: int) -> None:
    """That the answers were changed elsewhere meanwhile, and what stood here: (question, answer) pairs."""
    kept = "".join(f"<li>{escape(question)} <strong>{escape(answer)}</strong></li>" for question, answer in lines)
    st.html(
        f'<div class="tb-summary tb-newer" id="tb-summary" role="alert" tabindex="-1" data-turn="{turn}">'
        f"<h2>{escape(say('form.newer'))}</h2><p>{escape(say('form.newer_text'))}</p><ul>{kept}</ul>"
        f"<p>{escape(say('form.newer_again'))}</p></div>"
    )


def no_to_the_rest(say: Say) -> None:
    """One tap in place of many: the browser chooses No wherever nothing is chosen yet, for everybody to see.

    Nothing is decided on the server: what is sent are the answers that stand on the page, each one to be changed.
    """
    st.html(
        f'<button type="button" class="tb-rest" data-rest="no">{escape(say("form.rest"))}</button>'
        f'<p class="tb-rest-said" role="status" data-said="{escape(say("form.rest_said"))}"></p>'
    )


def body_map(key: str, say: Say) -> str:
    """Where the form's script puts the body picture, beside the boxes of the question with this key.

    A way in for eyes and thumbs only: the list of boxes is the control, and stands alone where the picture fails.
    """
    words = {name: say(f"form.map_{name}") for name in ("front", "back", "face", "right", "left", "hint")}
    spoken = "".join(f' data-{name}="{escape(said)}"' for name, said in words.items())
    drawing = asset_address("body.svg")
    return f'<div class="tb-map" data-key="{key}" data-drawing="{drawing}"{spoken} aria-hidden="true"></div>'


def footer(clinic: Clinic, say: Say) -> None:
    """The numbers to ring, and the way back to the emergency list, on every page."""
    st.html(
        '<div class="tb-foot">'
        f'<p class="tb-ways">{_ring(clinic.emergency_number, say("all.emergency_now"))} '
        f'<a href="/emergency" target="_self">{escape(say("all.emergency_list"))}</a></p>'
        f"<p>{escape(clinic.name)}: {_ring(clinic.telephone, clinic.telephone)}</p>"
        f'<p class="tb-kept">{escape(say("form.saved"))}</p></div>'
    )


def _ring(number: str, text: str) -> str:
    return f'<a href="tel:{escape(number.replace(" ", ""))}">{escape(text)}</a>'


PHONE_IDLE, PHONE_WARNED = 15 * 60, 2 * 60
TABLET_IDLE, TABLET_WARNED = 3 * 60, 30
"""Seconds without anybody until the page is closed, and how long before that it asks."""


def idle_words(say: Say, *, on_tablet: bool) -> None:
    """What `idle.js` says before it closes a page that nobody uses, and after how long."""
    after, warn = (TABLET_IDLE, TABLET_WARNED) if on_tablet else (PHONE_IDLE, PHONE_WARNED)
    text = say("idle.text_tablet" if on_tablet else "idle.text")
    spoken = (
        f'data-title="{escape(say("idle.title"))}" data-text="{escape(text)}" data-stay="{escape(say("idle.stay"))}"'
    )
    lent = f' data-tablet="{escape(say("tablet.give_back"))}"' if on_tablet else ""
    st.html(
        f'<div id="tb-idle" data-after="{after}" data-warn="{warn}" data-leave="/pause" {spoken}{lent} hidden></div>'
    )


def form_over(clinic: Clinic | None) -> None:
    """The form was closed under somebody's hands: elsewhere, by the clinic, or in time. What to do; the run ends."""
    say = speak(clinic)
    if clinic:
        open_page(say("form.over"), clinic)
        brand(clinic, say)
        heading(say("form.over"), "over")
        st.html(f"<p>{escape(say('form.over_text'))}</p>")
    onward = escape(say("form.over_again"))
    st.html(f'<p><a class="tb-again" href="/birth" target="_self">{onward}</a></p>')
    if clinic:
        footer(clinic, say)
    st.stop()


def go_to(address: str, say: Say) -> None:
    """Leave the form for a plain page of ours: the form's script follows the link at once, a finger can too."""
    onward = escape(say("all.continue"))
    st.html(f'<p><a class="tb-go" data-go="now" href="{escape(address)}" target="_self">{onward}</a></p>')
