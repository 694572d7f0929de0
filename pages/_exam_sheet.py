"""The sheet on which an examination is written: what stands in its fields, as a draft to keep and as a finding to sign.

Its fields live in the browser's session; every change is kept in the store as the clinician's own draft, so that
what was entered outlives the page, the sign-in and the machine's battery.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from intake.examination import (
    ITEMS,
    POWER_GROUPS,
    POWER_SIDES,
    REGIONS,
    UNSIDED_GROUPS,
    Examination,
    ExamItem,
    ExamState,
)
from intake.store import Refused
from pages._deeds import field

FULL = "5"
NORMAL, NOT_DONE = "normal", "not-done"
NAMES = {**{group: f"Power: {name}" for group, name in POWER_GROUPS.items()}, **ITEMS}
"""Everything that is examined: power by group, then the items."""
IN_ORDER = [name for _, names in REGIONS.values() for name in names]


def sides(group: str) -> tuple[str, ...]:
    """The keys of a group's grades: one a side, or the group itself where it has none."""
    return (group,) if group in UNSIDED_GROUPS else tuple(f"{side}-{group}" for side in POWER_SIDES)


ALL_SIDES = [side for group in POWER_GROUPS for side in sides(group)]


class Sheet:
    """The sheet of one case in this browser."""

    def __init__(self, reference: str) -> None:
        self._key = f"exam-{reference}-"

    def key(self, name: str) -> str:
        """The key of a field."""
        return f"{self._key}{name}"

    def _get(self, name: str) -> Any:
        return st.session_state.get(self.key(name))

    def _set(self, name: str, value: Any) -> None:
        st.session_state[self.key(name)] = value

    @property
    def is_open(self) -> bool:
        """Whether somebody is filling it in."""
        return bool(self._get("open"))

    @property
    def base(self) -> int:
        """The version of the examination on which it was begun; 0 where there was none."""
        return self._get("base") or 0

    def start(self, base: int, mark: str | None = NORMAL, last: Examination | None = None) -> None:
        """Open it: everything normal, everything still to be entered (mark None), or as the last version says."""
        self._fill(blank(mark) if last is None else content_of(last), base)

    def restore(self, content: Mapping[str, Any], base: int) -> None:
        """Open it as it was left."""
        self._fill({**blank(None), **content}, base)

    def _fill(self, content: Mapping[str, Any], base: int) -> None:
        self._set("open", True)
        self._set("base", base)
        for name in ("not-done", "summary", "reason"):
            self._set(name, content[name])
        for region in REGIONS:
            self._set(f"{region}-mark", content["marks"].get(region))
            self._set(f"{region}-abnormal", [n for n in REGIONS[region][1] if n in content["abnormal"]])
        for side in ALL_SIDES:
            self._set(side, content["power"].get(side, FULL))
        for item in ITEMS:
            self._set(item, content["comments"].get(item, ""))

    def close(self) -> None:
        """Put it away."""
        self._set("open", False)

    def mark_rest(self, mark: str) -> None:
        """Say of every region that has no mark yet that it is normal, or was not examined."""
        for region in REGIONS:
            if not self._get(f"{region}-mark"):
                self._set(f"{region}-mark", mark)

    @property
    def unmarked(self) -> list[str]:
        """Regions of which nothing has been said yet."""
        return [title for region, (title, _) in REGIONS.items() if not self._get(f"{region}-mark")]

    def abnormal(self, region: str) -> list[str]:
        """What was picked as not normal there, in the order of the sheet."""
        picked = self._get(f"{region}-abnormal") or []
        return [name for name in REGIONS[region][1] if name in picked]

    @property
    def not_done(self) -> list[str]:
        """What was picked as not done, one by one."""
        picked = self._get("not-done") or []
        return [name for name in IN_ORDER if name in picked]

    def content(self) -> dict[str, Any]:
        """Everything that stands in the fields, as a draft."""
        return {
            "marks": {region: self._get(f"{region}-mark") for region in REGIONS},
            "abnormal": [name for region in REGIONS for name in self.abnormal(region)],
            "not-done": self.not_done,
            "power": {side: self._get(side) or FULL for side in ALL_SIDES},
            "comments": {item: field(self.key(item)) for item in ITEMS},
            "summary": field(self.key("summary")),
            "reason": field(self.key("reason")),
        }

    def read(self) -> Examination:
        """The sheet as an examination. Raises Refused where something is not said, or a weak group is full."""
        if self.unmarked:
            raise Refused(f"Not entered yet: {', '.join(self.unmarked)}. Mark each as normal or as not done.")
        return examination_of(self.content())


def blank(mark: str | None) -> dict[str, Any]:
    """A sheet on which nothing stands but that mark in each region."""
    return {
        "marks": dict.fromkeys(REGIONS, mark), "abnormal": [], "not-done": [], "power": {}, "comments": {},
        "summary": "", "reason": "",
    }  # fmt: skip


def examination_of(content: Mapping[str, Any]) -> Examination:
    """What stands in a draft, as an examination. Raises Refused where a weak group has no side below 5."""
    states = states_of(content)
    power: dict[str, str] = {}
    for group in POWER_GROUPS:
        grades = {side: content["power"].get(side, FULL) for side in sides(group)}
        if states[group] is ExamState.ABNORMAL and all(grade == FULL for grade in grades.values()):
            raise Refused(f"{POWER_GROUPS[group]}: give the weaker side a grade below 5, or take it off the list.")
        if states[group] is not ExamState.NOT_DONE:
            power |= grades if states[group] is ExamState.ABNORMAL else dict.fromkeys(grades, FULL)
    items = {item: _item(item, states[item], content["comments"]) for item in ITEMS}
    return Examination(0, items, power, summary=content["summary"], amend_reason=content["reason"])


def states_of(content: Mapping[str, Any]) -> dict[str, ExamState]:
    """How everything came out: an exception as it was picked, the rest as its region is marked."""
    marks = {name: content["marks"].get(region) for region, (_, names) in REGIONS.items() for name in names}
    states = {name: ExamState(mark) if mark else ExamState.NOT_DONE for name, mark in marks.items()}
    states |= dict.fromkeys(content["abnormal"], ExamState.ABNORMAL)
    return states | dict.fromkeys(content["not-done"], ExamState.NOT_DONE)


def _item(item: str, state: ExamState, comments: Mapping[str, str]) -> ExamItem:
    return ExamItem(state, comments.get(item, "") if state is ExamState.ABNORMAL else "")


def content_of(last: Examination) -> dict[str, Any]:
    """A signed version as a draft, to be amended."""
    states = {name: item.state for name, item in last.items.items()}
    for group in POWER_GROUPS:
        grades = [last.power.get(side) for side in sides(group)]
        weak = any(grade and grade != FULL for grade in grades)
        states[group] = ExamState.ABNORMAL if weak else ExamState.NORMAL if any(grades) else ExamState.NOT_DONE
    return {
        **blank(NORMAL),
        "abnormal": [name for name, state in states.items() if state is ExamState.ABNORMAL],
        "not-done": [name for name in IN_ORDER if states.get(name, ExamState.NOT_DONE) is ExamState.NOT_DONE],
        "power": dict(last.power),
        "comments": {name: item.comment for name, item in last.items.items()},
        "summary": last.summary,
    }
