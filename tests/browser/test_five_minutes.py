"""The first five minutes, step by step, in a real browser: how the first release is judged.

One walk on one fresh server; each test looks at what was seen at its minute.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from intake.questionnaire import questionnaire
from tests.browser.five_minutes import MARK, Clinician
from tests.browser.reading import explain, settled, violations, words
from tests.browser.respondent import Respondent, as_invited
from tests.browser.server import Server
from tests.browser.visitors import keep_answers
from tests.browser.windows import DESK, PHONE, Window, open_window
from tests.golden.reading import golden_people, golden_person


@dataclass
class Seen:
    """What was on the screens of the walk, by minute."""

    screens: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    later_order: list[str] = field(default_factory=list)
    lit: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    pdf: bytes = b""
    draft: bytes = b""
    clicks: int = 0
    landed: dict[str, str] = field(default_factory=dict)
    unusable: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Walk the five minutes once."""
    server = Server(tmp_path_factory.mktemp("five")).start()
    desk, phone = open_window(chromium, server.url, DESK), open_window(chromium, server.url, PHONE)
    seen = Seen()
    try:
        walk(Clinician(desk.page), phone, server, seen)
    finally:
        desk.close()
        phone.close()
        server.stop()
    desk.outside.assert_nothing()
    phone.outside.assert_nothing()
    assert "Traceback" not in server.log
    return seen


def walk(clinician: Clinician, phone: Window, server: Server, seen: Seen) -> None:
    """From the first screen to the new patient above Mark."""
    page = clinician.page
    page.goto("/")
    look(seen, "0:00", page)
    clinician.look_round()
    look(seen, "0:20", page)
    seen.order = clinician.order()
    clinician.open_case(MARK)
    look(seen, "1:00", page)
    seen.lit = lit_rows(page)
    clinician.answers_by_telephone("muscle-smaller", "No")
    look(seen, "1:30", page)
    seen.missing.append(clinician.missing())
    seen.landed = {
        link.inner_text(): landing_of(page, link.get_attribute("href") or "")
        for link in page.locator(".st-key-card-emg .tb-missing a").all()
    }
    seen.draft = page.request.get(
        page.get_by_role("link", name="Preview the draft").first.get_attribute("href") or ""
    ).body()
    clinician.answers_by_telephone("blood-thinner", "No")
    clinician.examine()
    seen.missing.append(clinician.missing())
    clinician.use_question()
    clinician.sign()
    seen.clicks = clinician.tally.taps
    look(seen, "3:00", page)
    seen.pdf = clinician.pdf()
    page.get_by_text("Copy to record").first.click()
    seen.screens["record"] = words(settled(page))
    be_the_patient(clinician, phone, server)
    page.goto("/queue")
    look(seen, "4:45", page)
    seen.later_order = clinician.order()


def look(seen: Seen, minute: str, page: Page) -> None:
    """Remember the screen, and what axe-core has against it, light and dark."""
    seen.screens[minute] = words(settled(page))
    page.emulate_media(color_scheme="dark")
    seen.unusable += [f"{minute}, dark: {explain(found)}" for found in violations(page)]
    page.emulate_media(color_scheme="light")
    seen.unusable += [f"{minute}, light: {explain(found)}" for found in violations(page, colours_alone=True)]


def lit_rows(page: Page) -> list[str]:
    """The article's rows as the case lights them: `1 Raised`."""
    rows = page.locator(".tb-table5").first.locator(".tb-flagrow").all()
    return [f"{row.locator('.tb-no').inner_text()} {row.locator('.tb-state').inner_text()}" for row in rows]


def landing_of(page: Page, anchor: str) -> str:
    """What stands where a link of the *missing* list leads: the text around its anchor."""
    return str(
        page.evaluate(
            "(id) => document.getElementById(id)?.closest('[class*=st-key-]')?.innerText ?? ''", anchor.lstrip("#")
        )
    )


