"""The twitch journal: at most one entry a day for 28 days, and what can be seen in it. Values only.

It is for a pattern, not for a record of effort: no streak, no score, and a day without an entry means nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from intake.form import Choice
from intake.questionnaire import Questionnaire

LASTED = ("seconds", "minutes", "hours", "all-day", "not-sure")
TIMES = ("morning", "afternoon", "evening", "night")
TRIGGERS = ("caffeine", "tired", "stress", "exercise", "ill", "none-known")
WEEKS = 4
LONGEST_NOTE = 300

LASTED_WORDS = dict(zip(LASTED, ("seconds", "minutes", "hours", "on and off all day", "not sure"), strict=True))
TRIGGER_WORDS = dict(
    zip(TRIGGERS, ("caffeine", "a bad night", "stress", "exercise", "feeling ill", "none known"), strict=True)
)
"""Staff's words for the codes; the patient's are in `intake/wording/`."""


@dataclass(frozen=True)
class JournalEntry:
    """One day. Without twitches, nothing else is said. `places` are codes of the question *regions*."""

    day: date
    twitches: bool
    places: tuple[str, ...] = ()
    lasted: str = ""
    times: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    note: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True)
class Week:
    """One week of the journal: days with an entry, days with twitches, and the places by days."""

    number: int
    written: int
    with_twitches: int
    places: Mapping[str, int]


@dataclass(frozen=True)
class Place:
    """A place of the body as the journal lists it, with the codes of its sides (one code where it has none)."""

    text: str
    sides: tuple[tuple[str, str], ...]


def places(form: Questionnaire) -> tuple[Place, ...]:
    """The places of the question *regions* in its order; a sided one with its left and right."""
    choices = [choice for choice in form.questions["regions"].choices if not choice.alone and choice.code != "not-sure"]
    groups: dict[str, list[Choice]] = {}
    for choice in choices:
        groups.setdefault(choice.group or choice.code, []).append(choice)
    return tuple(_place(group, of_group) for group, of_group in groups.items())


def _place(group: str, choices: Sequence[Choice]) -> Place:
    codes = {choice.code: choice.text for choice in choices}
    sides = tuple((f"{side}-{group}", side) for side in ("left", "right") if f"{side}-{group}" in codes)
    return Place(codes.get(group, choices[0].text), sides or ((group, ""),))


def without_side(code: str) -> str:
    """`left-calf-shin` as `calf-shin`."""
    side, _, rest = code.partition("-")
    return rest if side in ("left", "right", "both") else code


def weeks(entries: Iterable[JournalEntry], sent_on: date) -> tuple[Week, ...]:
    """The four weeks after the day of sending, each with what was written in it."""
    by_week: dict[int, list[JournalEntry]] = {number: [] for number in range(1, WEEKS + 1)}
    for entry in entries:
        number = (entry.day - sent_on).days // 7 + 1
        if number in by_week:
            by_week[number].append(entry)
    return tuple(_week(number, written) for number, written in by_week.items())


def _week(number: int, written: Sequence[JournalEntry]) -> Week:
    counted = Counter(place for entry in written for place in {without_side(code) for code in entry.places})
    return Week(number, len(written), sum(entry.twitches for entry in written), dict(counted.most_common()))


def sentence(found: Sequence[Week], form: Questionnaire) -> str:
    """What it shows: `Twitches on 5 of 6 days written in week 1 and on 2 of 5 in week 3.` Empty for nothing."""
    written = [week for week in found if week.written]
    if not written:
        return ""
    parts = [f"on {week.with_twitches} of {_days(week)} in week {week.number}" for week in _ends(written)]
    return f"Twitches {' and '.join(parts)}. {_new_places(written, form)}".strip()


def _days(week: Week) -> str:
    return f"{week.written} {'day' if week.written == 1 else 'days'} written"


def _ends(written: Sequence[Week]) -> Sequence[Week]:
    return written if len(written) == 1 else (written[0], written[-1])


def _new_places(written: Sequence[Week], form: Questionnaire) -> str:
    first = set(written[0].places)
    later = dict.fromkeys(place for week in written[1:] for place in week.places if place not in first)
    if not later:
        return "No place that was not there in the first week written." if len(written) > 1 else ""
    return f"Places not written in that first week: {place_words(tuple(later), form)}."


def place_words(codes: Sequence[str], form: Questionnaire) -> str:
    """Places in the middle of a sentence."""
    words = form.words("regions", tuple(codes))
    return words[:1].lower() + words[1:]
