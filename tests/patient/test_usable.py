"""What thumbs, eyes and screen readers are promised, looked at in real Chromium."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from datetime import date

from playwright.sync_api import APIResponse, Page, Route, expect

from intake.invitations import NewPatient
from intake.questionnaire import questionnaire
from tests.browser.fixtures import Windows
from tests.browser.reading import axe, settled, words
from tests.browser.respondent import Respondent, as_invited
from tests.browser.server import Server
from tests.browser.visitors import invite, sample_store, server_now
from tests.browser.windows import PHONE
from tests.golden.reading import golden_person
from tests.patient.fitting import SMALL, fits

APP = "document.querySelector('[data-testid=stApp]')"
FETCHED = """() => performance.getEntriesByType('resource')
  .filter((one) => one.name.includes('/static/') && one.transferSize > 0).map((one) => one.name.split('/').pop())"""

UNPICTURED = {"none-now", "not-sure"} | {
    code
    for choice in questionnaire().questions["regions"].choices
    for code in (choice.group, f"both-{choice.group}")
    if f"both-{choice.group}" in questionnaire().questions["regions"].by_code
}
"""Codes of the places that are not a place on the picture: no place, or no side, or both."""


def arrives(page: Page, clinic: Server, who: str = "02") -> tuple[Respondent, str]:
    """Somebody of the golden day with a link of their own."""
    person = golden_person(who)
    return Respondent(page, person.answers, person.person["date_of_birth"]), invite(clinic, as_invited(person))


def back_at(page: Page, clinic: Server, at_page: str, *left: str) -> Respondent:
    """Somebody who has come back to that page of the form; what is left to be said is not said yet."""
    person = golden_person("02")
    answers = {link_id: said for link_id, said in person.answers.items() if link_id not in left}
    back = Respondent(page, answers, person.person["date_of_birth"])
    back.open_again(invite(clinic, as_invited(person), answered=answers, at_page=at_page))
    return back


def rarer_states(page: Page, clinic: Server) -> Iterator[str]:
    """What few people see: no link, somebody else's hands, told to call, too young, closed, come back, overtaken."""
    page.goto("/link")
    yield "no link"
    mark = golden_person("01")
    link = invite(clinic, as_invited(mark), answered=mark.answers, at_page="muscles")
    person = Respondent(page, mark.answers, mark.person["date_of_birth"])
    page.goto(link)
    person.leave_by("Start")
    page.goto("/for-somebody")
    yield "for somebody"
    person.leave_by("Continue")
    yield "for somebody, wrong"
    page.goto("/birth?again=paused")
    yield "closed for a while"
    person.confirm_birth()
    yield "come back"
    with sample_store(clinic) as store:
        found = store.invitations.by_token(link.removeprefix("/i/"), server_now(clinic))
        assert found
        store.drafts.save(found.id, {**mark.answers, "cramps": "not-sure"}, "muscles", server_now(clinic))
    page.locator("[class*='--cramps ']").first.get_by_text("Yes", exact=True).click()
    person.go_on()
    yield "overtaken"
    page.goto("/form?step=check&newer=1")
    yield "not sent yet"
    page.goto("/emergency")
    page.get_by_text("Not sure", exact=True).click()
    person.leave_by("Continue")
    yield "told to call"
    page.goto("/call-now?again=untold")
    yield "told to call, untold"
    child = NewPatient(family_name="Young", given_name="Tom", date_of_birth=date(2012, 5, 1))
    young = Respondent(page, {}, child.date_of_birth)
    young.page.goto(invite(clinic, child))
    young.leave_by("Start")
    young.leave_by("Continue")
    young.confirm_birth()
    yield "too young"
    page.goto("/tablet")
    yield "the tablet between two patients"


def test_what_few_people_see_fits_a_small_phone_and_can_be_used_by_everybody(clinic: Server, windows: Windows) -> None:
    page = windows(clinic, SMALL).page
    for _ in rarer_states(page, clinic):
        fits(page)
        axe(page)
        page.emulate_media(color_scheme="dark")
        axe(page, colours_alone=True)
        page.emulate_media(color_scheme="light")


