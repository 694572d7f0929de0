"""Figures of what is said and asked for: not sure, left half-way, requests, places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from intake import disclosure
from intake.clinic_form import CHASED
from intake.disclosure import SMALLEST
from intake.questionnaire import questionnaire
from intake.referral import NoteKind
from intake.reporting import Told
from reports import body
from reports.figure import (
    ALL,
    DAY,
    Cell,
    Figure,
    crossed,
    middle,
    or_few,
    part_of,
    percent,
    worth_drawing,
)


def unsure(told: Told) -> Figure:
    """How often each question is answered *not sure*."""
    head = ("Question", "Answered", "Not sure", "Not sure, %", "95 % from", "to")
    form = questionnaire()
    texts = {question.link_id: question.text for question in form.questions.values()}
    offers = {q.link_id for q in form.questions.values() if any(choice.code == "not-sure" for choice in q.choices)}
    table: list[tuple[Cell, ...]] = []
    for one in told.asked:
        if one.link_id not in offers:
            continue
        answered, part = part_of(one.not_sure, one.answered)
        found = disclosure.share(one.not_sure, one.answered)
        table.append((texts.get(one.link_id, one.link_id), answered, part, *percent(found)))
    table.sort(key=lambda line: (-(line[3] if isinstance(line[3], int) else -1), str(line[0])))
    if not table:
        return Figure("not-sure", "Not sure", "", head, (), empty="Nobody has sent answers in this period.")
    said = [(line[3], line[0]) for line in table if isinstance(line[3], int)]
    says = f"Most unsure about: {said[0][1]} ({said[0][0]} %)." if said and said[0][0] else (
        "Too few were unsure of any question to show which.")  # fmt: skip
    drawn = [{"name": name, "share": share / 100} for share, name in said[:12] if share]
    return Figure("not-sure", "Not sure", says, head, tuple(table), "rates", drawn)


def stopped(told: Told) -> Figure:
    """Where people left the form and did not come back."""
    form, head = questionnaire(), ("Page", "People who left here")
    order = {page.id: place for place, page in enumerate(form.pages)}
    headings = {page.id: page.heading for page in form.pages}
    cells, sums = disclosure.whole(dict(told.stopped), ALL)
    if not cells[ALL]:
        none = f"All {told.sent} who began have sent." if told.sent >= SMALLEST else "Nobody has left half-way."
        return Figure("drop-off", "Left half-way", "", head, (), empty=none)
    safe = disclosure.safe(cells, sums)
    pages = sorted(told.stopped, key=lambda page: order.get(page, len(order)))
    table = [(headings.get(page, page or "not known"), safe[page]) for page in pages]
    found = disclosure.share(cells[ALL], cells[ALL] + told.sent)
    of = f", {round(100 * found.share)} % of those who began" if found else ""
    says = "Fewer than 5 left half-way." if safe[ALL] is None else f"{safe[ALL]} left half-way{of}."
    drawn = [{"name": str(name), "people": people} for name, people in table if people]
    return Figure("drop-off", "Left half-way", says, head, (*table, ("All", safe[ALL])), "bars", drawn)


_STATES = {"signed": "Signed, not sent", "sent": "Sent, nothing heard", "acknowledged": "Acknowledged",
           "booked": "Booked", "bounced": "Came back", "reported": "Reported", "withdrawn": "Withdrawn"}  # fmt: skip


def requests(told: Told, now: datetime) -> Figure:
    """Signed requests by kind and where they stand, and how long they wait or waited for a report."""
    head = ("Request", *_STATES.values(), "All", "Median days waiting", "Median days to report")
    if not told.followed:
        return Figure("requests", "Requests", "", head, (), empty="No request was signed in this period.")
    kinds = sorted({one.kind for one in told.followed})
    safe = crossed(Counter((one.kind, one.state) for one in told.followed), kinds, list(_STATES))
    at = now.timestamp()
    table: list[tuple[Cell, ...]] = []
    for kind in (*kinds, ALL):
        mine = [one for one in told.followed if kind in (one.kind, ALL)]
        waits = [(at - one.signed) / DAY for one in mine if one.state not in ("reported", "withdrawn")]
        took = [(one.reported - one.signed) / DAY for one in mine if one.reported]
        cells = (safe[kind, state] for state in (*_STATES, ALL))
        table.append((_kind_words(kind), *cells, middle(waits), middle(took)))
    drawn = [
        {"kind": _kind_words(kind), "state": words, "people": safe[kind, state], "order": place}
        for kind in kinds
        for place, (state, words) in enumerate(_STATES.items())
    ]
    total, reported = safe[ALL, ALL], safe[ALL, "reported"]
    says = "Fewer than 5 were signed." if total is None else f"{total} signed, reported: {or_few(reported)}."
    return Figure("requests", "Requests", says, head, tuple(table), "states", worth_drawing(drawn))


def _kind_words(kind: str) -> str:
    return "All" if kind == ALL else CHASED.get(NoteKind(kind), kind)


def regions(told: Told) -> Figure:
    """Where twitches are marked, on a map of the body."""
    head, counts = ("Place", "People"), Counter[str]()
    people = sum(told.regions.values())
    for codes, count in told.regions.items():
        for code in _pictured(codes):
            counts[code] += count
    if not counts:
        return Figure("regions", "Where", "", head, (), empty="No place was marked in this period.")
    safe = {code: part_of(count, people)[1] for code, count in counts.items()}
    table = [(_place_words(code), safe[code]) for code in sorted(counts, key=lambda code: (-(safe[code] or 0), code))]
    shown = [line for line in table if line[1] is not None]
    lead = "Most often" if len(shown) == len(table) else "Most often, of what can be shown"
    most = f"{lead}: {shown[0][0]}, {shown[0][1]} of {people}." if shown else (
        "Too few marked any one place, or too few left it out, to say which.")  # fmt: skip
    drawn = [{"name": str(name), "people": count} for name, count in shown[:12]]
    return Figure("regions", "Where", most, head, tuple(table), "bars", drawn, map=safe if shown else {})


def _pictured(codes: Iterable[str]) -> set[str]:
    """`right-forearm`, `back`: places and sides as the picture has them."""
    return {
        f"{side}-{place.region}" if place.region in body.SIDED and place.side_said else place.region
        for place in body.places(codes)
        for side in (place.sides or ("",))
    }


def _place_words(code: str) -> str:
    side, _, region = code.partition("-")
    if side in ("left", "right") and region in body.REGIONS:
        return f"{side} {body.REGIONS[region]}"
    return body.REGIONS.get(code, code)
