"""The four weeks after the answers were sent: when the journal and the weekly check are open, and what a check says.

A check is a minute's work: the same tasks, new places, worse or not, and the signs that must not be missed. What
follows from its answers is the rules' business; here they are only read. Days count from the day of sending, on the
clinic's wall clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from intake.clocks import local
from intake.form import NEVER, Answer, Answers
from intake.people import Clinic
from intake.since import joined

JOURNAL_DAYS = 28
"""The journal ends by itself: it is there to see a pattern, not to be kept for ever."""
CHECK_DAYS = 31
"""The last check is due on day 28 and may be three days late."""
WEEK, GRACE = timedelta(days=7), timedelta(days=3)
LAST_CHECK_FROM = 25
"""A check from this day on is the one of the fourth week."""

YES_NO = ("twitching", "spread", "getting-worse", "breathing", "speech", "swallowing", "muscle-smaller", "numbness")
"""What is asked again, beside the tasks; the first three are about the twitches."""
ABOUT_TWITCHES = ("spread", "getting-worse")
_LASTED = ((28, "1-3-months"), (14, "2-4-weeks"), (7, "1-2-weeks"))
"""Twitches that are still there after so many days have lasted at least this long."""

Fields = Mapping[str, tuple[str, ...]]


def day_number(sent_at: datetime, now: datetime, clinic: Clinic) -> int:
    """How many days ago the answers were sent; 0 on the same day."""
    return (local(now, clinic).date() - local(sent_at, clinic).date()).days


def journal_is_open(day: int) -> bool:
    """Whether an entry may be written on that day."""
    return 0 <= day < JOURNAL_DAYS


def check_is_open(day: int) -> bool:
    """Whether a weekly check may be sent on that day."""
    return 0 <= day <= CHECK_DAYS


def is_last_check(day: int) -> bool:
    """Whether a check on that day is the one of the fourth week."""
    return day >= LAST_CHECK_FROM


def week_of_check(day: int) -> int:
    """Which week's check somebody can be reminded of on that day, 1 to 4; 0 before the first and after the last."""
    return min(day // 7, 4) if check_is_open(day) else 0


def missed_at(contact: datetime, sent_at: datetime) -> datetime | None:
    """When a check counts as missed after the patient was last heard of; None when the four weeks are over first."""
    due = contact + WEEK + GRACE
    return due if due - sent_at <= timedelta(days=CHECK_DAYS) else None


def next_missed_at(missed: datetime, sent_at: datetime) -> datetime | None:
    """When the check after a missed one counts as missed too."""
    return missed_at(missed - GRACE, sent_at)


# --- What a check says -------------------------------------------------------------------------------


def unanswered(fields: Fields) -> tuple[str, ...]:
    """The questions that still need an answer, by link_id, in the order of the page."""
    gone = fields.get("twitching") == ("no",)
    needed = ("tasks", *(link for link in YES_NO if not (gone and link in ABOUT_TWITCHES)))
    return tuple(link_id for link_id in needed if not fields.get(link_id))


def contradicts(fields: Fields) -> bool:
    """*None of these* together with a task."""
    return len(fields.get("tasks", ())) > 1 and "none-of-these" in fields["tasks"]


def read_check(fields: Fields, before: Answers, day: int) -> dict[str, Answer]:
    """The answers of a check in the questionnaire's terms, sent that many days after the first ones.

    How fast something new came counts for the new thing only; left out, it is *not sure*: the pace of an older
    weakness says nothing about a newer one.
    """
    gone = fields.get("twitching") == ("no",)
    said: dict[str, Answer] = {"emergency-signs": ("none-of-these",)}
    said |= {link: fields[link][0] for link in YES_NO if fields.get(link) and not (gone and link in ABOUT_TWITCHES)}
    if fields.get("tasks"):
        said["tasks"] = fields["tasks"]
    if said.get("spread") == "yes" and fields.get("regions"):
        said["regions"] = fields["regions"]
    said |= _pace(fields, said, before)
    return said if gone else said | _lasted(before, day)


def _pace(fields: Fields, said: Answers, before: Answers) -> dict[str, Answer]:
    pace = (fields.get("pace") or ("not-sure",))[0]
    found: dict[str, Answer] = {}
    if newly_lost(said, before):
        found["weakness-pace"] = pace
        if _was_weak(before):
            found["weakness-worse"] = "yes"
    if said.get("numbness") == "yes" and before.get("numbness") != "yes":
        found["sensory-pace"] = pace
    return found


def newly_lost(said: Answers, before: Answers) -> tuple[str, ...]:
    """Tasks that have become harder since."""
    known = before.get("tasks", ())
    return tuple(code for code in said.get("tasks", ()) if code not in known and code not in (*NEVER, "not-sure"))


def _was_weak(before: Answers) -> bool:
    return before.get("weakness") == "yes" or bool(set(before.get("tasks", ())) - NEVER - {"not-sure"})


def _lasted(before: Answers, day: int) -> dict[str, Answer]:
    """How long the twitches have lasted by now, where that is longer than was said."""
    length = next((code for days, code in _LASTED if day >= days), None)
    if length is None or before.get("twitching") != "yes":
        return {}
    return {"twitch-duration": joined(before, {"twitch-duration": length})["twitch-duration"]}
