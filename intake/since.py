"""What a later answer adds to what was known before: more, never less.

A weekly check asks again what was asked before, and a correction answers it again. A *no* in it does not take back
an earlier *yes* or *not sure*: the graver answer stands, so it can only raise. Where one of several is chosen, such as
a pace, *not sure* takes nothing back and is not passed over either: what was said holds the floor, and *not sure*
beside it leaves the rest open until somebody asks on the telephone.
Values only; `cases.answers_in_force` uses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake.form import NEVER, NOT_SURE, Answer, Answers

if TYPE_CHECKING:
    from intake.questionnaire import Questionnaire

_YES_NO = ("no", "not-sure", "yes")
_PACE = ("over-months-or-years", "weeks-to-months", "days-to-4-weeks", "hours-to-days", "suddenly")
_LENGTH = ("under-1-week", "1-2-weeks", "2-4-weeks", "1-3-months", "3-12-months", "over-1-year")
_SIDES = ("one-limb", "one-side", "face-neck-trunk", "both-sides")
_GRAVER = {
    "weakness-pace": _PACE,
    "sensory-pace": _PACE,
    "coordination-pace": _PACE,
    "weakness-sides": _SIDES,
    "twitch-duration": _LENGTH,
}
"""Answers from the calmest to the gravest, by link_id; *not sure* may be any of them."""
UNSURE_BESIDE = frozenset(_GRAVER)
"""Single choices that may hold *not sure* beside what was chosen, by link_id."""
NOT_NEWS = frozenset({"twitch-duration"})
"""What grows by itself as time passes."""


def joined(before: Answers, said: Answers) -> dict[str, Answer]:
    """Everything known before, raised by what is said now."""
    return {**before, **{link_id: _graver(link_id, before.get(link_id), now) for link_id, now in said.items()}}


def _graver(link_id: str, before: Answer | None, now: Answer) -> Answer:
    if not before:
        return now
    if link_id in _GRAVER:
        return _gravest(_GRAVER[link_id], codes(before), codes(now))
    if isinstance(now, tuple):
        return _together(codes(before), now)
    if before not in _YES_NO or now not in _YES_NO:
        return before
    return max(str(before), now, key=_YES_NO.index)


def codes(given: Answer | None) -> tuple[str, ...]:
    """An answer as the codes that it is made of; none where there is none."""
    return (given,) if isinstance(given, str) else given or ()


def _gravest(order: tuple[str, ...], before: tuple[str, ...], now: tuple[str, ...]) -> Answer:
    """The gravest that was said for sure, with *not sure* beside it once that was said."""
    sure = [code for code in (*before, *now) if code in order]
    if not sure:
        return NOT_SURE
    gravest = max(sure, key=order.index)
    return (gravest, NOT_SURE) if NOT_SURE in (*before, *now) else gravest


def _together(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    """Every code of either; *none* only where nothing else is said."""
    every = tuple(dict.fromkeys((*before, *now)))
    return tuple(code for code in every if code not in NEVER) or every


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
        return bool(set(after) - set(codes(before)) - NEVER)
    return after != before and after not in NEVER


def _phrase(link_id: str, before: Answer | None, after: Answer, form: Questionnaire) -> str:
    label = form.questions[link_id].label
    fresh = tuple(code for code in codes(after) if code not in codes(before) and code not in NEVER)
    if form.questions[link_id].type == "choices":
        return f"{label}: {_lower(form.words(link_id, fresh))} (new)"
    was = f" (was {_lower(form.words(link_id, before))})" if before else ""
    return f"{label}: {_lower(form.words(link_id, fresh))}{was}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
