"""Nobody who has not signed in gets anything of a clinician's.

Not as the first visitor of a fresh server, not by asking Streamlit itself, not from another site. There is
something to be found: the sample clinic with its 24 people is open on every server here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from tests.browser.addresses import (
    NAMES,
    OTHER_SPELLINGS,
    PATIENT_ADDRESSES,
    SHUT,
    STAFF_ADDRESSES,
    assert_names_nobody,
)
from tests.browser.fixtures import Windows
from tests.browser.reading import settled
from tests.browser.server import Server
from tests.browser.streamlit_socket import ask
from tests.browser.visitors import staff, staff_cookie


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with people on it."""
    running = Server(tmp_path_factory.mktemp("busy")).start()
    staff(running).close()
    yield running
    running.stop()


@pytest.mark.parametrize("address", ["/queue", "/case?ref=TW-1"])
def test_the_first_visitor_of_a_fresh_server_sees_no_clinicians_page(
    busy: Server, windows: Windows, address: str
) -> None:
    busy.restart()
    page = windows(busy).page
    page.goto(address)
    settled(page)
    assert page.url.startswith(busy.url + ("/sign-in" if address != "/" else "/")) or page.url == busy.url + "/"
    assert_names_nobody(page.content(), address)


@pytest.mark.parametrize("page", ["queue", ""])
def test_the_first_connection_to_a_fresh_server_is_refused_without_a_session(busy: Server, page: str) -> None:
    busy.restart()
    assert ask(busy, page).refused == 403


@pytest.mark.parametrize("address", [*STAFF_ADDRESSES, *OTHER_SPELLINGS, *PATIENT_ADDRESSES])
def test_a_stranger_reads_nobodys_name_at_any_address(busy: Server, address: str) -> None:
    answer = httpx.get(busy.url + address, follow_redirects=True)
    assert_names_nobody(answer.text, address)


@pytest.mark.parametrize("address", STAFF_ADDRESSES)
def test_a_stranger_at_a_clinicians_address_is_sent_to_sign_in(busy: Server, address: str) -> None:
    answer = httpx.get(busy.url + address)
    assert answer.status_code == 303
    assert answer.headers["location"].split("?")[0] == "/sign-in"


@pytest.mark.parametrize("address", SHUT)
def test_streamlits_own_doors_and_the_documents_are_shut_to_strangers(busy: Server, address: str) -> None:
    answer = httpx.get(busy.url + address)
    is_bare_shell = answer.status_code == 200 and '<div id="root">' in answer.text
    assert answer.status_code in (303, 401, 403, 404) or is_bare_shell, (
        f"{address}: {answer.status_code} {answer.text[:200]}"
    )
    assert_names_nobody(answer.text, address)


def test_another_sites_page_cannot_use_a_clinicians_cookie(busy: Server) -> None:
    cookie = staff_cookie(busy)
    for origin in ("https://evil.example", "http://localhost:1", f"http://127.0.0.1:{busy.port + 1}", "null", None):
        assert ask(busy, "queue", cookie=cookie, origin=origin).refused == 403, origin


@pytest.mark.parametrize(
    "cookie", ["twitchboard-staff=s.forged", "twitchboard-staff=", "twitchboard-staff=' OR 1=1 --"]
)
def test_a_forged_cookie_is_nobodys(busy: Server, cookie: str) -> None:
    assert ask(busy, "queue", cookie=cookie).refused == 403
    assert httpx.get(f"{busy.url}/queue", headers={"cookie": cookie}).status_code == 303


def test_a_header_that_names_a_clinician_is_not_believed(busy: Server) -> None:
    assert ask(busy, "queue", headers={"X-Twitchboard-Principal": "staff:1"}).refused == 403


def test_signing_out_in_one_tab_ends_every_tab(busy: Server) -> None:
    with closing(staff(busy)) as client:
        cookie = f"twitchboard-staff={client.cookies['twitchboard-staff']}"
        assert any(name in ask(busy, "queue", cookie=cookie).said for name in NAMES), "Not even a clinician reads names"
        client.post("/sign-out")
        assert ask(busy, "queue", cookie=cookie).refused == 403
        assert client.get("/queue").status_code == 303


@pytest.mark.parametrize(
    "address", ["/sample", "/sample/end", "/sign-in", "/sign-out", "/set-up", "/birth", "/emergency"]
)
def test_a_form_sent_from_another_site_is_refused(busy: Server, address: str) -> None:
    answer = httpx.post(busy.url + address, headers={"origin": "https://evil.example"}, data={"fits": "none-of-these"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "address", ["/", "/queue", "/sign-in", "/i/nobody", "/healthz", "/_stcore/health", "/notes/TW-1/emg/1.pdf"]
)
def test_every_answer_carries_the_headers_that_keep_others_out(busy: Server, address: str) -> None:
    headers = httpx.get(busy.url + address).headers
    policy = headers["content-security-policy"]
    assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
    assert "frame-ancestors 'none'" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("no-referrer", "same-origin")


def test_a_link_that_never_was_looks_like_one_that_is_used_up(busy: Server) -> None:
    never, forged = (httpx.get(f"{busy.url}/i/{token}") for token in ("s.never", "s." + "x" * 43))
    assert (never.status_code, never.text) == (forged.status_code, forged.text)


def test_nothing_of_this_left_a_traceback_in_the_log(busy: Server) -> None:
    assert "Traceback" not in busy.log
    assert_names_nobody(busy.log, "the log")