def test_a_screen_reader_is_told_questions_groups_and_errors_and_nothing_of_the_picture(
    clinic: Server, windows: Windows
) -> None:
    page = windows(clinic, PHONE).page
    person = at_the_twitches(page, clinic)
    person.go_on()
    tree = page.locator("main, [data-testid=stMain]").first.aria_snapshot()
    told = [line.strip().removesuffix(":") for line in tree.splitlines()]
    order = [
        "- alert",
        '- heading "There is a problem" [level=2]',
        '- heading "Your twitches" [level=1]',
        '- radiogroup "Do you have muscle twitches?"',
        '- heading "Where are they?" [level=2]',
        '- group "Where are they?"',
        '- checkbox "Left eyelid"',
        '- checkbox "Right foot"',
        '- button "Continue"',
    ]
    places = [told.index(line) for line in order]
    assert places == sorted(places)
    assert "Your right" not in tree
    assert "Save" not in tree
    group = page.get_by_role("group", name="Where are they?")
    assert "Choose an answer" in page.locator(f"#{group.get_attribute('aria-describedby').split()[-1]}").inner_text()


def test_from_the_link_to_the_second_question_with_the_keyboard_alone(clinic: Server, windows: Windows) -> None:
    person, link = arrives(windows(clinic).page, clinic)
    page, keys = person.page, person.page.keyboard
    page.goto(link)
    tab_to(page, "Start")
    keys.press("Enter")
    page.wait_for_url("**/start")
    tab_to(page, "Continue")
    keys.press("Enter")
    page.wait_for_url("**/birth")
    for part in (person.born.day, person.born.month, person.born.year):
        tab_to(page, "")
        keys.type(str(part))
    keys.press("Enter")
    page.wait_for_url("**/emergency")
    tab_to(page, "", kind="radio")
    keys.press("Space")
    tab_to(page, "Continue")
    keys.press("Enter")
    page.wait_for_url("**/form*")
    settled(page)
    tab_to(page, "")
    keys.type("0113 496 0123")
    tab_to(page, "Continue")
    keys.press("Enter")
    page.wait_for_url("**/form?step=2*")
    settled(page)
    assert person.heading == "Breathing, speaking and swallowing"
    tab_to(page, "", kind="radio")
    keys.press("ArrowDown")
    assert page.locator("input:checked").count() == 1


FOCUSED = """() => { const one = document.activeElement;
  return [one.tagName === "INPUT" ? one.type : one.tagName.toLowerCase(), one.textContent.trim()]; }"""


def tab_to(page: Page, name: str, *, kind: str = "") -> None:
    """Press Tab until the focus is on a button or link of that name; without one, on the next field of that kind."""
    for _ in range(40):
        page.keyboard.press("Tab")
        found, words_on_it = page.evaluate(FOCUSED)
        if (name and words_on_it == name) or (not name and (found == kind or (not kind and found in ("text", "tel")))):
            return
    raise AssertionError(f"Tab never came to {name or kind or 'a field'} on {page.title()}")


def test_after_an_error_the_summary_has_the_focus_and_the_title_says_so(clinic: Server, windows: Windows) -> None:
    person, link = arrives(windows(clinic, PHONE).page, clinic)
    page = person.page
    page.goto(link)
    person.leave_by("Start")
    person.leave_by("Continue")
    person.leave_by("Continue")
    expect(page).to_have_title(re.compile("^Error:"))
    assert page.evaluate("document.activeElement.id") == "summary"
    person.confirm_birth()
    page.get_by_text("None of these", exact=True).click()
    person.leave_by("Continue")
    person.go_on()
    expect(page).to_have_title(re.compile("^Error:"))
    assert page.evaluate("document.activeElement.id") == "summary"
    page.get_by_role("link", name="Which number can we ring today?").click()
    assert page.evaluate("document.activeElement.id") == "q-contact-telephone"
    person.answer_page()
    person.go_on()
    person.go_on()
    expect(page).to_have_title(re.compile("^Error:"))
    assert page.evaluate("document.activeElement.id") == "tb-summary"
    page.get_by_role("link", name="Are you short of breath sooner than before?").click()
    assert page.evaluate("document.activeElement.id") == "q-breathing"


