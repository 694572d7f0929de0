"""Inviting from a list, and reminding: seen before it is done, all of them or nobody, nothing twice."""

from __future__ import annotations

import csv
import html
import io
import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from intake.invitations import InvitationState
from intake.people import Role
from pages import _outbox
from pages._import_view import packed
from reports.link_sheet import Slip, harmless, sheet, table
from tests.patient.conftest import Browser, at
from tests.reach.conftest import ANNA, links, said
from tests.read_pdf import opened
from tests.store.conftest import NOW
from tests.store.post_office import open_office

ROOT = Path(__file__).resolve().parents[2]
HEADINGS = "Given name,Family name,Date of birth,Appointment date,Time,Mobile,E-mail\n"
ANN = "Ann,Newcome,09/03/1984,14/12/2026,10:20,07700 900123,ann@example.org\n"
BOB = "Bob,O'Neil,01/02/1990,14/12/2026,10:40,,\n"


@pytest.fixture
def tom(house, browser) -> Browser:
    """The receptionist's browser."""
    return house.sign_in(browser)


def bring(tom: Browser, text: str | bytes):
    raw = text if isinstance(text, bytes) else text.encode()
    return tom.ask("POST", "/import", files={"file": ("list.csv", raw, "text/csv")})


def invite(tom: Browser, looked, **more: str):
    """Press the button below the list."""
    carried = re.search(r'name="list" value="([^"]*)"', looked.text)
    return tom.post("/import/invite", list=html.unescape(carried[1]), **more)


@pytest.fixture
def post(house, tmp_path):
    """A mail server that the clinic uses."""
    with open_office(tmp_path) as (office, server):
        house.patch.setenv("TWITCHBOARD_SMTP", f"smtp+plain://127.0.0.1:{server.port}")
        house.patch.setenv("TWITCHBOARD_SMTP_FROM", "appointments@example.org")
        house.patch.setenv("TWITCHBOARD_ADDRESS", "https://intake.example.org")
        yield office


def test_a_list_is_shown_before_anybody_is_invited(house, tom):
    page = bring(tom, HEADINGS + ANN + BOB).text
    assert "2 to invite" in page
    assert "<td>9 Mar 1984</td><td>Mon 14 Dec 10:20</td>" in page
    assert "Invite 2 people" in page
    assert "O&#39;Neil" in page
    assert house.store.invitations.recent(NOW) == []


def test_everybody_on_the_list_gets_a_link_of_their_own(house, tom):
    page = invite(tom, bring(tom, HEADINGS + ANN + BOB)).text
    assert "2 people are invited" in page
    tokens = set(re.findall(r'name="token" value="([^"]+)"', page))
    names = {house.store.invitations.by_token(token, NOW).patient.name for token in tokens}
    assert names == {"Ann Newcome", "Bob O'Neil"}
    assert tokens == set(links(page))
    assert page.count("QR code of the link for") == 2


def test_a_list_with_a_line_to_mend_invites_nobody_and_says_which_and_how(house, tom):
    answer = bring(tom, HEADINGS + ANN + BOB.replace("01/02/1990", "31/02/1990"))
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert "1 to invite, 1 line to mend" in answer.text
    assert '<td class="n">3</td><td>Date of birth</td><td dir="auto">There is no day 31/02/1990' in answer.text
    assert "Nobody is invited until every line can be read" in answer.text
    assert "/import/invite" not in answer.text
    forced = tom.post("/import/invite", list=packed((HEADINGS + ANN + "x,,,,,,\n").encode()))
    assert forced.status_code == 422
    assert house.store.invitations.recent(NOW) == []


def test_whoever_has_a_link_for_that_appointment_is_left_out_and_said(house, tom):
    invite(tom, bring(tom, HEADINGS + ANN))
    looked = bring(tom, HEADINGS + ANN + BOB + BOB)
    assert "1 to invite, 1 already invited, 1 in the file twice" in looked.text
    assert "Line 4 says the same as line 3: invited once." in looked.text
    invite(tom, looked)
    assert len(house.store.invitations.recent(NOW)) == 2


def test_the_same_list_pressed_twice_is_invited_once(house, tom):
    looked = bring(tom, HEADINGS + ANN)
    invite(tom, looked)
    assert "0 people are invited" in invite(tom, looked).text
    assert len(house.store.invitations.recent(NOW)) == 1


