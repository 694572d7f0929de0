"""The settings on a page: which fields, in which order, with which words; and what was wrong, each at its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import streamlit as st

from intake import country
from intake.clinic_form import CHASED, DAY_NAMES, LONGEST, REPORT_LABEL, SHORTENABLE, Wrong, written, zones
from intake.clocks import coming_holidays, local
from intake.colleagues import VALID
from intake.following import REPORT
from intake.invitations import VALID_DAYS
from intake.people import Clinic
from intake.second_factor import WANTED_WORDS
from intake.store.drafts import KEPT as DRAFTS_KEPT
from intake.store.sessions import STAFF_IDLE
from intake.weekly import JOURNAL_DAYS
from pages._look import escape
from pages._moments import WallClock

PREFIX = "set-"
NARROW = 300
CHASE_WIDTH = 220


class Fields:
    """Text fields that show what is saved until somebody types, and say below themselves what is wrong."""

    def __init__(self, saved: Mapping[str, str], wrong: Iterable[Wrong]) -> None:
        self.saved = saved
        self.wrong = {one.field: one.said for one in wrong}

    def text(
        self,
        name: str,
        label: str,
        hint: str = "",
        *,
        width: int | Literal["stretch"] = "stretch",
        label_hidden: bool = False,
    ) -> None:
        """One line."""
        st.text_input(
            label,
            self.saved[name],
            key=f"{PREFIX}{name}",
            max_chars=LONGEST.get(name, 200),
            autocomplete="off",
            width=width,
            label_visibility="collapsed" if label_hidden else "visible",
        )
        self.below(name, hint)

    def lines(self, name: str, label: str, hint: str = "") -> None:
        """Several lines."""
        st.text_area(label, self.saved[name], key=f"{PREFIX}{name}", max_chars=LONGEST.get(name, 4000), height=110)
        self.below(name, hint)

    def choice(self, name: str, label: str, options: Mapping[str, str], hint: str = "") -> None:
        """One of several."""
        keys = list(options)
        at = keys.index(self.saved[name]) if self.saved[name] in keys else 0
        st.selectbox(label, keys, at, format_func=lambda key: options[key], key=f"{PREFIX}{name}")
        self.below(name, hint)

    def below(self, name: str, hint: str = "") -> None:
        """What is wrong, or else the hint."""
        if name in self.wrong:
            st.html(f'<p class="tb-said">{escape(self.wrong[name])}</p>')
        elif hint:
            st.html(f'<p class="tb-hint">{escape(hint)}</p>')


def typed(names: Iterable[str]) -> dict[str, str]:
    """What stands in the fields now."""
    return {name: str(st.session_state.get(f"{PREFIX}{name}") or "") for name in names}


def is_new_here() -> bool:
    """Whether the page has just been opened: none of its fields is there yet."""
    return f"{PREFIX}name" not in st.session_state


def the_clinic(fields: Fields) -> None:
    """Name, numbers, address, what is printed."""
    st.html("<h2>The clinic</h2>")
    fields.text("name", "Name", "As patients know it.")
    fields.text("telephone", "Telephone", "Patients see it on every page.")
    fields.text("emergency_number", "Emergency number", "Patients are told to call it.")
    fields.lines("address", "Address", "Printed on requests.")
    fields.lines(
        "letterhead",
        "Letterhead",
        "Printed at the top of letters, for example names, a registered office, a web address.",
    )


def hours(fields: Fields, clinic: Clinic, clock: WallClock) -> None:
    """A row a weekday, the days closed, the time zone."""
    st.html("<h2>Opening hours</h2>")
    st.html(
        '<p class="tb-hint">Leave a day empty if the clinic is closed. Due dates and promises follow these hours.</p>'
    )
    for day, name in enumerate(DAY_NAMES):
        with st.container(horizontal=True, vertical_alignment="center", key=f"hours-{day}"):
            st.html(f'<p class="tb-day">{name}</p>', width=104)
            fields.text(f"opens-{day}", f"{name} opens", width=92, label_hidden=True)
            st.html("to", width=20)
            fields.text(f"closes-{day}", f"{name} closes", width=92, label_hidden=True)
    order = country.pack_of(clinic.country).date_order
    shown = sorted(clinic.closed_on)[0] if clinic.closed_on else None
    example = written(shown, order) if shown else {"dmy": "24/12/2026", "mdy": "12/24/2026", "ymd": "2026-12-24"}[order]
    fields.lines(
        "closed_on",
        "Days closed",
        f"A day a line, like {example}, or a first to a last day. {known_holidays(clinic, clock)}",
    )
    fields.choice("time_zone", "Time zone", {zone: zone for zone in zones()})


def clocks(fields: Fields) -> None:
    """How soon answers are read, when unfinished ones become a case, targets, chasing."""
    st.html("<h2>How soon</h2>")
    fields.text(
        "first_look_working_days",
        "Working days until answers are read",
        "One promise for every patient.",
        width=NARROW,
    )
    fields.text(
        "abandoned_after_hours",
        "Hours until unfinished answers become a case",
        "From the last answer.",
        width=NARROW,
    )
    for level in SHORTENABLE:
        step = level.step
        label = f"{step.shape} {step.word}: days until seen"
        fields.text(
            f"target-{level}",
            label,
            f"At most {step.seen_within_days}: shorter is allowed, longer is not.",
            width=NARROW,
        )
    st.html("<h2>Chasing a request</h2>")
    st.html('<p class="tb-hint">Days after signing until a request without a report is chased.</p>')
    with st.container(horizontal=True, key="chase"):
        for kind, label in CHASED.items():
            with st.container(width=CHASE_WIDTH, key=f"chase-{kind}"):
                fields.text(f"chase-{kind}", label)
    with st.container(key="chase-report"):
        hint = "Days after the test until a report that has not come is chased."
        fields.text(f"chase-{REPORT}", REPORT_LABEL, hint, width=CHASE_WIDTH)


def signing_in(fields: Fields) -> None:
    """Whether a code is asked for besides the password."""
    st.html("<h2>Signing in</h2>")
    words = {key.value: said for key, said in WANTED_WORDS.items()}
    fields.choice("second_factor", "Second step", words, "Whoever has set one up is asked for it in any case.")


def printed_logo(clinic: Clinic) -> str:
    """The logo as it is printed, and the way to another one: a page of its own, because it takes a file."""
    shown = f'<img class="tb-logo" alt="The clinic\'s logo" src="data:image/png;base64,{escape(clinic.logo)}">'
    there = shown if clinic.logo else '<p class="tb-hint">None yet. A logo stands at the head of every document.</p>'
    link = "Change or remove the logo" if clinic.logo else "Bring a logo"
    return f'<h2>Logo</h2>{there}<p><a class="tb-onward" href="/settings/logo" target="_self">{link}</a></p>'


KEPT = (
    ("Cases, answers, decisions, signed requests", "as long as the database: the law on health records decides"),
    ("Answers begun and not sent", f"{DRAFTS_KEPT.days} days after they came in as a case"),
    ("Links of patients", f"work for {VALID_DAYS} days"),
    ("Pages after sending", f"{JOURNAL_DAYS} days"),
    ("Links of colleagues", f"work for {int(VALID.total_seconds() // 3600)} hours, once"),
    ("Staff's sessions", f"end after {int(STAFF_IDLE.total_seconds() // 60)} idle minutes"),
    ("The audit trail", "as long as the database; nothing is removed from it"),
)


def retention() -> str:
    """How long what is kept. Shown, not set: what may be shorter is decided with the law, not on this page."""
    rows = "".join(f'<tr><th scope="row">{escape(what)}</th><td>{escape(long)}</td></tr>' for what, long in KEPT)
    return f'<h2>How long things are kept</h2><table class="tb-kept"><tbody>{rows}</tbody></table>'


def known_holidays(clinic: Clinic, clock: WallClock) -> str:
    """The next public holidays that the clocks leave out, so that nobody types them."""
    coming = coming_holidays(clinic, local(clock.now, clinic).date(), 3)
    if not coming:
        return "No public holidays are known for this country: enter them here."
    return "Known already: " + ", ".join(f"{clock.plain_day(day)} {name}" for day, name in coming) + "."


def messages(fields: Fields) -> None:
    """What messages carry."""
    st.html("<h2>Links and messages</h2>")
    fields.text(
        "public_address",
        "Address that patients use",
        "Where Twitchboard is reached from outside, like https://intake.example.org.",
    )
    fields.text(
        "sender_name",
        "Name in messages",
        "Optional. Messages say nothing about health, so a name that does cannot be used.",
    )


def saved_line(clinic: Clinic, clock: WallClock) -> str:
    """What the settings mean today, in a sentence."""
    where = country.pack_of(clinic.country).name
    return f'<p class="tb-quiet">{escape(where)}. It is {clock.exactly(clock.now)} at the clinic.</p>'
