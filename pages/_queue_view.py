"""The queue in words and rows: what its sentence says, how a row reads, and what keeps its order still.

Everything here is values in, escaped HTML or plain words out; `clinician/queue_page.py` puts it on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import pandas as pd

from intake.cases import IntakeKind, QueueRow
from intake.notices import FLAGS, FROM_PATIENT, NoticeKind
from intake.urgency import LADDER, Urgency, most_urgent
from pages._badges import could_be, five_rows, flag, urgency
from pages._look import escape
from pages._moments import WallClock, days
from reports.body import places
from reports.frames import AGE_BANDS, ALL_AGES, LABELS

_LISTED = 4
_KINDS = {
    IntakeKind.EMERGENCY: "stopped at the emergency page",
    IntakeKind.UNDER_16: "under 16, children's pathway",
    IntakeKind.ABANDONED: "not finished",
}


def in_order_seen(rows: Sequence[QueueRow], seen: Sequence[str]) -> list[QueueRow]:
    """The rows whose references are in `seen`, in that order: nothing moves while somebody reads."""
    by_reference = {row.reference: row for row in rows}
    return [by_reference[reference] for reference in seen if reference in by_reference]


def sentence(rows: Sequence[QueueRow], clock: WallClock) -> str:
    """Who waits, in one sentence: `24 waiting, 1 emergency told 09:02, 3 late, 2 booked too late for their urgency`."""
    parts = [
        f"{len(rows)} waiting",
        *_emergencies(rows, clock),
        *_counted(sum(row.is_late(clock.now) for row in rows), "late"),
        *_counted(sum(row.booked_too_late for row in rows), "booked too late for their urgency"),
    ]
    return ", ".join(parts)


def _counted(count: int, words: str) -> list[str]:
    return [f"{count} {words}"] if count else []


def _emergencies(rows: Iterable[QueueRow], clock: WallClock) -> list[str]:
    """How many, and when the newest of them was told to call (or, where nobody told them, was received)."""
    found = sorted((row for row in rows if row.urgency is Urgency.EMERGENCY), key=lambda row: row.received_at)
    if not found:
        return []
    noun = "emergency" if len(found) == 1 else "emergencies"
    verb = "told" if found[-1].kind is IntakeKind.EMERGENCY else "received"
    latest = "" if len(found) == 1 else "the last "
    joined = "" if len(found) == 1 else ","
    return [f"{len(found)} {noun}{joined} {latest}{verb} {clock.briefly(found[-1].received_at)}"]


def top(rows: Sequence[QueueRow], clock: WallClock, last_received: str) -> str:
    """The sentence and when the last intake came, or what an empty queue says."""
    received = f"Last received {last_received}." if last_received else "Nothing has been received yet."
    if not rows:
        return f'<p class="tb-empty">No one is waiting. {escape(received)}</p>'
    said = f'<h1 class="tb-sentence">{escape(sentence(rows, clock))}</h1>'
    return f'<div class="tb-topline">{said}<p class="tb-quiet">{escape(received)}</p></div>'


def announcement(rows: Sequence[QueueRow], seen: Sequence[str]) -> str:
    """What has changed since the order was taken: `4 new, the most urgent Immediate`; empty when nothing has."""
    known = set(seen)
    arrived = [row for row in rows if row.reference not in known]
    standing = {row.reference for row in rows}
    gone = sum(reference not in standing for reference in seen)
    still = [row.reference for row in rows if row.reference in known]
    moved = still != [reference for reference in seen if reference in standing]
    parts = (_new(arrived), f"{gone} no longer waiting" if gone else "", "the order has changed" if moved else "")
    return " · ".join(part for part in parts if part)


def _new(arrived: Sequence[QueueRow]) -> str:
    if not arrived:
        return ""
    word = LADDER[most_urgent(*(row.urgency for row in arrived))].word
    return f"1 new: {word}" if len(arrived) == 1 else f"{len(arrived)} new, the most urgent {word}"


def age_sentence(rows: Sequence[QueueRow]) -> str:
    """What the age chart shows: who the most urgent are."""
    ages = [row.age for row in rows]
    pressing = sorted(row.age for row in rows if row.urgency.rank >= Urgency.IMMEDIATE.rank)
    span = f"Ages {min(ages)} to {max(ages)}" if min(ages) < max(ages) else f"Age {ages[0]}"
    if not pressing:
        return f"{span}; nobody is Immediate or above."
    if len(pressing) > _LISTED:
        return f"{span}; {len(pressing)} are Immediate or above, aged {pressing[0]} to {pressing[-1]}."
    return f"{span}; Immediate or above: aged {_listed([str(age) for age in pressing])}."


def booked_sentence(rows: Sequence[QueueRow], booked: pd.DataFrame) -> str:
    """What the booking chart shows: how many are booked after the day they are due, and the worst of them."""
    unbooked = sum(row.booked_for is None for row in rows)
    tail = f" {unbooked} not booked." if unbooked else ""
    late = booked[booked["too_late"]]
    if late.empty:
        return f"Nobody is booked after the day they are due.{tail}"
    worst = late.iloc[0]
    over = f"{worst['name']} by {days(int(worst['over_days']))}"
    furthest = ":" if len(late) == 1 else ", furthest"
    return f"{len(late)} of {len(booked)} booked after the day due{furthest} {over}.{tail}"


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
    """The people behind the booking chart, furthest past the day first."""
    lines = [
        (one["name"], one["urgency"], _stamp(one["due"]), _stamp(one["booked"]), f"{one['over_days']:+d}")
        for one in booked.to_dict("records")
    ]
    return _table(("Name", "Urgency", "Due", "Booked", "Days after due"), lines)


def _stamp(moment: datetime) -> str:
    """`3 Dec 18:00` of a wall clock."""
    return f"{moment.day} {moment:%b %H:%M}"


def _table(head: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    """A table that opens on a click."""
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in line)}</tr>" for line in lines)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    return f'<details class="tb-table"><summary>Table</summary><div class="tb-scroll">{table}</div></details>'


def regions(codes: Sequence[str]) -> str:
    """`Forearm R · shoulder R · eyelids`: places in the order answered, sides as letters."""
    words = [_place(place.words) for place in places(codes)]
    joined = " · ".join(words)
    return joined[:1].upper() + joined[1:]


def _place(words: str) -> str:
    for side in ("right", "left"):
        if words.startswith(f"{side} "):
            return f"{words.removeprefix(f'{side} ')} {side[0].upper()}"
    return words.replace(", both sides", " R+L").replace(" (side not said)", "")


def link_label(row: QueueRow) -> str:
    """What the row's link is called: the person, so that a list of links can be read aloud."""
    return f"{row.patient_name}, {LADDER[row.urgency].word}"


