"""No page of a patient's, and not their copy on paper, tells an urgency, a score, a colour or a disease.

The pages of the form are looked at in a browser, on the way that is walked in `tests/browser/test_patients_way.py`.
"""

from __future__ import annotations

from typing import Any

import pytest

from intake import reception
from intake.cases import IntakeKind
from intake.invitations import Invitation
from intake.questionnaire import questionnaire
from intake.urgency import Urgency
from intake.wording import wording
from pages._shell import ASSETS
from tests.patient.conftest import ANNA, Browser, Desk
from tests.patient.never_said import level_marks, never_said
from tests.patient.test_aftercare import PAGES, SAFE, Later, Sent, sent  # noqa: F401  # a fixture
from tests.patient.test_form import NONE, PLAIN
from tests.patient.test_plain_pages import walk, words
from tests.read_pdf import text_of

STANDINGS: dict[Urgency, dict[str, Any]] = {
    Urgency.ROUTINE: {},
    Urgency.SOON: {"spread": "yes", "getting-worse": "yes"},
    Urgency.URGENT: {"speech": "yes"},
    Urgency.IMMEDIATE: {"muscle-smaller": "yes"},
}


def test_the_list_of_what_is_never_said_finds_what_it_should() -> None:
    said = "This is urgent: 7 points, red. It may be ALS or Lyme, or something benign."
    assert never_said(said) == ["als", "benign", "lyme", "points", "red", "urgen"]
    assert never_said("A clinician will have shared your answers, and hundreds of others also.") == []
    assert never_said(questionnaire().questions["family-history"].text) == []


def test_no_sentence_of_the_wording_says_it() -> None:
    found = {key: never_said(said) for key, said in wording().sentences.items() if never_said(said)}
    assert found == {}


def test_no_question_choice_or_message_about_an_error_says_it() -> None:
    form = questionnaire()
    shown = {q.link_id: [q.text, q.help, *(c.text for c in q.choices)] for q in form.questions.values()}
    for page in form.pages:
        shown[page.id] = [page.heading, *(problem.message for problem in form.check(page.id, {}))]
    shown["emergency-lines"] = [line.text for line in form.emergency_lines]
    found = {name: never_said(" ".join(texts)) for name, texts in shown.items() if never_said(" ".join(texts))}
    assert found == {}


def test_no_plain_page_before_sending_says_it(anna: tuple[Invitation, str], browser: Browser) -> None:
    for name, answer in walk(browser, anna[1]).items():
        assert (never_said(words(answer)), level_marks(answer.text)) == ([], []), name


@pytest.mark.parametrize("standing", STANDINGS)
def test_no_page_after_sending_says_it_whatever_stands(sent: Sent, standing: Urgency) -> None:  # noqa: F811
    anna = sent(**STANDINGS[standing])
    assert anna.case.urgency is standing
    for name, page in every_page_after(anna).items():
        assert (never_said(words(page)), level_marks(page.text)) == ([], []), name


def every_page_after(anna: Later) -> dict[str, Any]:
    """Every page after sending, with its errors and with what it says when it is done."""
    seen = {path: anna.browser.get(path) for path in PAGES}
    for path, wrong in (("/journal", {}), ("/check", {}), ("/correct", {}), ("/ask", {}), ("/report", {})):
        seen[f"{path}, wrong"] = anna.browser.shown(anna.browser.post(path, **wrong))
    anna.browser.post("/check", fits="none-of-these")
    seen["/check/changes"] = anna.browser.get("/check/changes")
    seen["/check/changes, wrong"] = anna.browser.shown(anna.browser.post("/check/changes"))
    anna.check()
    seen["/check/sent"] = anna.browser.get("/check/sent")
    anna.after(7).check(swallowing="yes")
    seen["/check/sent, news"] = anna.browser.get("/check/sent")
    anna.after(28).check(swallowing="yes")
    seen["/check/sent, last"] = anna.browser.get("/check/sent")
    for which in ("speech", "medicines", "other", "emergency-signs"):
        anna.browser.post("/correct", which=which)
        seen[f"/correct/answer, {which}"] = anna.browser.get("/correct/answer")
        seen[f"{which}, wrong"] = anna.browser.shown(anna.browser.post("/correct/answer", about=which))
    anna.browser.post("/correct/answer", about="weakness", given="not-sure")
    seen["/correct/answer, more"] = anna.browser.get("/correct/answer")
    done = {"/journal": {"twitches": "no"}, "/correct": {"which": "other"}, "/ask": {"what": "copy"}}
    for path, fields in done.items():
        anna.browser.post(path, **fields)
        seen[f"{path}, done"] = anna.browser.get(f"{path}?done=1")
    anna.after(40)
    return seen | {"/sent, over": anna.browser.get("/sent"), "/plan, over": anna.browser.get("/plan")}


@pytest.mark.parametrize("standing", STANDINGS)
def test_the_copy_on_paper_does_not_say_it(sent: Sent, standing: Urgency) -> None:  # noqa: F811
    copy = text_of(sent(**STANDINGS[standing]).browser.get("/my-answers.pdf").content)
    question = questionnaire().questions["family-history"].text
    assert never_said(copy.replace(question, "")) == []


def test_the_page_after_sending_is_the_same_for_everybody(desk: Desk, sent: Sent) -> None:  # noqa: F811
    anna = sent()
    pages = set()
    for changes in STANDINGS.values():
        invitation, token = desk.invite(ANNA)
        answers = {**NONE, **PLAIN, **SAFE, **changes}
        reference = reception.receive(desk.store, invitation, answers, IntakeKind.SENT, anna.case.received_at).reference
        anna.browser.let_in(token)
        pages.add(anna.said("/sent").replace(reference, ""))
    assert len(pages) == 1


def test_no_style_of_the_patients_pages_knows_a_levels_colour() -> None:
    for name in ("plain.css", "patient.css", "form.css", "first.css", "aftercare.css"):
        assert level_marks((ASSETS / name).read_text(encoding="utf-8")) == [], name
