"""The queue in words above its rows: its sentence, what is new, what a filter hides, what the charts show.

Everything here is values in, escaped HTML or plain words out; `clinician/queue_page.py` puts it on the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from intake.cases import QueueRow
from intake.queue_text import sentence
from intake.today import Charted, Counts, Filter, Look, News, Show
from intake.urgency import LADDER, Urgency, most_urgent
from pages._look import escape
from pages._moments import WallClock, days
from reports.frames import AGE_BANDS, ALL_AGES, LABELS

WORDS = {
    Show.RING: "Ring now",
    Show.LATE: "Late",
    Show.DUE_TODAY: "Due today",
    Show.DUE_LATER: "Due later",
    Show.NO_CLOCK: "No clock",
    Show.NEW: "New",
    Show.UNREAD: "First look overdue",
    Show.MINE: "Mine",
    Show.COLLEAGUES: "With a colleague",
    Show.NOBODYS: "Nobody has it",
    Show.BOOKED_TOO_LATE: "Booked too late",
    Show.ONE_CALL: "One call would settle it",
    Show.PATIENT: "Waiting for the patient",
    Show.CHASE: "Requests to chase",
    Show.STOPPED: "Stopped at the emergency page",
    Show.ABANDONED: "Not finished",
    Show.NOT_ASSESSED: "Under 16, not assessed",
}
"""What each count is called."""


def in_order_seen(rows: Mapping[str, QueueRow], seen: Sequence[str]) -> list[QueueRow]:
    """The rows whose references are in `seen`, in that order: nothing moves while somebody reads."""
    return [rows[reference] for reference in seen if reference in rows]


def top(counts: Counts, clock: WallClock, last_received: str) -> str:
    """The sentence and when the last intake came, or what an empty queue says."""
    received = f"Last received {last_received}." if last_received else "Nothing has been received yet."
    if not counts.waiting:
        return f'<p class="tb-empty">No one is waiting. {escape(received)}</p>'
    said = f'<h1 class="tb-sentence">{escape(sentence(counts, clock.briefly))}</h1>'
    return f'<div class="tb-topline">{said}<p class="tb-quiet">{escape(received)}</p></div>'


def announcement(now: Sequence[str], seen: Sequence[str], news: News) -> str:
    """What has changed since the order was taken: `4 new, the most urgent Immediate`; empty when nothing has.

    `now` are the references that would be shown now, `seen` those that are.
    """
    arrived = {reference: level for reference, level in news.arrived.items() if reference not in seen}
    there, known = set(now), set(seen)
    still = [reference for reference in now if reference in known]
    moved = still != [reference for reference in seen if reference in there]
    left = bool(known - there or there - known - set(arrived)) and not news.gone
    changed = "the order has changed" if moved else "the list has changed" if left and not arrived else ""
    parts = (_new(tuple(arrived.values())), f"{news.gone} no longer waiting" if news.gone else "", changed)
    return " · ".join(part for part in parts if part)


def _new(arrived: Sequence[Urgency | None]) -> str:
    if not arrived:
        return ""
    graded = [level for level in arrived if level]
    if len(graded) < len(arrived) and all(level.rank < Urgency.IMMEDIATE.rank for level in graded):
        ungraded = len(arrived) - len(graded)
        return "1 new: not assessed" if len(arrived) == 1 else f"{len(arrived)} new, {ungraded} of them not assessed"
    word = LADDER[most_urgent(*graded)].word
    return f"1 new: {word}" if len(arrived) == 1 else f"{len(arrived)} new, the most urgent {word}"


def filtered(look: Look, wanted: Filter) -> str:
    """`7 of 24 shown. 2 urgent or above hidden by this filter.`; empty where nothing is left out."""
    if not wanted.hides:
        return ""
    hidden = f" <b>{look.hidden} urgent or above hidden by this filter.</b>" if look.hidden else ""
    return f'<p class="tb-filtered" role="status">{look.found} of {look.counts.waiting} shown.{hidden}</p>'


def age_sentence(counts: Counts, charted: Charted) -> str:
    """What the age chart shows: who the most urgent are."""
    if charted.span is None:
        return ""
    youngest, oldest = charted.span
    ungraded = counts.of[Show.NOT_ASSESSED]
    without = f" {ungraded} not assessed." if ungraded else ""
    span = f"Ages {youngest} to {oldest}" if youngest < oldest else f"Age {youngest}"
    pressing = sum(n for level, n in counts.levels.items() if level.rank >= Urgency.IMMEDIATE.rank)
    if not pressing:
        return f"{span}; nobody is Immediate or above.{without}"
    if pressing > len(charted.pressing) or pressing > 4:
        return f"{span}; {pressing} are Immediate or above.{without}"
    return f"{span}; Immediate or above: aged {_listed([str(age) for age in charted.pressing])}.{without}"


def booked_sentence(counts: Counts, charted: Charted) -> str:
    """What the booking chart shows: how many are booked after the day they are due, and the worst of them."""
    tail = f" {charted.unbooked} not booked." if charted.unbooked else ""
    tail += f" Not drawn: {charted.ungraded} not assessed." if charted.ungraded else ""
    late, booked = counts.of[Show.BOOKED_TOO_LATE], sum(charted.booked.values()) + charted.ungraded
    if not late or charted.worst is None:
        return f"Nobody is booked after the day they are due.{tail}"
    over = days(charted.worst.over_days) if charted.worst.over_days else "hours"
    furthest = ":" if late == 1 else ", furthest"
    return f"{late} of {booked} booked after the day due{furthest} {charted.worst.name} by {over}.{tail}"


def _listed(words: Sequence[str]) -> str:
    """`42, 58 and 71`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def with_table(says: str, table: str) -> str:
    """What a chart says, and its table a click away."""
    return f'<div class="tb-says"><p>{escape(says)}</p>{table}</div>'


def age_table(ages: pd.DataFrame) -> str:
    """The counts behind the age chart."""
    lines: dict[str, list[object]] = {label: [label] for label in LABELS}
    for label, people in zip(ages["urgency"], ages["people"], strict=True):
        lines[label].append(people)
    return _table(("Urgency", *AGE_BANDS, ALL_AGES), list(lines.values()))


def booked_table(booked: pd.DataFrame) -> str:
    """The counts behind the booking chart, furthest past the day first."""
    columns = zip(booked["urgency"], booked["over_days"], booked["people"], strict=True)
    lines = [(label, f"{over:+d}", people) for label, over, people in columns]
    return _table(("Urgency", "Days after due", "People"), lines)


def _table(head: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    """A table that opens on a click."""
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in line)}</tr>" for line in lines)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    return f'<details class="tb-table"><summary>Table</summary><div class="tb-scroll">{table}</div></details>'
