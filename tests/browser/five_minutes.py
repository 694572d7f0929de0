"""The first five minutes, as steps: what a clinician who has never seen Twitchboard does, with a clock beside them.

The journey's test looks after each step; the README's pictures are taken on the way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from tests.browser.reading import Tally, settled, words

MARK = "Mark Ellison"
SIGNER = "Dr Amara Osei"


@dataclass
class Clinician:
    """Somebody at a desk. `tally` counts their clicks from the queue on."""

    page: Page
    tally: Tally = field(default_factory=Tally)

    def click(self, target: Locator) -> None:
        """Click, count it, and wait until the page stands still."""
        target.scroll_into_view_if_needed()
        self.tally.tap(target)
        settled(self.page)

    def button(self, name: str) -> Locator:
        """A button by its words."""
        return self.page.get_by_role("button", name=name, exact=True)

    def look_round(self) -> None:
        """0:00 The first screen, then the sample clinic's queue."""
        self.page.goto("/")
        self.click(self.page.get_by_role("button", name="Open the sample clinic"))
        self.page.wait_for_url("**/queue")
        settled(self.page)
        self.tally = Tally()

    def order(self) -> list[str]:
        """The names in the queue, from top to bottom, as the screen has them."""
        links = self.page.locator("[class*='st-key-row-'] a").all()
        return [link.inner_text().rpartition(",")[0].strip() for link in links]

    def open_case(self, name: str) -> None:
        """1:00 Open somebody's case from the queue."""
        self.click(self.page.get_by_role("link", name=re.compile(rf"^{re.escape(name)},")))
        self.page.wait_for_url("**/case?ref=*")
        settled(self.page)

    def answers_by_telephone(self, link_id: str, answer: str) -> None:
        """Record an answer in the telephone script."""
        self.click(
            self.page.locator(f".st-key-ask-{link_id}")
            .get_by_role("button", name=answer, exact=True)
            .or_(self.page.locator(f".st-key-ask-{link_id}").get_by_role("radio", name=answer, exact=True))
            .first
        )

    def examine(self) -> None:
        """2:00 All normal, then the exception: right grip 4/5."""
        self.click(self.button("All normal, then exceptions"))
        self.click(self.page.get_by_text("Power: Grip and small hand muscles", exact=True).first)
        right = self.page.get_by_role("radiogroup", name=re.compile("Grip and small hand muscles, right"))
        self.click(right.get_by_text("4", exact=True))
        self.click(self.button("Sign the examination"))

    def card(self, kind: str) -> Locator:
        """The card of a document."""
        return self.page.locator(f".st-key-card-{kind}")

    def missing(self, kind: str = "emg") -> str:
        """What the card says is missing."""
        return self.card(kind).locator(".tb-missing").inner_text()

    def use_question(self, kind: str = "emg") -> None:
        """Make the drafted question one's own."""
        self.click(self.card(kind).get_by_role("button", name="Use this question"))

    def sign(self, kind: str = "emg") -> None:
        """3:00 Sign."""
        name = self.card(kind).get_by_label("Sign: type your name")
        self.click(name)
        name.fill(SIGNER)
        self.click(self.card(kind).get_by_role("button", name=re.compile("^Sign the ")))

    def pdf(self, kind: str = "emg") -> bytes:
        """The signed document, fetched as the browser would."""
        address = self.card(kind).get_by_role("link", name="Open the PDF").get_attribute("href") or ""
        return self.page.request.get(address).body()

    def mark_to_signed(self) -> None:
        """From the queue to Mark's signed EMG request, without a detour."""
        self.open_case(MARK)
        self.answers_by_telephone("muscle-smaller", "No")
        self.answers_by_telephone("blood-thinner", "No")
        self.examine()
        self.use_question()
        self.sign()

    @property
    def shown(self) -> str:
        """Everything that stands on the page."""
        return words(self.page)
