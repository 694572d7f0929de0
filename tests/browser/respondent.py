"""Somebody who fills in the form as a person does: reads the page, taps an answer, types, taps Continue.

The answers come from a golden person's file; what the page does not ask is not said, and what the file leaves
out is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from playwright.sync_api import Locator, Page

from intake.invitations import NewPatient
from intake.questionnaire import Answer, questionnaire
from tests.browser.reading import Tally, settled
from tests.golden.reading import GoldenPerson

MOST_SCREENS = 60
PLACE = """() => [...document.querySelectorAll('#tb-heading, #tb-summary, #summary, [data-go]')]
  .map((one) => one.dataset.place || one.dataset.turn || one.dataset.go || one.id).join(' ')"""


def as_invited(person: GoldenPerson) -> NewPatient:
    """What staff know of a golden person when they invite them: what the form need not ask again."""
    told = {k: v for k, v in person.person.items() if k in NewPatient.__dataclass_fields__}
    return NewPatient(**told)


@dataclass
class Respondent:
    """One person with a phone. `tally` counts what it costs them."""

    page: Page
    answers: dict[str, Answer]
    born: date
    tally: Tally = field(default_factory=Tally)

    def open(self, link: str) -> None:
        """From the link to the first question: invitation, start, date of birth, emergency list (none of these)."""
        self.page.goto(link)
        self.read_and_leave_by("Start")
        self.read_and_leave_by("Continue")
        self.confirm_birth()
        self.say_none_of_these()

    def say_none_of_these(self) -> None:
        """None of the emergency signs."""
        self.tally.screen(self.page)
        self.tap(self.page.get_by_text("None of these", exact=True))
        self.leave_by("Continue")

    def open_again(self, link: str) -> None:
        """Come back by the link: invitation and date of birth, then where they had got to."""
        self.page.goto(link)
        self.read_and_leave_by("Start")
        if self.page.url.endswith("/start"):
            self.read_and_leave_by("Continue")
        self.confirm_birth()

    def confirm_birth(self) -> None:
        """Three boxes and Continue."""
        self.tally.screen(self.page)
        for name, value in (("Day", self.born.day), ("Month", self.born.month), ("Year", self.born.year)):
            self.type(self.page.get_by_label(name), str(value))
        self.leave_by("Continue")

    def read_and_leave_by(self, name: str) -> None:
        """Read a plain page and leave it."""
        self.tally.screen(self.page)
        self.leave_by(name)

    def leave_by(self, name: str) -> None:
        """Tap a button or link that leads to another page, and wait until that stands."""
        with self.page.expect_navigation():
            self.tap(self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first)
        settled(self.page)

    def tap(self, target: Locator) -> None:
        """Tap, and count it."""
        target.scroll_into_view_if_needed()
        self.tally.tap(target)

    def type(self, target: Locator, text: str) -> None:
        """Tap into a field and type; the tap is counted, the typing is not."""
        self.tap(target)
        target.fill(text)

    def pages(self) -> Iterator[str]:
        """Answer page after page until the answers are to be checked; yields each heading before its Continue."""
        for _ in range(MOST_SCREENS):
            heading = self.heading
            if self.at_check:
                return
            self.answer_page()
            yield heading
            self.go_on()
        raise AssertionError(f"Still not at the check page after {MOST_SCREENS} screens; at {heading!r}")

    @property
    def heading(self) -> str:
        """The question of the page."""
        return self.page.locator("h1").first.inner_text()

    @property
    def at_check(self) -> bool:
        """Whether this is the page where answers are checked."""
        return self.page.get_by_role("button", name="Send my answers").count() > 0

    def answer_page(self) -> None:
        """Read the page and give every answer that it asks for now; "No to the rest" once only noes are left."""
        self.tally.screen(self.page)
        rest = self.page.locator("[data-rest]")
        left_to_say_no = self._noes() if rest.count() else set()
        for link_id, box in list(self._asked()):
            if link_id in self.answers and link_id not in left_to_say_no and box.is_visible():
                self._answer(link_id, box)
        if left_to_say_no:
            self.tap(rest)

    def _noes(self) -> set[str]:
        """Every yes/no question on the page, if the ones without a yes are all to be answered no."""
        yes_no = {i for i, box in self._asked() if questionnaire().questions[i].type == "yes-no" and box.is_visible()}
        unsaid = {i for i in yes_no if i not in self.answers}
        return set() if unsaid else {i for i in yes_no if self.answers[i] == "no"}

    def _asked(self) -> Iterator[tuple[str, Locator]]:
        """Every question on the page, also those that are not open yet: link_id and the box around it."""
        for box in self.page.locator("[data-question]").all():
            yield str(box.get_attribute("data-question")), box
        for box in self.page.locator("[class*='st-key-q-']").all():
            if found := re.search(r"st-key-q-[a-z-]+?--([a-z0-9-]+)", box.get_attribute("class") or ""):
                yield found[1], box

    def _answer(self, link_id: str, box: Locator) -> None:
        question, said = questionnaire().questions[link_id], self.answers[link_id]
        if not question.choices:
            self.type(box.locator("input, textarea").first, str(said))
            return
        for code in (said,) if isinstance(said, str) else said:
            for one in self._both(code, question.by_code.keys()):
                self.tap(self._choice(box, link_id, one, question.by_code[one].text))

    @staticmethod
    def _both(code: str, known: object) -> tuple[str, ...]:
        """Both sides are two ticks."""
        bare = code.removeprefix("both-")
        return (f"left-{bare}", f"right-{bare}") if code != bare and f"left-{bare}" in known else (code,)  # type: ignore[operator]

    def _choice(self, box: Locator, link_id: str, code: str, text: str) -> Locator:
        tick = box.locator(f"[class$='-{link_id}-{code}'] label, [class*='-{link_id}-{code} '] label")
        return (
            tick.first
            if tick.count()
            else box.locator("label").filter(has_text=re.compile(f"^{re.escape(text)}$")).first
        )

    def go_on(self) -> None:
        """Tap Continue and wait for the next page, or for what is wrong with this one."""
        before = self.page.evaluate(PLACE)
        self.tap(self.page.get_by_role("button", name="Continue", exact=True))
        self.page.wait_for_function(f"before => ({PLACE})() !== before", arg=before)
        settled(self.page)

    def send(self) -> str:
        """Send the answers from the check page; returns the reference that is shown. Arriving ends the counting."""
        self.tally.screen(self.page)
        self.tap(self.page.get_by_role("button", name="Send my answers"))
        self.page.wait_for_url("**/sent")
        self.tally.screens += 1
        return reference_on(self.page)


def reference_on(page: Page) -> str:
    """The reference that the Sent page shows."""
    found = re.search(r"TW-[A-Z0-9-]+", page.locator("main").inner_text())
    assert found, f"No reference on {page.url}"
    return found[0]
