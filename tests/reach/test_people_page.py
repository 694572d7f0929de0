"""The People page, through the router: inviting, another role, switching off, what each may do."""

from __future__ import annotations

import re

import pytest

from intake.people import Role
from pages._problems import NOBODY_READS
from tests.patient.conftest import Browser
from tests.reach.conftest import PASSWORD, said
from tests.store.conftest import NOW


def believed(tab):
    """Type the password that every change asks for."""
    tab.text_input(key="own-password").set_value(PASSWORD)
    return tab


def press(tab, label: str):
    return next(each for each in tab.button if each.label == label).click().run()


def press_for(tab, what: str, account):
    return believed(tab).button(key=f"{what}-{account.id}").click().run()


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CLINICIAN, Role.SENIOR])
def test_only_an_administrator_has_the_page_at_all(house, role):
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        house.screen("people", role)


def test_a_colleague_is_invited_by_a_link_that_is_shown_once(house):
    tab = house.screen("people")
    tab.text_input(key="new-name").set_value("Lena <b>Hart</b>")
    tab.selectbox(key="new-post").set_value("senior")
    tab = press(believed(tab), "Make the link")
    link = re.search(r"/join/[\w.-]+", tab.code[0].value)[0]
    assert "Lena &lt;b&gt;Hart" in said(tab)
    assert link not in said(press(tab, "Done"))
    assert "Join" in Browser().get(link).text
    tab = house.screen("people")
    assert "Senior clinician · by Admin Person" in said(tab)
    press(tab, "Take back")
    assert Browser().get(link).status_code == 410


def test_a_name_is_asked_for(house):
    tab = press(believed(house.screen("people")), "Make the link")
    assert tab.error[0].value == "Enter the colleague's name."


def test_another_role_is_given_and_said(house):
    tab, them = house.screen("people"), house.people[Role.RECEPTION]
    tab.selectbox(key=f"post-{them.id}").set_value("clinician")
    tab = press_for(tab, "role", them)
    assert "Reception Person is now: Clinician" in tab.success[0].value
    assert house.store.accounts.read(them.id).role is Role.CLINICIAN


def test_the_last_administrator_cannot_step_down(house):
    tab, me = house.screen("people"), house.people[Role.ADMIN]
    tab.selectbox(key=f"post-{me.id}").set_value("clinician")
    assert "One administrator has to stay" in press_for(tab, "role", me).error[0].value


def test_nobody_switches_off_themselves(house):
    keys = {each.key for each in house.screen("people").button}
    assert f"off-{house.people[Role.ADMIN].id}" not in keys
    assert f"off-{house.people[Role.SENIOR].id}" in keys


def test_somebody_is_switched_off_and_on_again(house):
    them = house.people[Role.CLINICIAN]
    tab = press_for(house.screen("people"), "off", them)
    assert "Clinician Person can no longer sign in" in tab.success[0].value
    assert "switched off" in said(tab)
    tab = press_for(tab, "on", them)
    assert not house.store.accounts.read(them.id).disabled


def test_the_page_says_what_each_may_do(house):
    shown = said(house.screen("people"))
    row = re.search(r"Read what a patient answered</th>(.*?)</tr>", shown)[1]
    assert re.findall(r">(yes|no)<", row) == ["no", "yes", "yes", "yes", "no"]


def test_an_open_screen_lets_nobody_in_without_the_password_of_whoever_sits_there(house):
    tab, them = house.screen("people"), house.people[Role.CLINICIAN]
    tab.text_input(key="new-name").set_value("Eve")
    tab.selectbox(key="new-post").set_value("admin")
    assert "Type your own password" in press(tab, "Make the link").error[0].value
    for what in ("role", "password", "off"):
        assert "Type your own password" in tab.button(key=f"{what}-{them.id}").click().run().error[0].value
    tab.text_input(key="own-password").set_value("not the password")
    assert "That is not your password" in press(tab, "Make the link").error[0].value
    assert not house.store.colleagues.outstanding(NOW)
    assert not house.store.accounts.read(them.id).disabled


def test_the_password_is_asked_for_again_for_the_next_change(house):
    tab = press_for(house.screen("people"), "off", house.people[Role.CLINICIAN])
    tab = tab.button(key=f"off-{house.people[Role.SENIOR].id}").click().run()
    assert "Type your own password" in tab.error[0].value


def test_when_the_last_clinician_has_gone_today_says_that_nobody_reads_what_patients_send(house):
    admin = house.people[Role.ADMIN]
    assert NOBODY_READS not in said(house.screen("today", Role.RECEPTION))
    for role in (Role.CLINICIAN, Role.SENIOR):
        house.store.colleagues.switch_off(house.people[role].id, admin, NOW)
    house.store.colleagues.change_role(admin.id, Role.ADMIN, admin, NOW, is_clinician=False)
    assert NOBODY_READS in said(house.screen("today", Role.RECEPTION))
    assert NOBODY_READS in said(house.screen("people"))