@pytest.mark.parametrize(
    ("raw", "remedy"),
    [
        (b"Name,Colour\nAnn,red\n", "no column for the date of birth"),
        (b"", "Choose the file first"),
        (b"PK\x03\x04", "Save as, CSV"),
        (b"x" * 4_000_002, "larger than 4 MB"),
        (b"x" * 8_000_002, "larger than 4 MB"),
    ],
)
def test_a_file_that_is_no_list_is_said_with_the_remedy(house, tom, raw, remedy):
    answer = bring(tom, raw)
    assert answer.status_code == 422
    assert remedy in answer.text


@pytest.mark.parametrize("carried", ["", "not packed", "ŵ", packed(b"nonsense")])
def test_a_list_that_did_not_come_whole_is_asked_for_again(house, tom, carried):
    assert tom.post("/import/invite", list=carried).status_code == 422


def test_a_list_that_unpacks_to_more_than_a_list_is_refused(house, tom):
    answer = tom.post("/import/invite", list=packed(b"a" * 50_000_000))
    assert "larger than 4 MB" in answer.text


def test_markup_in_a_list_stays_text(house, tom):
    page = bring(tom, HEADINGS + ANN.replace("Ann", "<b>Ann</b>")).text
    assert "&lt;b&gt;Ann&lt;/b&gt;" in page
    assert "<b>Ann" not in page


def test_the_example_file_is_a_list(house, tom):
    assert "1 to invite" in bring(tom, tom.get("/import/example.csv").content).text


def test_strangers_and_patients_bring_no_list(house, browser):
    assert bring(browser, HEADINGS + ANN).headers["location"] == "/sign-in"
    _, token = house.invite()
    browser.let_in(token)
    assert browser.get("/import").headers["location"] == "/sign-in"
    assert browser.post("/import/links.csv", token=token).headers["location"] == "/sign-in"


def test_a_list_from_another_site_is_refused(house, tom):
    other = {"origin": "https://elsewhere.example.org"}
    assert tom.ask("POST", "/import/invite", data={"list": packed(ANN.encode())}, headers=other).status_code == 403


def test_a_thousand_people_are_invited_from_one_list(house, tom):
    text = HEADINGS + "".join(ANN.replace("Ann", f"Ann{n}") for n in range(1000))
    page = invite(tom, bring(tom, text)).text
    assert "1000 people are invited" in page
    assert len(set(links(page))) == 1000
    tokens = re.findall(r'name="token" value="([^"]+)"', page)
    assert tom.post("/import/links.csv", token=tokens).text.count("/i/") == 2000