def test_a_new_page_starts_at_its_top_with_its_heading(clinic: Server, windows: Windows) -> None:
    person = back_at(windows(clinic, PHONE).page, clinic, "feeling")
    person.page.get_by_role("button", name="Continue", exact=True).scroll_into_view_if_needed()
    assert person.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") > 0
    person.go_on()
    assert person.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
    assert person.page.evaluate("document.activeElement.id") == "tb-heading"


def test_a_follow_up_appears_as_its_parent_is_tapped_and_goes_again(clinic: Server, windows: Windows) -> None:
    person = back_at(windows(clinic, PHONE).page, clinic, "muscles")
    assert person.heading == "Your muscles"
    box = person.page.locator("[class*='--muscle-smaller ']").first
    where = person.page.get_by_role("heading", name="Which muscle, in your own words?")
    assert not where.is_visible()
    box.get_by_text("Yes", exact=True).click()
    assert where.is_visible()
    box.get_by_text("No", exact=True).click()
    assert not where.is_visible()


def test_no_to_the_rest_keeps_what_was_said_and_shows_what_it_chose(clinic: Server, windows: Windows) -> None:
    safety = [q.link_id for q in questionnaire().questions.values() if q.page == "test-safety"]
    person = back_at(windows(clinic, PHONE).page, clinic, "test-safety", *safety)
    page = person.page
    assert person.heading == "Before any test"
    page.locator("[class*='--bleeding-disorder ']").first.get_by_text("Not sure", exact=True).click()
    page.get_by_role("button", name="Answer No to the rest").click()
    chosen = [text.strip() for text in page.locator("label:has(input:checked)").all_inner_texts()]
    assert chosen.count("Not sure") == 1
    assert set(chosen) == {"No", "Not sure"}
    assert "We chose No where you had not answered" in words(page)
    person.go_on()
    assert person.heading == "In your own words"


def test_the_form_opens_with_what_was_fetched_while_the_plain_pages_were_read(clinic: Server, windows: Windows) -> None:
    person, link = arrives(windows(clinic, PHONE).page, clinic)
    page = person.page
    page.goto(link)
    page.wait_for_load_state("networkidle")
    person.leave_by("Start")
    person.leave_by("Continue")
    person.confirm_birth()
    page.wait_for_load_state("networkidle")
    page.get_by_text("None of these", exact=True).click()
    person.leave_by("Continue")
    person.answer_page()
    page.wait_for_load_state("networkidle")
    person.go_on()
    fetched = page.evaluate(FETCHED)
    assert fetched == []


def at_the_twitches(page: Page, clinic: Server) -> Respondent:
    """Somebody who has come back to the page about twitches, with the places still to be said."""
    back = back_at(page, clinic, "twitches", "regions")
    assert back.heading == "Your twitches"
    return back


def ticked(page: Page) -> set[str]:
    """The places whose boxes are ticked."""
    return {text.strip() for text in page.locator(".stCheckbox label:has(input:checked)").all_inner_texts()}


def marked(page: Page) -> set[str]:
    """The places that the picture shows."""
    return set(page.eval_on_selector_all(".tb-map path.on", "parts => parts.map((one) => one.dataset.code)"))


def tap_picture(page: Page, *codes: str) -> None:
    """Tap these places one right after the other, as fast as a browser can."""
    page.eval_on_selector_all(
        ".tb-map [data-view]",
        """(views, codes) => codes.forEach((code) => views.flatMap((one) => [...one.querySelectorAll("path")])
          .find((one) => one.dataset.code === code).dispatchEvent(new MouseEvent("click", {bubbles: true})))""",
        list(codes),
    )


def test_the_picture_and_the_list_of_places_are_one_answer(clinic: Server, windows: Windows) -> None:
    page = windows(clinic, SMALL).page
    person = at_the_twitches(page, clinic)
    page.locator(".tb-map svg").first.wait_for()
    tap_picture(page, "right-forearm", "left-foot", "neck", "left-foot", "left-calf-shin")
    assert ticked(page) == {"Right forearm", "Neck", "Left calf or shin"}
    page.get_by_text("Left thigh", exact=True).click()
    page.get_by_text("Neck", exact=True).click()
    left = {"right-forearm", "left-calf-shin", "left-thigh"}
    expect(page.locator(".tb-map path.on[data-code=left-thigh]")).to_have_count(2)
    assert marked(page) == left
    person.go_on()
    page.go_back()
    settled(page)
    assert marked(page) == left
    page.reload()
    settled(page)
    page.locator(".tb-map path.on").first.wait_for(state="attached")
    assert marked(page) == left
    assert ticked(page) == {"Right forearm", "Left calf or shin", "Left thigh"}