def be_the_patient(clinician: Clinician, phone: Window, server: Server) -> None:
    """3:45 Invite somebody, take the link from the page, be them on a phone: speech slurred, the rest said before."""
    page = clinician.page
    page.goto("/invite")
    settled(page)
    for name, value in (("Given name", "Petra"), ("Family name", "Neumann")):
        page.get_by_label(name).fill(value)
    for part, value in (("Day", "2"), ("Month", "5"), ("Year", "1961")):
        page.get_by_label(part).first.fill(value)
    page.get_by_role("button", name="Make the link").click()
    expect(page.locator("main")).to_contain_text("/i/", timeout=20_000)
    link = re.search(r"/i/\S+", words(page))
    assert link, "No link was shown"
    answers = {**golden_person("02").answers, "speech": "yes"}
    born = as_invited(golden_person("02")).date_of_birth.replace(year=1961, month=5, day=2)
    asked_of_speech = questionnaire().questions["speech"].page
    keep_answers(server, link[0], answers, asked_of_speech)
    patient = Respondent(phone.page, answers, born)
    patient.open_again(link[0])
    patient.answer_page()
    patient.go_on()
    phone.page.goto("/form?step=check")
    settled(phone.page)
    patient.send()


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_the_first_screen_offers_the_sample_clinic_first_and_asks_nothing(seen: Seen) -> None:
    first = seen.screens["0:00"]
    assert first.index("Look round a sample clinic") < first.index("Set up your own")


def test_the_queue_says_in_one_sentence_how_things_stand(seen: Seen) -> None:
    assert re.search(r"24 waiting, 1 emergency told 09:02, 3 late, 2 booked too late", seen.screens["0:20"])


def test_the_queue_on_the_screen_stands_in_the_golden_order(seen: Seen) -> None:
    golden = sorted(golden_people(), key=lambda person: person.expected["place"])
    assert seen.order == [person.name for person in golden]


def test_mark_stands_above_the_young_man_with_two_years_of_calf_twitches_on_the_screen(seen: Seen) -> None:
    assert seen.order.index(MARK) < seen.order.index("Callum Reid")


def test_rows_1_3_and_4_of_the_articles_table_are_lit_for_mark(seen: Seen) -> None:
    assert seen.lit == ["1 Raised", "2 Open", "3 Raised", "4 Raised", "5 Ruled out"]


def test_marks_urgency_is_an_interval_until_he_is_asked(seen: Seen) -> None:
    assert re.search(r"at least\s+◆\s+Urgent, could be\s+▲\s+Immediate", seen.screens["1:00"])
    assert "Is any muscle getting smaller or thinner?" in seen.screens["1:00"]


def test_the_interval_closes_on_the_spot_when_he_says_no(seen: Seen) -> None:
    assert "The urgency is settled: Urgent" in seen.screens["1:30"]
    assert "could be" not in seen.screens["1:30"].partition("The article's table")[0]


def test_the_card_says_what_is_missing_and_each_link_lands_on_its_field(seen: Seen) -> None:
    assert "blood thinner" in seen.missing[0]
    assert "your question" in seen.missing[0]
    assert seen.missing[1] == "1 missing: your question"
    assert set(seen.landed) == {"examination", "blood thinner", "your question"}
    assert all(seen.landed.values()), f"A link leads nowhere: {seen.landed}"


def test_a_draft_says_so_until_it_is_signed(seen: Seen) -> None:
    assert "DRAFT" in text_of(seen.draft)
    assert "DRAFT" not in text_of(seen.pdf)


def test_the_signed_request_is_one_page_about_mark_with_the_finding(seen: Seen) -> None:
    assert len(pypdf.PdfReader(io.BytesIO(seen.pdf)).pages) == 1
    said = text_of(seen.pdf)
    assert "ELLISON" in said
    assert re.search(r"grip", said, re.IGNORECASE)
    assert "Dr Amara Osei" in said


def test_the_same_is_there_as_text_to_paste_into_a_record(seen: Seen) -> None:
    assert "ELLISON" in seen.screens["record"].partition("Copy to record")[2]


def test_the_case_says_requested_and_when_to_chase(seen: Seen) -> None:
    assert re.search(r"EMG requested, chase \w+ 3 Dec", seen.screens["3:00"])


def test_somebody_with_slurred_speech_stands_above_mark(seen: Seen) -> None:
    assert seen.later_order.index("Petra Neumann") < seen.later_order.index(MARK)
    assert re.search(r"speech", seen.screens["4:45"], re.IGNORECASE)


def test_from_the_queue_to_a_signed_emg_request_takes_few_clicks(
    seen: Seen, record_property: Callable[[str, str], None]
) -> None:
    record_property("counted", f"From the queue to Mark's signed EMG request: {seen.clicks} clicks")
    assert seen.clicks <= 15


def test_no_page_of_the_five_minutes_keeps_anybody_out(seen: Seen) -> None:
    assert not seen.unusable, "\n".join(dict.fromkeys(seen.unusable))
