"""What a later answer adds to what was known before: more, never less.

A weekly check asks again what was asked before, and a correction answers it again. A *no* in it does not take back
an earlier *yes* or *not sure*: the graver answer stands, so it can only raise.
Values only; `cases.answers_in_force` uses it.
"""

from __future__ import annotations

from intake.form import NEVER, Answer, Answers
from intake.questionnaire import Questionnaire

_YES_NO = ("no", "not-sure", "yes")
_PACE = ("over-months-or-years", "weeks-to-months", "not-sure", "days-to-4-weeks", "hours-to-days", "suddenly")
_LENGTH = ("under-1-week", "1-2-weeks", "not-sure", "2-4-weeks", "1-3-months", "3-12-months", "over-1-year")
_SIDES = ("one-limb", "one-side", "not-sure", "face-neck-trunk", "both-sides")
_GRAVER = {
    "weakness-pace": _PACE,
    "sensory-pace": _PACE,
    "coordination-pace": _PACE,
    "weakness-sides": _SIDES,
    "twitch-duration": _LENGTH,
}
"""Answers from the calmest to the gravest, by link_id. *Not sure* stands above what raises nothing."""
NOT_NEWS = frozenset({"twitch-duration"})
"""What grows by itself as time passes."""


def joined(before: Answers, said: Answers) -> dict[str, Answer]:
    """Everything known before, raised by what is said now."""
    return {**before, **{link_id: _graver(link_id, before.get(link_id), now) for link_id, now in said.items()}}


def _graver(link_id: str, before: Answer | None, now: Answer) -> Answer:
    if not before:
        return now
    if isinstance(now, tuple):
        return _together((before,) if isinstance(before, str) else before, now)
    order = _GRAVER.get(link_id, _YES_NO)
    if before not in order or now not in order:
        return before
    return max(str(before), now, key=order.index)


def _together(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    """Every code of either; *none* only where nothing else is said."""
    codes = tuple(dict.fromkeys((*before, *now)))
    return tuple(code for code in codes if code not in NEVER) or codes


def news(before: Answers, said: Answers, form: Questionnaire) -> tuple[str, ...]:
    """What is new or graver, a phrase each for staff: `Trouble swallowing: yes (was no)`."""
    after = joined(before, said)
    return tuple(
        _phrase(link_id, before.get(link_id), after[link_id], form)
        for link_id in form.questions
        if link_id in said and link_id not in NOT_NEWS and _is_news(before.get(link_id), after[link_id])
    )


def _is_news(before: Answer | None, after: Answer) -> bool:
    if isinstance(after, tuple):
        return bool(set(after) - set(before or ()) - NEVER)
    return after != before and after not in NEVER


def _phrase(link_id: str, before: Answer | None, after: Answer, form: Questionnaire) -> str:
    label = form.questions[link_id].label
    if isinstance(after, tuple):
        fresh = tuple(code for code in after if code not in (before or ()) and code not in NEVER)
        return f"{label}: {_lower(form.words(link_id, fresh))} (new)"
    was = f" (was {_lower(form.words(link_id, before))})" if before else ""
    return f"{label}: {_lower(form.words(link_id, after))}{was}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
