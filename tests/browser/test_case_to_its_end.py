"""A case to its end in a real browser: a request from the queue to the result, and two who write on one case."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.five_minutes import MARK, SIGNER, Clinician
from tests.browser.reading import explain, settled, violations
from tests.browser.test_queue_together import enter
from tests.browser.visitors import open_sample
from tests.browser.windows import DESK, PHONE

LATE = "Desmond Carter"


def fill_day(card, day: str, month: str, year: str, time: str) -> None:
    for label, value in (("Day", day), ("Month", month), ("Year", year), ("Time, 24 h", time)):
        card.get_by_label(label, exact=True).fill(value)


def at_the_queue(page: Page) -> Clinician:
    """Dr Osei of a sample clinic, looking at the queue."""
    open_sample(page)
    page.goto("/queue")
    settled(page)
    return Clinician(page)


def usable(page: Page, where: str) -> None:
    found = violations(page)
    assert not found, f"{where}:\n" + "\n".join(map(explain, found))


def test_a_request_goes_from_the_queue_to_its_result_and_the_result_to_the_urgency(
    windows, fresh_server, record_property
):
    clinician = at_the_queue(windows(fresh_server, DESK).page)
    page = clinician.page
    signed_with_two_taps(clinician, record_property)
    booked(clinician)
    the_result_is_urgent(clinician)
    page.goto("/requests")
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("1 request open, 1 to chase")
    usable(page, "/requests")
    decided_and_claimed(clinician, record_property)


def decided_and_claimed(clinician: Clinician, record_property) -> None:
    """Booked too late, and nobody has it: open it, Appointment, Bring forward."""
    clinician.page.goto("/queue")
    settled(clinician.page)
    before = clinician.tally.taps
    clinician.open_case(LATE)
    clinician.click(clinician.page.get_by_role("button", name=re.compile("^Appointment")))
    clinician.click(clinician.button("Bring forward"))
    expect(clinician.page.get_by_text("With you").first).to_be_visible()
    taken = clinician.tally.taps - before
    record_property("counted", f"From the queue to decided and claimed: {taken} clicks")
    assert taken == 3


def signed_with_two_taps(clinician: Clinician, record_property) -> None:
    """As quick as a hand can: the second tap on Sign signs nothing more and shows no conflict."""
    clinician.open_case(MARK)
    record_property("counted", f"From the queue to why somebody stands there: {clinician.tally.taps} click")
    assert clinician.tally.taps == 1
    expect(clinician.page.get_by_text("Because:")).to_be_in_viewport()
    clinician.answers_by_telephone("muscle-smaller", "No")
    clinician.answers_by_telephone("blood-thinner", "No")
    clinician.examine()
    clinician.use_question()
    name = clinician.card("emg").get_by_label("Sign: type your name")
    clinician.click(name)
    name.fill(SIGNER)
    sign = clinician.card("emg").get_by_role("button", name=re.compile("^Sign the "))
    clinician.tally.taps += 1
    sign.dblclick()
    settled(clinician.page)
    record_property("counted", f"From the queue to a signed EMG request: {clinician.tally.taps} clicks")
    assert clinician.tally.taps <= 12
    card = clinician.card("emg")
    expect(clinician.page.get_by_text("EMG requested, chase Thu 3 Dec").first).to_be_visible(timeout=15_000)
    expect(card.get_by_text("Version 2")).to_have_count(0)
    expect(clinician.page.get_by_text("changed this case since")).to_have_count(0)


def booked(clinician: Clinician) -> None:
    card = clinician.card("emg")
    clinician.click(card.get_by_text("Booked", exact=True))
    fill_day(card, "9", "12", "2026", "10:30")
    clinician.click(card.get_by_role("button", name="Save: booked"))
    expect(card.get_by_text("Booked for Wed 9 Dec 10:30").first).to_be_visible()


def the_result_is_urgent(clinician: Clinician) -> None:
    page, card = clinician.page, clinician.card("emg")
    card.get_by_label("What the report says, one result a line").fill("Denervation in three regions")
    card.get_by_role("radiogroup", name="Result 1 is").get_by_text("Urgent", exact=True).click()
    clinician.click(card.get_by_role("button", name="Save: report is back"))
    expect(page.get_by_text("A result to look at", exact=True)).to_be_visible()
    clinician.click(page.get_by_role("button", name="Change urgency"))
    choose(page, "Urgency", "Immediate")
    choose(page, "Reason", "A result that came back")
    clinician.click(page.get_by_role("button", name="Set the urgency"))
    expect(page.get_by_role("button", name="Set the urgency")).to_have_count(0)  # the popover has closed
    expect(page.locator(".tb-because", has_text="Dr Amara Osei: A result that came back")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Undo"))).to_be_visible()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=re.compile(label)).last.click()
    page.get_by_role("option", name=re.compile(option)).click()
    settled(page)


def test_two_who_examine_one_person_see_both_and_what_is_written_outlives_its_page(windows, fresh_server):
    osei = at_the_queue(windows(fresh_server, DESK).page)
    lindqvist = Clinician(enter(windows(fresh_server, PHONE, dark=True).page, fresh_server, "m.lindqvist"))
    osei.open_case(MARK)
    osei.click(osei.button("All normal, then exceptions"))
    lindqvist.page.goto(osei.page.url)
    settled(lindqvist.page)
    expect(lindqvist.page.get_by_text("Dr Amara Osei is filling in an examination")).to_be_visible()
    lindqvist.click(lindqvist.button("All normal, then exceptions"))
    lindqvist.click(lindqvist.button("Sign the examination"))
    expect(lindqvist.page.get_by_text("The examination is signed.")).to_be_visible()
    osei.click(osei.button("Sign the examination"))
    told = osei.page.get_by_text("Dr Maja Lindqvist signed an examination while you were writing.")
    expect(told).to_be_in_viewport()
    osei.page.get_by_label("Why a further version?").fill("Examined again after rest")
    osei.click(osei.button("Sign mine as the next version"))
    expect(osei.page.get_by_text("Version 2, Dr Amara Osei")).to_be_visible()
    usable(osei.page, "a case that two have examined")
    a_note_outlives_its_page(osei.page)


def a_note_outlives_its_page(page: Page) -> None:
    """Written, not saved, and the page is left."""
    page.get_by_label("Write on the case").fill("Rang twice, no answer")
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    settled(page)
    settled(page.reload() and page)
    expect(page.get_by_label("Write on the case")).to_have_value("Rang twice, no answer")
