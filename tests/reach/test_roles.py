"""Every address of the house, walked by each role: what is not theirs is refused in a sentence, and gives nothing away.

The table below is written by hand and apart from the product's own: who may open what is a promise, not an echo.
"""

from __future__ import annotations

import pytest
from starlette.routing import Route

from intake import reception
from intake.cases import IntakeKind
from intake.people import Account, Role
from pages import _clock
from pages._addresses import STAFF_PAGES, STAFF_ROUTES
from pages._aftercare_routes import AFTERCARE_ROUTES
from pages._asking_routes import ASKING_ROUTES
from pages._correcting_routes import CORRECTING_ROUTES
from pages._first_page import FIRST_PAGE_ROUTES
from pages._patient_routes import PATIENT_ROUTES
from pages._routes import ROUTES
from pages._tablet_routes import TABLET_ROUTES
from tests.reach.conftest import PASSWORD, said
from tests.store.conftest import MARKS_ANSWERS, NOW

RECEPTION, CLINICIAN, SENIOR, ADMIN, MANAGER = "reception", "clinician", "senior", "admin", "manager"
EVERYBODY = {RECEPTION, CLINICIAN, SENIOR, ADMIN, MANAGER}
CLINICAL = {CLINICIAN, SENIOR, ADMIN}
RUNNING = {ADMIN, MANAGER}
LEADING = {SENIOR, ADMIN, MANAGER}

PAGES = {
    "/today": EVERYBODY,
    "/queue": EVERYBODY,
    "/case": EVERYBODY,
    "/requests": EVERYBODY,
    "/appointments": EVERYBODY,
    "/invite": EVERYBODY,
    "/rules": EVERYBODY,
    "/reports": CLINICAL | RUNNING,
    "/people": RUNNING,
    "/settings": LEADING,
}
"""Pages, and who may open each."""

FILES = {
    "/notes/{reference}/emg/draft.pdf": CLINICAL,
    "/notes/{reference}/emg/1.pdf": CLINICAL,
    "/notes/{reference}/emg/1.json": CLINICAL,
    "/notes/{reference}/emg/1.record.pdf": CLINICAL,
    "/pictures/{reference}": CLINICAL,
    "/pictures/{reference}/1": CLINICAL,
    "/import": EVERYBODY,
    "/import/example.csv": EVERYBODY,
    "/settings/logo": RUNNING,
    "/morning-sheet.pdf": EVERYBODY,
    "/reports/arrivals.csv": CLINICAL | RUNNING,
}
"""Plain addresses that hold something of the clinic's, to look at."""

FOR_ANYBODY = {
    "/", "/sample", "/sample/end", "/set-up", "/sign-in", "/sign-in/code", "/sign-out", "/signed-out", "/session",
    "/healthz", "/assets/{name}", "/join/{token}",
}  # fmt: skip
OWN = {"/account", "/second-factor"}
"""For whoever is signed in, about themselves alone."""
POSTED = {"/import/invite", "/import/links.pdf", "/import/links.csv", "/telephone", "/telephone/end"}
"""Only sent to; the store refuses by role, and the guard before it."""
PATIENTS = {
    route.path
    for route in (
        *PATIENT_ROUTES,
        *FIRST_PAGE_ROUTES,
        *AFTERCARE_ROUTES,
        *ASKING_ROUTES,
        *CORRECTING_ROUTES,
        *TABLET_ROUTES,
    )
} | {"/for-somebody"}

SECRETS = ("muscle", "forearm", "grip", "Weakness", "weakness", "neurolog", "not sure")


@pytest.fixture
def people(house) -> dict[str, Account]:
    manager = house.store.accounts.add(
        "manager", "Manager Person", Role.ADMIN, "Job", None, PASSWORD, "Test", NOW, is_clinician=False
    )
    return {role.value: account for role, account in house.people.items()} | {MANAGER: manager}


@pytest.fixture
def mark(house) -> str:
    made, _ = house.invite()
    return reception.receive(house.store, made, MARKS_ANSWERS, IntakeKind.SENT, _clock.now()).reference


def signed_in(house, browser, account: Account):
    house.people = {**house.people, Role.RECEPTION: account}
    return house.sign_in(browser, Role.RECEPTION)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_each_role_opens_its_pages_and_files_and_no_other(house, people, mark, browser, who):
    signed_in(house, browser, people[who])
    for address, may in {**PAGES, **FILES}.items():
        answer = browser.get(address.format(reference=mark))
        if who in may:
            assert answer.status_code in (200, 404), f"{who} is kept from {address}"
        else:
            assert answer.status_code == 403, f"{who} gets {answer.status_code} at {address}"
            assert ", ask " in answer.text
            assert "Nowak" not in answer.text


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_the_router_lists_for_each_role_what_the_guard_lets_through(house, people, who):
    from pages._addresses import may_open

    listed = {page.address for page in STAFF_PAGES if may_open(people[who], page.check)}
    assert listed == {address for address, may in PAGES.items() if who in may}


def _spelt(address: str) -> str:
    """An address as its route is spelt."""
    for told, route in (
        ("/emg/1.", "/{kind}/{version:int}."), ("/emg/", "/{kind}/"), ("/arrivals.", "/{figure}."),
        ("/{reference}/1", "/{reference}/{id:int}"),
    ):  # fmt: skip
        address = address.replace(told, route)
    return address


def test_no_address_was_forgotten():
    """A new address fails here until it is said above who may open it."""
    known = {*FOR_ANYBODY, *OWN, *POSTED, *PATIENTS}
    spelt = {_spelt(address) for address in FILES}
    routes = {route.path for route in ROUTES if isinstance(route, Route)}
    assert routes - known - spelt == set()
    assert {page.address for page in STAFF_PAGES} == set(PAGES)


def test_addresses_of_staff_are_refused_by_the_guard_before_any_of_them_answers():
    starts = tuple(start for start, _ in STAFF_ROUTES)
    assert all(address.startswith(starts) for address in {*FILES, *POSTED})


def test_strangers_get_nothing_at_any_of_them(house, mark, browser):
    for address in {**PAGES, **FILES, **dict.fromkeys(OWN)}:
        answer = browser.get(address.format(reference=mark))
        assert answer.status_code in (303, 403), address
        assert "Nowak" not in answer.text


@pytest.mark.parametrize("who", [RECEPTION, MANAGER])
@pytest.mark.parametrize(("page", "query"), [("queue_page", {}), ("case", {"ref": "mark"})])
def test_whoever_reads_no_answers_sees_that_somebody_waits_and_not_why(house, people, mark, who, page, query):
    house.people[Role.RECEPTION] = people[who]
    tab = house.screen(page, Role.RECEPTION, **dict.fromkeys(query, mark))
    shown = said(tab)
    assert mark in shown or "ask a clinician" in shown or "Nowak" in shown
    assert not [word for word in SECRETS if word in shown]


def test_a_role_taken_away_while_a_tab_is_open_closes_it_at_the_next_touch(house, mark):
    tab = house.screen_of_case(mark)
    assert "forearm" in said(tab)
    house.store.colleagues.change_role(
        house.people[Role.CLINICIAN].id, Role.RECEPTION, house.people[Role.ADMIN], _clock.now()
    )
    tab.run()
    assert "forearm" not in said(tab)
