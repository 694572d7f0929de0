"""The clinic's logo: looked at by content, drawn again small, printed at the head of documents, gone when removed."""

from __future__ import annotations

import base64
import io

import anyio
import pytest
from PIL import Image, ImageDraw
from starlette.requests import Request

from intake import reception
from intake.cases import IntakeKind
from intake.people import Role
from intake.referral import NoteKind
from pages._logo_routes import clinic_logo
from reports import logo, notes, pdf
from tests.read_pdf import text_of, unmarked
from tests.store.conftest import CALM, NOW


def picture(form: str = "PNG", size=(1200, 300), mode: str = "RGB") -> bytes:
    drawn = Image.new(mode, size, 0 if mode == "RGBA" else "#FFFFFF")
    ImageDraw.Draw(drawn).ellipse((20, 20, size[0] // 3, size[1] - 20), fill="#0B5C63")
    out = io.BytesIO()
    drawn.save(out, form, **({"comment": b"52.2053N 0.1218E"} if form == "JPEG" else {}))
    return out.getvalue()


def bring(house, browser, raw: bytes, name: str = "logo.png"):
    house.sign_in(browser, Role.ADMIN)
    return browser.ask("POST", "/settings/logo", files={"file": (name, raw, "image/png")})


def kept(house) -> bytes:
    return base64.b64decode(house.store.settings.clinic().logo)


@pytest.mark.parametrize(("form", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("JPEG", "RGB")])
def test_a_picture_is_drawn_again_small_and_the_file_is_not_kept(house, browser, form, mode):
    raw = picture(form, mode=mode)
    assert bring(house, browser, raw).status_code == 303
    shown = Image.open(io.BytesIO(kept(house)))
    assert shown.format == "PNG"
    assert shown.width <= 360
    assert shown.height <= 90
    assert b"52.2053N" not in kept(house)
    assert "data:image/png;base64," in browser.get("/settings/logo").text


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a PNG or JPEG"),
        (b"%PDF-1.7 not a picture", "not a PNG or JPEG"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "not a PNG or JPEG"),
        (picture()[:200], "not a PNG or JPEG"),
        (b"", "Choose the picture first"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * (2 * 1024 * 1024 + 20_000), "larger than 2 MB"),
    ],
)
def test_what_is_no_logo_is_refused_with_the_remedy_and_nothing_is_saved(house, browser, raw, said):
    answer = bring(house, browser, raw)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert house.store.settings.clinic().logo == ""


def test_a_small_file_that_would_unpack_into_an_enormous_picture_is_refused():
    out = io.BytesIO()
    Image.new("1", (8000, 8000)).save(out, "PNG")
    assert len(out.getvalue()) < 20_000
    with pytest.raises(logo.UnusableLogo, match="24 million dots"):
        logo.made(out.getvalue())


def test_a_picture_that_no_pdf_should_carry_is_refused():
    noise = Image.effect_noise((360, 90), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG")
    with pytest.raises(logo.UnusableLogo, match="too much detail"):
        logo.made(out.getvalue())


def test_it_can_be_removed(house, browser):
    bring(house, browser, picture())
    browser.ask("POST", "/settings/logo", files={"remove": (None, "yes")})
    assert house.store.settings.clinic().logo == ""


def test_it_stands_at_the_head_of_a_document_that_stays_small(house, browser):
    bring(house, browser, picture())
    made, _ = house.invite()
    reference = reception.receive(house.store, made, CALM, IntakeKind.SENT, NOW).reference
    case = house.store.cases.read(reference)
    note = notes.draft(NoteKind.NEUROLOGY, case, "", NOW)
    plain, printed = pdf.typeset(note), pdf.typeset(note, case.clinic.logo)
    assert b"/Subtype /Image" in printed
    assert b"/Subtype /Image" not in plain
    assert len(printed) < 45_000
    assert text_of(printed) == text_of(plain)
    assert unmarked(printed) == []


def test_of_the_picture_the_trail_keeps_the_digest_alone(house, browser):
    bring(house, browser, picture())
    newest = house.store.audit.recent(1)[0]
    assert newest.what == "saved the clinic's settings"
    assert house.store.settings.clinic().logo not in newest.details


def test_of_whoever_may_not_bring_a_logo_no_byte_is_read(house):
    async def read():
        raise AssertionError("a stranger's file was read, however large it is")

    headers = [(b"host", b"127.0.0.1"), (b"content-type", b"multipart/form-data; boundary=x")]
    scope = {"type": "http", "method": "POST", "path": "/settings/logo", "query_string": b"", "headers": headers}
    assert anyio.run(clinic_logo, Request(scope, read)).headers["location"] == "/sign-in"