def markdown_plain(text: str) -> str:
    """Text that Streamlit's Markdown leaves as it is: a name is never a format, a link or an emoji."""
    joiner = "\u2060"  # parts `:name:` into something that is no shortcode, without a visible sign
    return "".join(f"\\{sign}{joiner}" if sign == ":" else f"\\{sign}" if sign in _MARKDOWN else sign for sign in text)


_MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~$&:\"'/=@^%,;?")


def row(case: QueueRow, clock: WallClock) -> str:
    """One person in two lines."""
    cells = (
        ("urgency", _urgency(case)),
        ("who", _person(case, clock)),
        ("why", _why(case)),
        ("where", _where(case)),
        ("due", _due(case, clock)),
        ("booked", _booked(case, clock)),
        ("claim", _claim(case, clock)),
    )
    inner = "".join(f'<div class="tb-c tb-c-{name}">{html}</div>' for name, html in cells)
    return f'<div class="tb-row tb-edge-{case.urgency.value}">{inner}</div>'


def head() -> str:
    """The names of the columns, once."""
    names = ("Urgency", "Person", "Why", "Where", "Seen by", "Booked", "With")
    keys = ("urgency", "who", "why", "where", "due", "booked", "claim")
    cells = "".join(f'<div class="tb-c tb-c-{key}">{name}</div>' for key, name in zip(keys, names, strict=True))
    return f'<div class="tb-row tb-head" aria-hidden="true">{cells}</div>'


def _two_lines(first: str, second: str) -> str:
    return f'<div class="tb-l1">{first}</div><div class="tb-l2">{second}</div>'


