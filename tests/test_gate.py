"""Setting up, signing in and out, and what every answer carries: the real server, asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.browser.server import Server

SET_UP = {
    "clinic": "Weir Lane Surgery",
    "telephone": "01632 960100",
    "country": "GB-ENG",
    "person": "Dr Ada Quill",
    "job_title": "GP partner",
    "registration": "0000000",
    "username": "ada",
    "password": "four plain words here",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("gate")).start()
    yield running
    running.stop()


@pytest.fixture
def visitor(place: Server) -> Iterator[httpx.Client]:
    """A browser without cookies that sends our own origin, as browsers do."""
    with httpx.Client(base_url=place.url, headers={"origin": place.url}) as client:
        yield client


@pytest.fixture(scope="module")
def clinic(place: Server) -> Server:
    """The same server with a practice set up on it."""
    answer = httpx.post(place.url + "/set-up", data=SET_UP, headers={"origin": place.url})
    assert answer.status_code == 303
    return place


def sign_in(visitor: httpx.Client, password: str = SET_UP["password"]) -> httpx.Response:
    return visitor.post("/sign-in", data={"username": "ada", "password": password})


def test_a_new_machine_offers_the_sample_first_and_asks_for_nothing(visitor: httpx.Client) -> None:
    page = visitor.get("/").text
    assert 0 < page.index("Look round a sample clinic") < page.index("Set up your own")
    assert "<input" not in page


def test_setting_up_names_every_missing_field_at_once_and_keeps_what_was_typed(visitor: httpx.Client) -> None:
    answer = visitor.post("/set-up", data={"clinic": "Weir <b>Lane</b>", "username": "ada"})
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert answer.text.count("Enter the clinic&#39;s telephone number") == 2
    assert "Weir &lt;b&gt;Lane&lt;/b&gt;" in answer.text
    assert "<b>Lane" not in answer.text


def test_a_weak_password_is_refused_with_the_remedy_and_never_sent_back(visitor: httpx.Client) -> None:
    answer = visitor.post("/set-up", data=SET_UP | {"password": "ada"})
    assert answer.status_code == 422
    assert "at least 12 characters" in answer.text.lower()
    assert 'value="ada"' not in answer.text.split('id="password"')[1].split(">")[0]


def test_a_clinic_is_set_up_once(clinic: Server, visitor: httpx.Client) -> None:
    again = visitor.post("/set-up", data=SET_UP | {"clinic": "Somebody else's", "username": "eve"})
    assert (again.status_code, again.headers["location"]) == (303, "/sign-in")
    assert "Weir Lane Surgery" in visitor.get("/sign-in").text


def test_signing_in_gives_a_cookie_that_no_script_can_read(clinic: Server, visitor: httpx.Client) -> None:
    answer = sign_in(visitor)
    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 303
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert visitor.get("/queue").status_code == 200


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(clinic: Server, visitor: httpx.Client) -> None:
    wrong = sign_in(visitor, "not the password at all")
    unknown = visitor.post("/sign-in", data={"username": "nobody", "password": "not the password at all"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace('value="ada"', "") == unknown.text.replace('value="nobody"', "")


def test_signing_out_in_one_tab_ends_the_session_in_every_tab(clinic: Server, visitor: httpx.Client) -> None:
    sign_in(visitor)
    cookies = dict(visitor.cookies)
    assert visitor.get("/session").status_code == 204
    visitor.post("/sign-out")
    with httpx.Client(base_url=clinic.url, cookies=cookies) as other_tab:
        assert other_tab.get("/session").status_code == 401
        assert other_tab.get("/queue").status_code == 303


def test_a_session_survives_a_restart_of_the_server(clinic: Server, visitor: httpx.Client) -> None:
    sign_in(visitor)
    clinic.restart()
    assert visitor.get("/queue").status_code == 200


def test_a_forged_cookie_is_nobodys(clinic: Server, visitor: httpx.Client) -> None:
    for token in ("x" * 43, "s." + "x" * 43, "' or 1=1 --", "%00", "é"):
        answer = visitor.get("/queue", headers=[(b"cookie", f"twitchboard-staff={token}".encode())])
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fqueue")


@pytest.mark.parametrize("address", ["/sign-in", "/sign-out", "/set-up", "/sample", "/sample/end"])
@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://127.0.0.1:1", "null", None])
def test_a_form_that_another_site_sends_is_refused(clinic: Server, address: str, origin: str | None) -> None:
    headers = {"origin": origin} if origin else {}
    assert httpx.post(clinic.url + address, data=SET_UP, headers=headers).status_code == 403


@pytest.mark.parametrize("name", ["evil.example", "evil.example:80", "clinic.internal"])
def test_the_sample_opens_only_for_this_machine_by_its_own_name(place: Server, name: str) -> None:
    answer = httpx.post(place.url + "/sample", headers={"host": name, "origin": f"http://{name}"})
    assert answer.status_code == 403


def test_every_answer_carries_the_policy_and_is_never_kept(clinic: Server, visitor: httpx.Client) -> None:
    sign_in(visitor)
    for address in ("/", "/sign-in", "/queue", "/healthz", "/nowhere", "/_stcore/health"):
        headers = visitor.get(address).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], address
        assert "unsafe-eval'" not in headers["content-security-policy"].replace("wasm-unsafe-eval'", ""), address
        assert headers["cache-control"] == "no-store", address
        assert headers["x-content-type-options"] == "nosniff", address


def test_scripts_travel_compressed_and_are_kept_for_ever(visitor: httpx.Client) -> None:
    page = visitor.get("/").text
    assert "<script" not in page
    script = next(part for part in _shell(visitor).split('"') if part.startswith("./static/js/index"))
    answer = visitor.get(script.removeprefix("."), headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]


def _shell(visitor: httpx.Client) -> str:
    sign_in(visitor)
    return visitor.get("/queue").text


def test_the_shell_says_our_name_and_no_longer_points_to_the_agent_interface(
    clinic: Server, visitor: httpx.Client
) -> None:
    page = _shell(visitor)
    assert "<title>Twitchboard</title>" in page
    assert "favicon.png" not in page
    assert 'rel="service-desc"' not in page


def test_files_outside_the_assets_folder_cannot_be_asked_for(place: Server, visitor: httpx.Client) -> None:
    for name in ("..%2f_gate.py", "%2e%2e/_gate.py", "nothing.css"):
        answer = visitor.get(f"/assets/{name}")
        assert answer.status_code in (400, 404)
        assert "import" not in answer.text
