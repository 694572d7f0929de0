"""What the patient's plain pages promise, asked of the whole application."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from intake.cases import IntakeKind
from intake.invitations import Invitation
from intake.questionnaire import questionnaire
from pages import _clock
from pages._shell import compressed
from tests.patient.conftest import ANNA, TOM, Browser, Desk

NEVER_SAID = (
    "urgen",
    "immediate",
    "routine",
    "self-care",
    "benign",
    "nothing serious",
    "score",
    "risk",
    "motor neuron",
)


def location(answer: httpx.Response) -> str:
    assert answer.status_code == 303, (answer.status_code, answer.text[:400])
    return answer.headers["location"]


def words(answer: httpx.Response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text.split("<body>")[1]).split())


def walk(browser: Browser, token: str) -> dict[str, httpx.Response]:
    """Every plain page that somebody meets who answers one of the signs."""
    seen = {"invitation": browser.get(f"/i/{token}")}
    browser.post(f"/i/{token}")
    seen["start"], seen["birth"] = browser.get("/start"), browser.get("/birth")
    seen["birth, wrong"] = browser.shown(browser.born(1, 1, 1990))
    browser.born(9, 3, 1979)
    seen["emergency"] = browser.get("/emergency")
    seen["emergency, empty"] = browser.shown(browser.post("/emergency"))
    browser.post("/emergency", fits="not-sure")
    seen["call now"] = browser.get("/call-now")
    seen["under 16"] = browser.get("/under-16")
    seen["no link"] = browser.get("/link")
    return seen


def test_looking_at_a_link_changes_nothing_and_gives_no_cookie(
    desk: Desk, anna: tuple[Invitation, str], browser: Browser
) -> None:
    before = desk.read(anna[0])
    answer = browser.get(f"/i/{anna[1]}")
    assert answer.status_code == 200
    assert not browser.cookies
    assert desk.read(anna[0]) == before


def test_starting_takes_the_token_out_of_the_address_and_out_of_reach_of_scripts(
    anna: tuple[Invitation, str], browser: Browser
) -> None:
    answer = browser.post(f"/i/{anna[1]}")
    assert location(answer) == "/start"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert anna[1] not in cookie


def test_every_link_that_leads_nowhere_gets_the_same_calm_page(desk: Desk, browser: Browser) -> None:
    withdrawn, withdrawn_token = desk.invite()
    desk.store.invitations.withdraw(withdrawn.id, desk.account, _clock.now())
    locked, locked_token = desk.invite()
    for _ in range(5):
        desk.store.invitations.check_birth(locked.id, None, _clock.now())
    old = desk.store.invitations.invite(ANNA, None, desk.account, _clock.now() - timedelta(days=30)).token
    answers = [browser.get(f"/i/{token}") for token in (withdrawn_token, locked_token, old, "never-given-out")]
    assert {(a.status_code, a.text) for a in answers} == {(404, answers[0].text)}
    assert "0113 496 0000" in answers[0].text


def test_nobody_gets_past_the_link_without_it(desk: Desk, browser: Browser) -> None:
    for path in ("/start", "/birth", "/emergency", "/call-now", "/under-16", "/sent"):
        assert browser.get(path).status_code == 404, path
    assert location(browser.get("/form")) == "/link"


def test_an_opened_link_shows_nothing_before_the_date_of_birth(anna: tuple[Invitation, str], browser: Browser) -> None:
    browser.post(f"/i/{anna[1]}")
    for path in ("/emergency", "/call-now", "/sent", "/form"):
        assert location(browser.get(path)) == "/birth", path


def test_every_wrong_date_of_birth_gets_the_same_words(anna: tuple[Invitation, str], browser: Browser) -> None:
    browser.post(f"/i/{anna[1]}")
    tries = ((9, 3, 1978), (3, 9, 1979), (28, 2, 1979))
    answers = [browser.shown(browser.born(*typed)) for typed in tries]
    said = {re.search(r'class="summary".*?</div>', a.text, re.DOTALL)[0] for a in answers}  # type: ignore[index]
    assert len(said) == 1
    assert all("<title>Error:" in a.text and 'href="#day"' in a.text for a in answers)


def test_what_was_typed_is_still_there_and_in_no_address(anna: tuple[Invitation, str], browser: Browser) -> None:
    browser.post(f"/i/{anna[1]}")
    answer = browser.post("/birth", day="9", month='"><b>', year="1978")
    assert location(answer) == "/birth?again=no_day"
    page = browser.shown(answer).text
    assert 'value="1978"' in page
    assert "<b>" not in page.split("<main")[1]
    assert "1978" not in browser.get("/birth").text


def test_a_day_that_does_not_exist_costs_no_try(desk: Desk, anna: tuple[Invitation, str], browser: Browser) -> None:
    browser.post(f"/i/{anna[1]}")
    for _ in range(7):
        browser.born(31, 2, 1979)
    assert location(browser.born(9, 3, 1979)) == "/emergency"


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", "Mar."])
def test_a_month_may_be_written_as_a_word(anna: tuple[Invitation, str], browser: Browser, month: str) -> None:
    browser.post(f"/i/{anna[1]}")
    assert location(browser.post("/birth", day="9", month=month, year="1979")) == "/emergency"


@pytest.mark.parametrize(
    ("typed", "said", "field"),
    [
        (("9", "3", "79"), "Write the year with all four digits", "year"),
        (("31", "2", "1979"), "There is no such day", "day"),
        (("9", "Marble", "1979"), "There is no such day", "day"),
    ],
)
def test_what_is_no_date_is_told_from_a_wrong_one(
    anna: tuple[Invitation, str], browser: Browser, typed: tuple[str, str, str], said: str, field: str
) -> None:
    browser.post(f"/i/{anna[1]}")
    day, month, year = typed
    page = browser.shown(browser.post("/birth", day=day, month=month, year=year)).text
    assert said in page
    assert f'href="#{field}"' in page


def test_five_wrong_dates_shut_the_link_and_staff_are_told(
    desk: Desk, anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.post(f"/i/{anna[1]}")
    assert [location(browser.born(1, 1, 1990)) for _ in range(5)] == [*["/birth?again=differs"] * 4, "/link"]
    assert browser.born(9, 3, 1979).status_code == 404
    assert browser.get(f"/i/{anna[1]}").status_code == 404
    assert any("locked a link" in event.what for event in desk.store.audit.recent())


def test_somebody_under_16_is_asked_to_ring_and_is_a_case_at_once(desk: Desk, browser: Browser) -> None:
    _, token = desk.invite(TOM)
    browser.post(f"/i/{token}")
    assert location(browser.born(1, 5, 2012)) == "/under-16"
    assert "ring" in browser.get("/under-16").text
    assert [row.kind for row in desk.store.cases.queue(_clock.now())] == [IntakeKind.UNDER_16]
    assert location(browser.get("/emergency")) == "/under-16"


def test_none_of_these_opens_the_form_and_makes_no_case(
    desk: Desk, anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.let_in(anna[1])
    assert location(browser.post("/emergency", fits="none-of-these")).startswith("/form")
    assert desk.store.cases.queue(_clock.now()) == []


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ({"fits": "one-or-more"}, ("one-or-more",)),
        ({"fits": "not-sure"}, ("not-sure",)),
        ({"fits": "one-or-more", "sign": ["choking", "self-harm"]}, ("choking", "self-harm")),
        ({"fits": "none-of-these", "sign": ["dark-urine"]}, ("dark-urine",)),
        ({"sign": ["dark-urine"]}, ("dark-urine",)),
    ],
)
def test_any_sign_is_a_case_before_the_next_page_is_shown(
    desk: Desk, anna: tuple[Invitation, str], browser: Browser, typed: dict[str, object], recorded: tuple[str, ...]
) -> None:
    browser.let_in(anna[1])
    assert location(browser.post("/emergency", **typed)) == "/call-now"
    (row,) = desk.store.cases.queue(_clock.now())
    assert row.kind is IntakeKind.EMERGENCY
    assert desk.store.cases.read(row.reference).answers["emergency-signs"] == recorded


def test_an_unknown_sign_is_not_a_sign(desk: Desk, anna: tuple[Invitation, str], browser: Browser) -> None:
    browser.let_in(anna[1])
    assert location(browser.post("/emergency", sign="x" * 5000, fits="maybe")) == "/emergency?again=empty"
    assert desk.store.cases.queue(_clock.now()) == []


def test_the_same_answer_twice_is_one_case(desk: Desk, anna: tuple[Invitation, str], browser: Browser) -> None:
    browser.let_in(anna[1])
    for _ in range(2):
        browser.post("/emergency", fits="one-or-more")
    (row,) = desk.store.cases.queue(_clock.now())
    assert len(desk.store.cases.read(row.reference).intakes) == 1


def test_after_back_none_of_these_opens_the_form_and_the_case_stays(
    desk: Desk, anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.let_in(anna[1])
    browser.post("/emergency", fits="one-or-more")
    assert location(browser.post("/emergency", fits="none-of-these")).startswith("/form")
    assert [row.kind for row in desk.store.cases.queue(_clock.now())] == [IntakeKind.EMERGENCY]


def test_no_answer_on_the_emergency_page_says_so_and_leads_to_the_answers(
    anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.let_in(anna[1])
    answer = browser.shown(browser.post("/emergency"))
    assert "<title>Error:" in answer.text
    assert 'href="#none-of-these"' in answer.text
    assert 'id="none-of-these"' in answer.text


def test_nothing_is_ticked_before_anybody_ticked_it(anna: tuple[Invitation, str], browser: Browser) -> None:
    browser.let_in(anna[1])
    assert "checked" not in browser.get("/emergency").text


def test_the_emergency_page_has_at_most_eight_lines_that_cover_every_sign(
    anna: tuple[Invitation, str], browser: Browser
) -> None:
    form = questionnaire()
    every = {c.code for c in form.questions["emergency-signs"].choices}
    grouped = [code for line in form.emergency_lines for code in line.codes]
    assert len(form.emergency_lines) <= 8
    assert sorted(grouped) == sorted(every - {"none-of-these", "one-or-more", "not-sure"})
    browser.let_in(anna[1])
    said = words(browser.get("/emergency"))
    assert all(line.text.replace("'", "&#39;") in said for line in form.emergency_lines)


def test_call_now_gives_the_number_the_crisis_line_and_the_clinic(
    anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.let_in(anna[1])
    browser.post("/emergency", sign="self-harm")
    page = browser.get("/call-now").text
    assert 'href="tel:999"' in page
    assert 'href="tel:116123"' in page
    assert 'href="tel:01134960000"' in page


def test_not_sure_leads_to_the_same_number_in_words_for_not_sure(
    anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.let_in(anna[1])
    said = {}
    for typed in ({"fits": "not-sure"}, {"sign": "choking"}):
        answer = browser.post("/emergency", **typed)
        assert location(answer) == "/call-now"
        page = browser.shown(answer)
        assert 'class="button call" href="tel:999"' in page.text
        said[next(iter(typed.values()))] = words(page)
    unsure = "You were not sure about these signs. Call 999: they will help you decide."
    assert unsure in said["not-sure"]
    assert "What you told us" not in said["not-sure"]
    assert "Say what you have told us" not in said["not-sure"]
    assert unsure not in said["choking"]
    assert "What you told us needs help straight away" in said["choking"]


def test_every_page_has_the_number_for_emergencies_and_the_clinics(
    anna: tuple[Invitation, str], browser: Browser
) -> None:
    for name, answer in walk(browser, anna[1]).items():
        assert 'href="tel:999"' in answer.text, name
        assert 'href="tel:01134960000"' in answer.text, name


def test_every_page_is_small_and_needs_no_script(anna: tuple[Invitation, str], browser: Browser) -> None:
    styles = sum(len(compressed(f"/assets/{name}") or b"") for name in ("plain.css", "patient.css"))
    for name, answer in walk(browser, anna[1]).items():
        assert "<script" not in answer.text, name
        assert len(answer.content) + styles < 20_000, (name, len(answer.content), styles)


def test_no_page_says_an_urgency_a_score_or_a_disease(anna: tuple[Invitation, str], browser: Browser) -> None:
    for name, answer in walk(browser, anna[1]).items():
        found = [word for word in NEVER_SAID if word in words(answer).lower()]
        assert not found, (name, found)


def test_the_first_page_has_no_word_about_health(anna: tuple[Invitation, str], browser: Browser) -> None:
    said = words(browser.get(f"/i/{anna[1]}")).lower()
    assert not [
        word for word in ("twitch", "muscle", "nerve", "weak", "doctor") if word in said.replace("twitchboard", "")
    ]


def test_what_a_clinic_is_called_cannot_become_markup(anna: tuple[Invitation, str], browser: Browser) -> None:
    for name, answer in walk(browser, anna[1]).items():
        assert "<b>Sons" not in answer.text, name
        assert "&lt;b&gt;Sons" in answer.text, name


def test_pages_are_not_kept_by_the_browser(anna: tuple[Invitation, str], browser: Browser) -> None:
    for name, answer in walk(browser, anna[1]).items():
        assert answer.headers["cache-control"] == "no-store", name


def test_a_form_from_another_site_changes_nothing(desk: Desk, anna: tuple[Invitation, str], browser: Browser) -> None:
    browser.let_in(anna[1])
    answer = browser.ask(
        "POST", "/emergency", data={"fits": "one-or-more"}, headers={"origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403
    assert desk.store.cases.queue(_clock.now()) == []


def test_while_a_page_is_read_the_browser_fetches_what_the_form_needs(
    anna: tuple[Invitation, str], browser: Browser
) -> None:
    ahead = re.findall(r'rel=prefetch href="([^"]+)"', browser.get(f"/i/{anna[1]}").text)
    assert any("/static/js/index." in address for address in ahead)
    assert any("/static/js/Radio." in address for address in ahead)
    assert all(browser.get(address).status_code == 200 for address in ahead)


def test_opening_another_link_in_the_same_browser_leaves_nothing_of_the_first(
    desk: Desk, anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.let_in(anna[1])
    first = browser.token
    _, token = desk.invite(TOM)
    browser.post(f"/i/{token}")
    assert desk.store.sessions.find(first, _clock.now()) is None
    assert location(browser.get("/emergency")) == "/birth"


def test_no_separator_is_left_alone_where_the_clinics_number_has_a_line_to_itself(
    anna: tuple[Invitation, str], browser: Browser
) -> None:
    browser.let_in(anna[1])
    browser.post("/emergency", fits="none-of-these")
    for address in ("/emergency", "/form?step=1", "/no-such-page"):
        foot = browser.get(address).text.split("<footer>")[1].split("</footer>")[0]
        assert " · " not in foot, address
        assert "Riverside &amp; &lt;b&gt;Sons&lt;/b&gt;: <a" in foot, address


def test_a_date_of_birth_that_was_emptied_stays_empty(anna: tuple[Invitation, str], browser: Browser) -> None:
    browser.post(f"/i/{anna[1]}")
    assert 'value="70"' in browser.shown(browser.born(1, 1, 70)).text
    assert 'value="70"' not in browser.shown(browser.post("/birth", day="", month="", year="")).text