TARGETS = """() => [...document.querySelectorAll(".tb-turns button")].flatMap((turn) => {
  turn.click();
  const map = turn.closest(".tb-map"), svg = map.querySelector(`[data-view=${turn.dataset.turn}] svg`);
  svg.scrollIntoView({block: "center"});
  const box = svg.getBoundingClientRect(), found = {};
  const low = Math.min(innerHeight, box.bottom);
  for (let x = box.left; x <= box.right; x += 2) for (let y = Math.max(0, box.top); y <= low; y += 2) {
    const code = document.elementFromPoint(x, y)?.dataset?.code;
    if (!code) continue;
    const seen = found[code] ||= [x, y, x, y];
    found[code] = [Math.min(seen[0], x), Math.min(seen[1], y), Math.max(seen[2], x), Math.max(seen[3], y)];
  }
  return Object.entries(found).map(([code, [left, top, right, bottom]]) => [code, right - left + 2, bottom - top + 2]);
})"""


def test_every_place_on_the_picture_is_as_large_as_a_thumb(clinic: Server, windows: Windows) -> None:
    page = windows(clinic, SMALL).page
    at_the_twitches(page, clinic)
    page.locator(".tb-map svg").first.wait_for()
    targets = page.evaluate(TARGETS)
    known = {choice.code for choice in questionnaire().questions["regions"].choices if choice.code not in UNPICTURED}
    assert {code for code, _, _ in targets} == known
    assert [target for target in targets if min(target[1:]) < 44] == []


def test_without_the_picture_the_list_alone_asks_where(clinic: Server, windows: Windows) -> None:
    page = windows(clinic, PHONE).page
    page.route("**/body.svg*", lambda route: route.abort())
    person = at_the_twitches(page, clinic)
    assert page.locator(".tb-map").is_hidden()
    page.get_by_text("Left thigh", exact=True).click()
    person.go_on()
    assert person.heading == "How long, how often"


def saved(clinic: Server, link: str, link_id: str) -> object:
    """What the server holds of one answer in the draft behind a link."""
    with sample_store(clinic) as store:
        invitation = store.invitations.by_token(link.removeprefix("/i/"), server_now(clinic))
        draft = store.drafts.read(invitation.id) if invitation else None
    return draft.answers.get(link_id) if draft else None


def test_a_dead_line_says_so_alone_and_what_was_typed_is_saved_when_it_is_back(
    clinic: Server, windows: Windows
) -> None:
    golden = golden_person("02")
    link = invite(clinic, as_invited(golden), answered=golden.answers, at_page="own-words")
    person = Respondent(windows(clinic, PHONE).page, golden.answers, golden.person["date_of_birth"])
    person.open_again(link)
    page = person.page
    field = page.locator("textarea").first
    field.fill("0113 496 0123")
    lost = page.get_by_text("No connection at the moment")
    assert not lost.is_visible()
    page.context.set_offline(True)
    lost.wait_for(state="visible")
    page.context.set_offline(False)
    page.get_by_text("You are connected again").wait_for()
    field.fill("0113 496 0124")
    clinic.stop()
    try:
        lost.wait_for(state="visible")
        page.wait_for_function(f"{APP}.dataset.testConnectionState !== 'CONNECTED'")
        expect(page.get_by_text("Connection error")).to_be_hidden()
        assert field.input_value() == "0113 496 0124"
    finally:
        clinic.start()
    page.get_by_text("You are connected again").wait_for(timeout=30_000)
    settled(page)
    assert field.input_value() == "0113 496 0124"
    assert saved(clinic, link, "own-words") == "0113 496 0124"
    person.go_on()
    assert person.at_check