def test_the_links_leave_as_a_sheet_and_as_a_table_and_it_is_on_record(house, tom):
    page = invite(tom, bring(tom, HEADINGS + ANN + BOB)).text
    tokens = re.findall(r'name="token" value="([^"]+)"', page)
    paper = tom.post("/import/links.pdf", token=tokens)
    assert paper.content.startswith(b"%PDF")
    assert paper.headers["cache-control"] == "no-store"
    rows = list(csv.reader(io.StringIO(tom.post("/import/links.csv", token=tokens).content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Name", "Ann Newcome", "Bob O'Neil"]
    assert [event.what for event in house.store.audit.recent(2)] == [
        "took out 2 links (links.csv)",
        "took out 2 links (links.pdf)",
    ]


def test_links_that_were_withdrawn_are_not_handed_out(house, tom):
    made, token = house.invite()
    house.store.invitations.withdraw(made.id, house.people[Role.ADMIN], NOW)
    answer = tom.post("/import/links.csv", token=[token, "made up"])
    assert answer.status_code == 422
    assert "not in force any more" in answer.text


def test_a_list_goes_out_by_e_mail_where_there_is_a_server_and_an_address(house, tom, post):
    looked = bring(tom, HEADINGS + ANN + BOB)
    assert "1 person who has an address" in looked.text
    page = invite(tom, looked, **{"by-email": "yes"}).text
    _wait_for(post)
    assert [message["To"] for message in post.came] == ["ann@example.org"]
    assert "1 of them by e-mail" in page


def test_without_the_tick_nothing_is_e_mailed(house, tom, post):
    invite(tom, bring(tom, HEADINGS + ANN))
    assert house.store.messages.waiting() == 0
    assert post.came == []


def _wait_for(post):
    until = time.monotonic() + 10
    while not post.came and time.monotonic() < until:
        time.sleep(0.05)


def test_a_table_of_links_holds_no_formula_and_no_date_of_birth():
    slip = Slip("=HYPERLINK(1)", "Mon 14 Dec 10:20", "https://x.example.org/i/abc", "Please", "+44 7700", "@ann")
    (_, row) = csv.reader(io.StringIO(table([slip]).decode("utf-8-sig")))
    assert row == ["'=HYPERLINK(1)", "Mon 14 Dec 10:20", "'+44 7700", "'@ann", "https://x.example.org/i/abc", "Please"]
    assert [harmless(cell)[0] for cell in ("=1", "+1", "-1", "@a", "\t1", "\r1")] == ["'"] * 6
    assert harmless("Ann") == "Ann"


def test_a_sheet_of_links_has_everybody_on_it_and_fits_either_paper():
    slips = [Slip(f"Ann {n} Nguyễn", "Mon 14 Dec 10:20", f"https://x.example.org/i/{n}", "Please") for n in range(12)]
    for paper in ("A4", "Letter"):
        pages = [page.extract_text() for page in opened(sheet(slips, paper, NOW)).pages]
        assert len(pages) == 3
        assert all(f"Ann {n} Nguyễn" in "".join(pages) for n in range(12))


def test_a_patient_without_e_mail_is_reminded_by_hand_once(house):
    made, _ = house.invite()
    at(house.patch, NOW + timedelta(days=3, minutes=5))
    tab = house.screen("invite", Role.RECEPTION)
    assert "To remind: 1" in said(tab)
    tab = tab.button(key=f"remind-{made.id}").click().run()
    assert any(each.value.startswith("A reminder: please answer") for each in tab.code)
    assert "To remind" not in said(tab)
    assert "reminder given by hand" in said(tab)


def test_a_message_that_did_not_arrive_is_shown_and_can_be_sent_elsewhere(house, post):
    post.says["RCPT"] = "550 no such mailbox"
    made, _ = house.invite(replace(ANNA, email="wrong@example.org"))
    house.store.messages.queue_invitation(made.id, house.people[Role.ADMIN], NOW)
    _outbox.send_waiting(house.store).join()
    post.came.clear()
    tab = house.screen("invite", Role.RECEPTION)
    assert "Messages that did not arrive: 1" in said(tab)
    post.says.clear()
    message = house.store.messages.troubled(NOW)[0][0]
    tab.text_input(key=f"to-{message.id}").set_value("anna@example.org")
    tab.button(key=f"resend-{message.id}").click().run()
    _wait_for(post)
    assert post.came[0]["To"] == "anna@example.org"


def test_an_invitation_is_found_by_any_part_of_the_name(house, tom):
    invite(tom, bring(tom, HEADINGS + ANN + BOB))
    tab = house.screen("invite", Role.RECEPTION)
    tab = tab.text_input(key="find").set_value("neil b").run()
    assert "Bob O&#x27;Neil" in said(tab)
    assert "Ann Newcome" not in said(tab)


def test_links_of_a_list_can_be_withdrawn_and_made_anew(house, tom):
    invite(tom, bring(tom, HEADINGS + ANN))
    (made,) = house.store.invitations.recent(NOW)
    tab = house.screen("invite", Role.RECEPTION)
    tab = tab.button(key=f"withdraw-{made.id}").click().run()
    assert house.store.invitations.read(made.id, NOW).state is InvitationState.WITHDRAWN
    tab = tab.button(key=f"again-{made.id}").click().run()
    assert house.store.invitations.by_token(links(said(tab))[0], NOW).state is InvitationState.OPEN


def test_reminders_go_out_from_the_command_line(house, post, tmp_path, monkeypatch):
    house.invite(replace(ANNA, email="anna@example.org"))
    environ = {**os.environ, "TWITCHBOARD_NOW": (NOW + timedelta(days=3, minutes=5)).isoformat()}
    command = [sys.executable, "-m", "intake", "remind"]
    done = [
        subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False).stdout
        for _ in range(2)
    ]
    assert done == ["1 sent, 0 to be reminded by hand, 0 that did not arrive.\n",
                    "0 sent, 0 to be reminded by hand, 0 that did not arrive.\n"]  # fmt: skip
    assert post.came[0]["Subject"].startswith("A reminder")
