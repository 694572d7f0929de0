"""A photo or video on its case: added on a page of its own, for clinicians alone, removed with a reason."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from pages import _gate
from tests.clinician.conftest import Said, Screen
from tests.clinician.test_case_loop import press
from tests.clinician.test_case_page import MARK
from tests.clinician.test_documents import HERE, fetch
from tests.golden.reading import golden_now
from tests.store.test_pictures import PLACE, photo, video


def send(screen: Screen, username: str, raw: bytes, *, origin: str = HERE, remark: str = "Left calf") -> httpx.Response:
    """Choose a file on the page and press the button."""
    who = next(account for account in screen.store.accounts.all() if account.username == username)
    token = screen.store.sessions.open(_gate.STAFF, who.id, golden_now())
    files = {"file": ("IMG_0001.html", raw, "text/html")}

    async def ask() -> httpx.Response:
        from app import app

        transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 4000))
        cookies = {_gate.cookie_name(_gate.STAFF, secure=False): token}
        async with httpx.AsyncClient(transport=transport, base_url=HERE, cookies=cookies) as client:
            address = f"/pictures/{screen.reference(MARK)}"
            return await client.post(address, files=files, data={"remark": remark}, headers={"origin": origin})

    return asyncio.run(ask())


def test_the_way_to_add_one_opens_in_this_tab_asks_for_the_file_and_says_that_it_is_there(screen: Screen, said: Said):
    address = f"/pictures/{screen.reference(MARK)}"
    assert f'href="{address}" target="_self"' in said(screen.open_case(MARK))
    before = fetch(screen, "a.osei", address).text
    assert 'type="file"' in before
    assert "It is on the case." not in before
    after = fetch(screen, "a.osei", send(screen, "a.osei", photo()).headers["location"]).text
    assert "It is on the case." in after
    assert f'<a href="/case?ref={screen.reference(MARK)}">Back to the case</a>' in after


def test_a_photo_goes_to_its_case_without_its_place_and_by_its_bytes_not_its_name(screen: Screen, said: Said):
    answer = send(screen, "a.osei", photo(), remark="<b>Left</b> calf")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/pictures/{screen.reference(MARK)}?added=1")
    address = f"/pictures/{screen.reference(MARK)}/1"
    html = said(screen.open_case(MARK))
    assert f'src="{address}"' in html
    assert "&lt;b&gt;Left&lt;/b&gt; calf" in html
    got = fetch(screen, "a.osei", address)
    assert got.headers["content-type"] == "image/jpeg"
    assert PLACE not in got.content


def test_what_is_handed_out_is_kept_by_no_browser_and_can_run_nothing(screen: Screen):
    send(screen, "a.osei", photo())
    headers = fetch(screen, "a.osei", f"/pictures/{screen.reference(MARK)}/1").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert headers["content-disposition"] == "inline"


def test_reception_and_strangers_see_no_picture_and_add_none(screen: Screen):
    send(screen, "a.osei", photo())
    address = f"/pictures/{screen.reference(MARK)}/1"
    assert fetch(screen, "t.ellery", address).status_code == 403
    assert send(screen, "t.ellery", photo()).status_code == 403
    assert send(screen, "a.osei", photo(), origin="https://elsewhere.example").status_code == 403
    assert len(screen.case(MARK).pictures) == 1


@pytest.mark.parametrize(
    ("raw", "says"), [(b"", "Choose a photo"), (b"<html><script>", "none that can be kept"), (video(60), "fifteen")]
)
def test_what_cannot_be_kept_is_said_on_the_page_and_nothing_is_kept(screen: Screen, raw: bytes, says: str):
    answer = send(screen, "a.osei", raw)
    assert answer.status_code == 422
    assert says in answer.text
    assert screen.case(MARK).pictures == ()


def test_a_player_gets_the_part_that_it_asks_for(screen: Screen):
    send(screen, "a.osei", video(10))
    whole = fetch(screen, "a.osei", f"/pictures/{screen.reference(MARK)}/1").content
    from pages._picture_routes import _answer

    part = _answer("video/mp4", whole, "bytes=4-11")
    assert (part.status_code, part.body) == (206, whole[4:12])
    assert part.headers["content-range"] == f"bytes 4-11/{len(whole)}"
    assert _answer("video/mp4", whole, "bytes=-5").body == whole[-5:]
    assert _answer("video/mp4", whole, f"bytes={len(whole)}-").status_code == 416


def test_a_picture_is_removed_with_its_reason_and_the_case_says_that_there_was_one(screen: Screen, said: Said):
    send(screen, "a.osei", photo())
    tab = press(screen.open_case(MARK), "Remove the photo")
    assert "Write why it is removed" in tab.error[0].value
    next(each for each in tab.text_input if each.key == "picture-why-1").set_value("Shows somebody else")
    html = said(press(tab, "Remove the photo"))
    assert 'was removed by Dr Amara Osei: <span dir="auto">Shows somebody else</span>' in html
    assert fetch(screen, "a.osei", f"/pictures/{screen.reference(MARK)}/1").status_code == 404