def test_a_dead_line_at_the_first_page_says_so_and_continue_leaves_it_only_once_all_is_saved(
    clinic: Server, windows: Windows
) -> None:
    person, link = arrives(windows(clinic, PHONE).page, clinic)
    person.open(link)
    page = person.page
    field, lost = page.locator("#q-contact-telephone"), page.get_by_text("No connection at the moment")
    field.fill("0113 496 0123")
    assert not lost.is_visible()
    page.context.set_offline(True)
    lost.wait_for(state="visible")
    page.context.set_offline(False)
    page.get_by_text("You are connected again").wait_for()
    assert saved(clinic, link, "contact-telephone") == "0113 496 0123"
    field.fill("0113 496 0124")
    clinic.stop()
    try:
        page.get_by_role("button", name="Continue").click()
        lost.wait_for(state="visible")
        assert field.input_value() == "0113 496 0124"
    finally:
        clinic.start()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/form?step=2")
    assert saved(clinic, link, "contact-telephone") == "0113 496 0124"


OUT_OF_SIGHT = """() => { Object.defineProperty(document, "visibilityState", {value: "hidden", configurable: true});
  document.dispatchEvent(new Event("visibilitychange")); delete document.visibilityState; }"""


def test_continue_while_the_first_page_is_keeping_itself_counts_what_was_typed_since(
    clinic: Server, windows: Windows
) -> None:
    person, link = arrives(windows(clinic, PHONE).page, clinic)
    person.open(link)
    page, held, posts = person.page, list[tuple[Route, APIResponse]](), list[str]()

    def answer_late(route: Route) -> None:
        held.append((route, route.fetch(max_redirects=0)))

    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.route("**/form", answer_late, times=1)
    with page.expect_request("**/form"):
        page.locator("#q-contact-telephone").fill("0113 496 0123")
        page.evaluate(OUT_OF_SIGHT)
    page.locator("#q-contact-telephone").fill("0113 496 0124")
    for _ in range(2):
        page.locator("main form > button").click(no_wait_after=True, force=True)
    while not held:
        page.wait_for_timeout(20)
    ((route, answer),) = held
    assert saved(clinic, link, "contact-telephone") == "0113 496 0123"
    route.fulfill(response=answer)
    page.wait_for_url("**/form?step=2")
    assert saved(clinic, link, "contact-telephone") == "0113 496 0124"
    assert len([url for url in posts if url.endswith("/form")]) == 3


def test_continue_says_that_it_waits_and_the_truth_about_what_the_server_answers(
    clinic: Server, windows: Windows
) -> None:
    person, link = arrives(windows(clinic, SMALL).page, clinic)
    person.open(link)
    page, held, answers = person.page, list[Route](), iter((404, 503))
    page.clock.install()
    page.reload()
    page.route("**/form", lambda route: held.append(route), times=2)  # noqa: PLW0108  # Playwright writes to it
    page.locator("#q-contact-telephone").fill("0113 496 0123")
    status, button = page.locator(".lost, .tb-lost"), page.locator("main form > button")
    for said in ("Open your link again, or ring", "The clinic's computer could not save this"):
        button.click(no_wait_after=True)
        expect(button).to_have_text("Saving …")
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(status).to_have_text(re.compile("We are saving this page|Open your link again"))
        button.click(no_wait_after=True, force=True)
        axe(page)
        fits(page)
        page.clock.fast_forward(3_000)
        expect(status).to_contain_text("This takes longer than usual")
        held.pop().fulfill(status=next(answers))
        expect(status).to_contain_text(said)
        expect(button).to_have_text("Continue")
        assert not held
    page.clock.fast_forward(10_000)
    page.wait_for_url("**/form?step=2")
    settled(page)
    onward = page.get_by_role("button", name="Continue", exact=True)
    os.kill(clinic.process, signal.SIGSTOP)
    try:
        onward.click(no_wait_after=True)
        expect(status).to_have_text("We are saving this page.")
        page.clock.fast_forward(3_000)
        expect(status).to_contain_text("This takes longer than usual")
    finally:
        os.kill(clinic.process, signal.SIGCONT)
    page.get_by_text("There is a problem").wait_for()
    expect(status).to_have_text("")
    assert status.get_attribute("role") == "status"
    assert saved(clinic, link, "contact-telephone") == "0113 496 0123"