def _urgency(case: QueueRow) -> str:
    if case.kind is IntakeKind.UNDER_16:
        return _two_lines(urgency(case.urgency), '<span class="tb-could">not assessed, no answers</span>')
    changed = ""
    if case.rule_urgency is not case.urgency:
        changed = f'<span class="tb-could">rules: {escape(LADDER[case.rule_urgency].word)}</span>'
    return _two_lines(urgency(case.urgency), changed or could_be(case.urgency, case.ceiling))


def _person(case: QueueRow, clock: WallClock) -> str:
    name = f'<strong class="tb-name"><bdi>{escape(case.patient_name)}</bdi></strong> <span>{case.age}</span>'
    arrived = f'<span title="Received {escape(clock.exactly(case.received_at))}">{clock.since(case.received_at)}</span>'
    return _two_lines(name, f"{escape(case.reference)} · {arrived}")


def _why(case: QueueRow) -> str:
    kind = _KINDS.get(case.kind)
    reason = "" if case.kind is IntakeKind.UNDER_16 else escape(case.reason)
    flags = " ".join((*([flag(kind)] if kind else []), *_since(case)))
    first = f"{flags} {reason}" if flags else reason
    if case.changed:
        return _two_lines(first, f'<span title="{escape(case.changed)}">New: {escape(case.changed)}</span>')
    if not case.open_reason:
        return f'<div class="tb-l1 tb-both">{first}</div>'
    call = flag("one call", kind="calm") if case.one_call else ""
    return _two_lines(first, f"{call} {escape(_open_answers(case.open_reason))}")


def _since(case: QueueRow) -> list[str]:
    """What came since the answers: news of a weekly check, and what waits to be seen to."""
    notices = [NoticeKind(kind) for kind in case.notices]
    asked = [FLAGS[kind] for kind in notices if kind in FROM_PATIENT]
    told = [flag(FLAGS[kind]) for kind in notices if kind not in FROM_PATIENT]
    if len(asked) > 1:
        asked = [f"{len(asked)} requests"]
    return [*([flag("changed since")] if case.changed else []), *told, *(flag(words, kind="calm") for words in asked)]


def _open_answers(open_reason: str) -> str:
    """The answers that are open; what they could raise it to stands in the urgency's own cell."""
    lead, colon, answers = open_reason.partition(": ")
    return answers if colon and lead.startswith("Could be") else open_reason


def _where(case: QueueRow) -> str:
    said = escape(regions(case.regions))
    return _two_lines(five_rows(case.article_rows), f'<span title="{said}">{said or "no place marked"}</span>')


def _due(case: QueueRow, clock: WallClock) -> str:
    if case.urgency is Urgency.EMERGENCY:
        verb = "told" if case.kind is IntakeKind.EMERGENCY else "received"
        return _two_lines("ring now", f"{verb} {clock.briefly(case.received_at)}")
    if case.due_at is None:
        return _two_lines("no clock", "")
    late = " tb-late" if case.is_late(clock.now) else ""
    at = escape(clock.exactly(case.due_at))
    return _two_lines(f'<span class="tb-left{late}" title="{at}">{clock.left(case.due_at)}</span>', at)


def _booked(case: QueueRow, clock: WallClock) -> str:
    if case.booked_for is None:
        return _two_lines('<span class="tb-none">not booked</span>', "")
    at = escape(clock.exactly(case.booked_for))
    return _two_lines(f'<span title="{at}">{clock.day(case.booked_for)}</span>', _too_late(case, clock))


def _too_late(case: QueueRow, clock: WallClock) -> str:
    """`11 days too late`, by calendar days on the clinic's wall."""
    if not case.booked_too_late or case.booked_for is None or case.due_at is None:
        return ""
    over = clock.days_between(case.due_at, case.booked_for)
    return flag(f"{days(over)} too late" if over else "hours too late")


def _claim(case: QueueRow, clock: WallClock) -> str:
    """Who has it; once something is requested, when to chase it."""
    who = escape(case.claimed_by) if case.claimed_by else '<span class="tb-none">nobody</span>'
    since = clock.since(case.claimed_at) if case.claimed_at else ""
    return _two_lines(who, _chase(case, clock) or since)


def _chase(case: QueueRow, clock: WallClock) -> str:
    """`chase Mon 7 Dec`, marked from that day on."""
    if case.chase_on is None:
        return ""
    words = f"chase {clock.plain_day(case.chase_on)}"
    return flag(words) if clock.is_reached(case.chase_on) else words
