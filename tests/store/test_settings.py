"""The clinic's settings, who may do what, and what text from outside becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from intake import access
from intake.access import NotAllowed
from intake.people import Account, OpeningHours, Role
from intake.plain_text import tidy, tidy_or_none
from tests.store.conftest import CLINIC, NOW

FULL = replace(
    CLINIC,
    address="1 Weir Road\nWeirbridge",
    opening={0: OpeningHours(time(8, 30), time(17, 45)), 5: OpeningHours(time(9), time(12))},
    closed_on=frozenset({date(2026, 12, 24), date(2026, 12, 31)}),
    shortened={"urgent": 7},
    chase_days={"emg": 10},
    abandoned_after_hours=6,
    destinations={"emg": "Neurophysiology"},
)


def test_every_setting_is_read_back_as_it_was_saved(store):
    store.settings.save_clinic(FULL, "Dr Amara Osei", NOW)
    assert store.settings.clinic() == FULL


def test_the_trail_keeps_each_version_of_the_settings(store):
    store.settings.save_clinic(FULL, "Dr Amara Osei", NOW)
    saved = [event for event in store.audit.recent() if event.what == "saved the clinic's settings"]
    assert [event.who for event in saved] == ["Dr Amara Osei", "Test"]
    assert '"abandoned_after_hours":6' in saved[0].details


def test_the_clinics_own_hours_decide_when_a_draft_counts_as_left(store, invite):
    store.settings.save_clinic(FULL, "Test", NOW)
    store.drafts.save(invite().id, {"speech": "yes"}, "speech", NOW)
    from datetime import timedelta

    assert store.cases.queue(NOW + timedelta(hours=5)) == []
    assert len(store.cases.queue(NOW + timedelta(hours=6))) == 1


DEEDS = sorted(name.removeprefix("can_") for name in vars(access) if name.startswith("can_"))


def somebody(role: Role, *, disabled: bool = False) -> Account:
    return Account("1", "a", "A", role, "A", disabled=disabled)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("role", Role)
def test_the_question_and_the_refusal_of_a_deed_agree(deed, role):
    can, check = getattr(access, f"can_{deed}"), getattr(access, f"check_{deed}")
    if can(somebody(role)):
        check(somebody(role))
    else:
        with pytest.raises(NotAllowed, match=r"^To .+, ask an? .+\.$"):
            check(somebody(role))


@pytest.mark.parametrize("deed", DEEDS)
def test_whoever_is_switched_off_may_do_nothing(deed):
    for role in Role:
        assert not getattr(access, f"can_{deed}")(somebody(role, disabled=True))


def test_reception_sees_the_queue_and_invites_but_reads_no_answer():
    reception = somebody(Role.RECEPTION)
    assert access.can_see_queue(reception)
    assert access.can_invite(reception)
    assert not access.can_read_answers(reception)


def test_only_an_administrator_changes_people_and_settings():
    may = {role for role in Role if access.can_change_people(somebody(role))}
    assert may == {role for role in Role if access.can_change_settings(somebody(role))} == {Role.ADMIN}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two\r\nlines\r ", "two\nlines"),
        ("a\x00\x07b", "ab"),
        ("e\u0301", "é"),
        ("👩🏽‍⚕️", "👩🏽‍⚕️"),
        ("\ud800", ""),
        ("\t", ""),
    ],
)
def test_text_loses_control_characters_and_nothing_else(typed, kept):
    assert tidy(typed) == kept


def test_text_has_an_end():
    assert len(tidy("x" * 30_000)) == 20_000
    assert tidy_or_none("  ") is None
    assert tidy_or_none(None) is None
