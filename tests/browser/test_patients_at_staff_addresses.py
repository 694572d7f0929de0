"""A patient with a good link, who types every clinician's address: by browser, by request, by WebSocket, by hash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import httpx
import pytest

from intake.invitations import NewPatient
from tests.browser.addresses import OTHER_SPELLINGS, SHUT, STAFF_ADDRESSES, assert_names_nobody
from tests.browser.fixtures import Windows
from tests.browser.reading import settled, words
from tests.browser.server import Server
from tests.browser.streamlit_socket import ask
from tests.browser.visitors import cookie_of, patient, reference_of, staff
from tests.browser.windows import PHONE

CURIOUS = NewPatient(family_name="Curious", given_name="Carl", date_of_birth=date(1960, 2, 29))


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("patients")).start()
    staff(running).close()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def curious(busy: Server) -> Iterator[httpx.Client]:
    """Carl, who has confirmed his date of birth and answered that no emergency sign fits."""
    with closing(patient(busy, CURIOUS)) as client:
        client.post("/emergency", data={"fits": "none-of-these"})
        yield client


@pytest.mark.parametrize("address", [*STAFF_ADDRESSES, *OTHER_SPELLINGS])
def test_a_patient_reads_nobodys_name_at_a_clinicians_address(curious: httpx.Client, address: str) -> None:
    answer = curious.get(address, follow_redirects=True)
    assert_names_nobody(answer.text, address)


def test_a_patients_browser_never_shows_a_clinicians_page(
    busy: Server, curious: httpx.Client, windows: Windows
) -> None:
    window = windows(busy, PHONE)
    window.context.add_cookies([{"name": n, "value": v, "url": busy.url} for n, v in curious.cookies.items()])
    for address in STAFF_ADDRESSES:
        window.page.goto(address)
        assert_names_nobody(words(settled(window.page)), address)
        assert window.page.url.startswith((f"{busy.url}/form", f"{busy.url}/sign-in")), address


@pytest.mark.parametrize("by_hash", [False, True])
@pytest.mark.parametrize("page", ["queue", "case", "rules", "invite"])
def test_a_patient_who_asks_streamlit_for_a_clinicians_page_gets_their_own(
    busy: Server, curious: httpx.Client, page: str, by_hash: bool
) -> None:
    answer = ask(busy, page, cookie=cookie_of(curious), by_hash=by_hash)
    assert not answer.refused
    assert_names_nobody(answer.said, f"the WebSocket, asked for {page},")
    for listed in ("Queue", "Rules", "Invite"):
        assert f'page_name: "{listed}"' not in answer.said, f"A patient is told of the page {listed}"


@pytest.mark.parametrize("page", ["queue", "case"])
def test_the_first_patient_of_a_fresh_server_gets_no_clinicians_page(
    busy: Server, curious: httpx.Client, page: str
) -> None:
    busy.restart()
    assert_names_nobody(ask(busy, page, cookie=cookie_of(curious)).said, page)


def test_a_patient_who_knows_a_clinicians_tab_gets_nothing_out_of_it(busy: Server, curious: httpx.Client) -> None:
    with closing(staff(busy)) as clinician:
        theirs = ask(busy, "queue", cookie=cookie_of(clinician))
    assert theirs.session
    for page in ("queue", "form"):
        mine = ask(busy, page, cookie=cookie_of(curious), resume=theirs.session)
        assert_names_nobody(mine.said, "a resumed tab")
        assert mine.session != theirs.session


@pytest.mark.parametrize("path", ["draft.pdf", "1.pdf"])
def test_a_patient_cannot_fetch_a_document(busy: Server, curious: httpx.Client, path: str) -> None:
    reference = reference_of(busy, "Ellison")
    answer = curious.get(f"/notes/{reference}/emg/{path}")
    assert answer.status_code in (303, 403, 404)
    assert b"%PDF" not in answer.content


@pytest.mark.parametrize("address", SHUT)
def test_streamlits_own_doors_are_shut_to_patients_too(curious: httpx.Client, address: str) -> None:
    answer = curious.get(address)
    assert answer.status_code in (303, 401, 403, 404) or '<div id="root">' in answer.text
    assert_names_nobody(answer.text, address)


def test_a_patients_cookie_under_the_clinicians_name_is_nobodys(busy: Server, curious: httpx.Client) -> None:
    token = curious.cookies["twitchboard-patient"]
    assert ask(busy, "queue", cookie=f"twitchboard-staff={token}").refused == 403
    assert httpx.get(f"{busy.url}/queue", headers={"cookie": f"twitchboard-staff={token}"}).status_code == 303


def test_nothing_of_this_left_a_name_in_the_log(busy: Server) -> None:
    assert "Traceback" not in busy.log
    assert_names_nobody(busy.log, "the log")
    assert "Curious" not in busy.log
