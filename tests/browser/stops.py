"""Where the camera of `sheet.py` goes: every page of the product, as the person who meets it.

A page that is added is one more line in `STOPS`. People walk: a stop begins where the last one of the same `who` ended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from playwright.sync_api import Page

from intake.questionnaire import questionnaire
from tests.browser.reading import settled
from tests.browser.respondent import Respondent, as_invited
from tests.browser.server import Server
from tests.browser.visitors import ANNA, invite, open_sample, reference_of
from tests.golden.reading import golden_person

MARK, CALVES = golden_person("01"), golden_person("02")

Act = Callable[[Page, Server], object]


@dataclass(frozen=True)
class Stop:
    """One picture: who goes where, or does what where they are."""

    group: str
    name: str
    who: str
    go: str | Act

    def visit(self, page: Page, server: Server) -> None:
        """Go there, and wait until the page stands still."""
        if isinstance(self.go, str):
            page.goto(self.go)
        else:
            self.go(page, server)
        settled(page)


def case_of(family_name: str) -> Act:
    """Open the case of somebody in the sample clinic."""
    return lambda page, server: page.goto(f"/case?ref={reference_of(server, family_name)}")


def press(name: str) -> Act:
    """Press a button or link by its words."""

    def act(page: Page, _: Server) -> None:
        page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()
        page.wait_for_load_state()

    return act


def mark(page: Page) -> Respondent:
    """Mark, at the page."""
    return Respondent(page, MARK.answers, MARK.person["date_of_birth"])


def open_link(page: Page, server: Server) -> None:
    """Open the link of a new invitation, as Mark."""
    page.goto(invite(server, as_invited(MARK)))


def confirm_birth(page: Page, _: Server) -> None:
    """Mark's date of birth."""
    mark(page).confirm_birth()


def a_wrong_birth(page: Page, _: Server) -> None:
    """A date of birth that is nobody's."""
    Respondent(page, {}, date(1990, 2, 3)).confirm_birth()


def no_emergency(page: Page, _: Server) -> None:
    """None of the emergency signs."""
    page.get_by_text("None of these", exact=True).click()
    mark(page).leave_by("Continue")


def continue_with_nothing(page: Page, _: Server) -> None:
    """Continue without an answer: what is wrong is said."""
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def answer_and_go_on(page: Page, _: Server) -> None:
    """Answer the page as Mark does, and go on."""
    person = mark(page)
    person.answer_page()
    person.go_on()


def send_all(page: Page, server: Server) -> None:
    """Send what is at the check page."""
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/sent")


def ready_to_send(page: Page, server: Server) -> None:
    """Somebody with two years of calf twitches and nothing else, at the check page."""
    link = invite(server, as_invited(CALVES), answered=CALVES.answers)
    Respondent(page, CALVES.answers, CALVES.person["date_of_birth"]).open_again(link)


def stopped(page: Page, server: Server) -> None:
    """Somebody with an emergency sign."""
    page.goto(invite(server, replace(ANNA, family_name="Stopped")))
    person = Respondent(page, {}, ANNA.date_of_birth)
    person.leave_by("Start")
    person.leave_by("Continue")
    person.confirm_birth()
    page.get_by_text("One or more of these", exact=True).click()
    person.leave_by("Continue")


def a_child(page: Page, server: Server) -> None:
    """Somebody who is under 16."""
    born = date(2014, 5, 6)
    page.goto(invite(server, replace(ANNA, family_name="Young", date_of_birth=born)))
    person = Respondent(page, {}, born)
    person.leave_by("Start")
    person.leave_by("Continue")
    person.confirm_birth()


PAGES = [page for page in questionnaire().asked_pages(MARK.answers) if page.id != "emergency"]

STOPS = (
    Stop("Plain", "First screen", "stranger", "/"),
    Stop("Plain", "Set up: country", "stranger", "/set-up"),
    Stop("Plain", "Set up", "stranger", "/set-up?country=GB-ENG"),
    Stop("Plain", "Sign in", "stranger", "/sign-in"),
    Stop("Plain", "Signed out", "stranger", "/signed-out"),
    Stop("Plain", "A link that is not one", "stranger", "/i/nobody"),
    Stop("Clinician", "Queue", "clinician", lambda page, _: open_sample(page)),
    Stop("Clinician", "Today", "clinician", "/today"),
    Stop("Clinician", "Mark's case", "clinician", case_of("Ellison")),
    Stop("Clinician", "A case with a request", "clinician", case_of("Abelman")),
    Stop("Clinician", "Appointments", "clinician", "/appointments"),
    Stop("Clinician", "Requests", "clinician", "/requests"),
    Stop("Clinician", "Reports", "clinician", "/reports"),
    Stop("Clinician", "Rules", "clinician", "/rules"),
    Stop("Clinician", "Invite", "clinician", "/invite"),
    Stop("Clinician", "Invite from a list", "clinician", "/import"),
    Stop("Clinician", "Settings", "clinician", "/settings"),
    Stop("Clinician", "An address that is nobody's", "clinician", "/nowhere"),
    Stop("Patient", "Invitation", "patient", open_link),
    Stop("Patient", "Start", "patient", press("Start")),
    Stop("Patient", "Date of birth", "patient", press("Continue")),
    Stop("Patient", "A wrong date of birth", "patient", a_wrong_birth),
    Stop("Patient", "Emergency list", "patient", confirm_birth),
    Stop("Form", PAGES[0].heading, "patient", no_emergency),
    Stop("Form", "Nothing answered", "patient", continue_with_nothing),
    *(Stop("Form", page.heading, "patient", answer_and_go_on) for page in PAGES[1:]),
    Stop("Form", "Check your answers", "patient", answer_and_go_on),
    Stop("Form", "Sent", "patient", send_all),
    Stop("Afterwards", "Ready to send", "calves", ready_to_send),
    Stop("Afterwards", "Sent", "calves", send_all),
    Stop("Afterwards", "Plan", "calves", "/plan"),
    Stop("Afterwards", "Journal", "calves", "/journal"),
    Stop("Afterwards", "Weekly check", "calves", "/check"),
    Stop("Afterwards", "Change an answer", "calves", "/correct"),
    Stop("Afterwards", "Ask", "calves", "/ask"),
    Stop("Afterwards", "Report a problem", "calves", "/report"),
    Stop("Stopped", "Call now", "stopped", stopped),
    Stop("Stopped", "Under 16", "child", a_child),
)
