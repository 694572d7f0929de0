"""Who works here: let in by a link that works once, given another role, shown out. Nobody locks the clinic's door."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from intake import reception
from intake.access import NotAllowed
from intake.accounts import Refusal, UsernameTaken, WeakPassword
from intake.closing import Closing
from intake.colleagues import VALID, Joining
from intake.correction import Correction
from intake.notices import NoticeKind
from intake.people import Role
from intake.store import Database, LastAdministrator, LinkGone, NoSuchColleague, ReasonNeeded, Refused
from tests.store.conftest import NOW, PASSWORD

HERE = "192.0.2.10"
LENA = Joining("lena", "Dr Lena Hart", "Registrar", "GMC 7", "four quiet words here")


@pytest.fixture
def link(store, boss):
    return store.colleagues.invite("Lena Hart", Role.CLINICIAN, boss, NOW)


def test_a_colleague_joins_with_the_links_role_and_their_own_words(store, link):
    joined = store.colleagues.join(link[1], LENA, NOW)
    assert (joined.role, joined.name, joined.registration) == (Role.CLINICIAN, "Dr Lena Hart", "GMC 7")
    assert store.accounts.sign_in("lena", LENA.password, HERE, NOW).id == joined.id


def test_a_link_works_once(store, link):
    store.colleagues.join(link[1], LENA, NOW)
    with pytest.raises(LinkGone):
        store.colleagues.join(link[1], Joining("eve", "Eve", "x", "", LENA.password), NOW)
    assert {one.username for one in store.accounts.all()} == {"priya", "lena"}


def test_of_two_who_use_a_link_at_the_same_moment_one_is_in(store, link):
    outcomes = []

    def join(name: str) -> None:
        try:
            outcomes.append(store.colleagues.join(link[1], Joining(name, name, "x", "", LENA.password), NOW).username)
        except LinkGone:
            outcomes.append(None)

    threads = [threading.Thread(target=join, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(None) == 1
    assert len(store.accounts.all()) == 2


def test_a_link_ends_by_itself_and_when_it_is_taken_back(store, boss, link):
    assert store.colleagues.by_token(link[1], NOW + VALID - timedelta(seconds=1))
    assert store.colleagues.by_token(link[1], NOW + VALID) is None
    store.colleagues.withdraw(link[0].id, boss, NOW)
    with pytest.raises(LinkGone):
        store.colleagues.join(link[1], LENA, NOW)


def test_a_refused_name_or_password_leaves_the_link_as_it_was(store, boss, link):
    with pytest.raises(UsernameTaken):
        store.colleagues.join(link[1], Joining("PRIYA", "Lena", "x", "", LENA.password), NOW)
    with pytest.raises(WeakPassword):
        store.colleagues.join(link[1], Joining("lena", "Lena", "x", "", "short"), NOW)
    assert store.colleagues.join(link[1], LENA, NOW).username == "lena"


@pytest.mark.parametrize("token", ["", "x" * 43, "s." + "x" * 43, "\ud800", "a\x00b", "' or 1=1 --"])
def test_a_guessed_link_opens_nothing(store, link, token):
    assert store.colleagues.by_token(token, NOW) is None


def test_the_database_holds_no_link_that_would_let_anybody_in(store, link):
    with store.colleagues._db.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM colleague_links").all()
    assert link[1] not in str(rows)


def test_a_link_for_a_new_password_ends_the_sessions_and_every_other_such_link(store, boss, maja):
    session = store.sessions.open("staff", maja.id, NOW)
    _, first = store.colleagues.new_password(maja.id, boss, NOW)
    _, second = store.colleagues.new_password(maja.id, boss, NOW)
    assert store.colleagues.by_token(first, NOW) is None
    store.colleagues.choose_password(second, "four other words here", NOW)
    assert store.sessions.find(session, NOW) is None
    assert store.accounts.confirm(maja.id, "four other words here")
    assert not store.accounts.confirm(maja.id, PASSWORD)


def test_a_link_for_a_new_password_makes_no_new_person_nor_the_other_way_round(store, boss, maja, link):
    _, token = store.colleagues.new_password(maja.id, boss, NOW)
    with pytest.raises(LinkGone):
        store.colleagues.join(token, LENA, NOW)
    with pytest.raises(LinkGone):
        store.colleagues.choose_password(link[1], "four other words here", NOW)


def test_whoever_is_switched_off_gets_no_way_back_by_a_link(store, boss, maja):
    _, token = store.colleagues.new_password(maja.id, boss, NOW)
    store.colleagues.switch_off(maja.id, boss, NOW)
    assert store.colleagues.by_token(token, NOW) is None
    assert isinstance(store.accounts.sign_in("maja", PASSWORD, HERE, NOW), Refusal)
    store.colleagues.switch_on(maja.id, boss, NOW)
    assert store.accounts.sign_in("maja", PASSWORD, HERE, NOW).id == maja.id
    assert store.colleagues.by_token(token, NOW) is None


@pytest.mark.parametrize("out", ["switched off", "another role"])
def test_an_administrator_who_goes_leaves_no_link_behind_that_lets_somebody_in(store, boss, maja, out):
    eve = store.accounts.add("eve", "Eve", Role.ADMIN, "Manager", None, PASSWORD, "Test", NOW)
    links = [store.colleagues.invite("Second Eve", Role.ADMIN, eve, NOW)[1],
             store.colleagues.new_password(maja.id, eve, NOW)[1]]  # fmt: skip
    kept = store.colleagues.invite("Lena Hart", Role.CLINICIAN, boss, NOW)[1]
    if out == "switched off":
        store.colleagues.switch_off(eve.id, boss, NOW)
    else:
        store.colleagues.change_role(eve.id, Role.SENIOR, boss, NOW)
    assert [store.colleagues.by_token(link, NOW) for link in links] == [None, None]
    assert store.colleagues.by_token(kept, NOW)


def test_cases_of_somebody_who_goes_are_the_teams_again(store, boss, maja, received):
    store.cases.claim(received, maja, NOW)
    store.colleagues.switch_off(maja.id, boss, NOW)
    assert store.cases.read(received).claimed_by is None
    assert [event.what for event in store.audit.events(received)][-1] == "released the case"


def test_cases_of_somebody_who_reads_no_answers_any_more_are_released_others_stay(store, boss, maja, received):
    store.cases.claim(received, maja, NOW)
    store.colleagues.change_role(maja.id, Role.SENIOR, boss, NOW)
    assert store.cases.read(received).claimed_by.id == maja.id
    store.colleagues.change_role(maja.id, Role.ADMIN, boss, NOW, is_clinician=False)
    assert store.cases.read(received).claimed_by is None


def test_another_role_ends_the_sessions_that_had_the_old_one(store, boss, maja):
    session = store.sessions.open("staff", maja.id, NOW)
    store.colleagues.change_role(maja.id, Role.RECEPTION, boss, NOW)
    assert store.sessions.find(session, NOW) is None
    assert store.accounts.read(maja.id).role is Role.RECEPTION


def test_the_last_administrator_stays(store, boss, maja):
    with pytest.raises(LastAdministrator):
        store.colleagues.switch_off(boss.id, boss, NOW)
    with pytest.raises(LastAdministrator):
        store.colleagues.change_role(boss.id, Role.SENIOR, boss, NOW)
    store.colleagues.change_role(maja.id, Role.ADMIN, boss, NOW)
    store.colleagues.change_role(boss.id, Role.RECEPTION, boss, NOW)
    assert store.accounts.read(boss.id).role is Role.RECEPTION


def test_two_administrators_who_switch_off_each_other_leave_one(store, boss):
    other = store.accounts.add("ola", "Ola", Role.ADMIN, "x", None, PASSWORD, "Test", NOW)
    outcomes = []

    def switch_off(who, actor) -> None:
        try:
            store.colleagues.switch_off(who.id, actor, NOW)
            outcomes.append("off")
        except LastAdministrator:
            outcomes.append("kept")

    threads = [threading.Thread(target=switch_off, args=pair) for pair in ((other, boss), (boss, other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", "off"]


def test_whoever_runs_the_machine_lets_the_last_administrator_in_again(store, boss):
    _, token = store.colleagues.let_in("PRIYA", NOW)
    assert store.colleagues.choose_password(token, "four other words here", NOW).id == boss.id
    assert "let Priya Nair in again, without the second step" in [event.what for event in store.audit.recent(5)]
    with pytest.raises(NoSuchColleague):
        store.colleagues.let_in("nobody", NOW)


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CLINICIAN, Role.SENIOR])
def test_only_an_administrator_changes_people(store, boss, maja, role):
    somebody = store.accounts.add("some", "Some", role, "x", None, PASSWORD, "Test", NOW)
    for deed in (
        lambda: store.colleagues.invite("Eve", Role.ADMIN, somebody, NOW),
        lambda: store.colleagues.new_password(boss.id, somebody, NOW),
        lambda: store.colleagues.change_role(somebody.id, Role.ADMIN, somebody, NOW),
        lambda: store.colleagues.switch_off(boss.id, somebody, NOW),
        lambda: store.colleagues.switch_on(maja.id, somebody, NOW),
        lambda: store.colleagues.withdraw("x", somebody, NOW),
        lambda: store.second_factors.reset(boss.id, somebody, NOW),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert store.accounts.read(somebody.id).role is role


def test_a_colleague_without_a_name_is_not_invited(store, boss):
    with pytest.raises(ReasonNeeded):
        store.colleagues.invite("  ", Role.CLINICIAN, boss, NOW)


def test_everything_about_people_is_on_the_trail_and_no_secret_is(store, boss, maja, link):
    store.colleagues.join(link[1], LENA, NOW)
    store.colleagues.change_role(maja.id, Role.SENIOR, boss, NOW)
    store.colleagues.switch_off(maja.id, boss, NOW)
    said = [(event.who, event.what) for event in store.audit.recent(8)]
    assert ("Dr Lena Hart", "joined as clinician") in said
    assert ("Priya Nair", "changed Dr Maja Lindqvist from clinician to senior") in said
    assert ("Priya Nair", "switched off Dr Maja Lindqvist") in said
    trail = "".join(event.details + event.what for event in store.audit.recent())
    assert link[1] not in trail
    assert LENA.password not in trail
    assert store.audit.verify().ok


def test_whoever_was_an_administrator_before_goes_on_as_one_who_sees_patients(ready_url):
    from intake.store import open_store
    from tests.store.conftest import run_sql

    run_sql(
        ready_url,
        "INSERT INTO accounts (id, username, name, role, job_title, password_hash, created_at, disabled) "
        "VALUES ('1', 'old', 'Old', 'admin', 'GP', 'x', '2026-01-01 00:00:00', false)",
    )
    opened = open_store(ready_url)
    assert opened.accounts.read("1").is_clinician
    opened.close()


def reopened_by_a_colleague(store, reference, amara):
    store.cases.reopen(reference, "A letter came.", amara, NOW)


def reopened_by_the_calendar(store, reference, amara):
    store.cases.note_missed(NOW + timedelta(days=40))


def reopened_by_the_patient(store, reference, amara):
    store.aftercare.ask(reference, NoticeKind.COPY, "", "", NOW)


def reopened_by_a_correction(store, reference, amara):
    (mine,) = store.invitations.recent(NOW)
    reception.correct(store, mine, Correction("breathing", "yes"), NOW)


@pytest.mark.parametrize(
    "reopened", [reopened_by_a_colleague, reopened_by_the_calendar, reopened_by_the_patient, reopened_by_a_correction]
)
def test_a_closed_case_that_opens_again_does_not_come_back_to_an_empty_chair(
    store, boss, amara, maja, received, reopened
):
    store.cases.claim(received, maja, NOW)
    ending = Closing("seen-here", recall_on=NOW.date() + timedelta(days=30))
    store.cases.close(received, ending, maja, NOW, store.cases.read(received).version)
    store.colleagues.switch_off(maja.id, boss, NOW)
    reopened(store, received, amara)
    (row,) = store.cases.queue(NOW)
    assert row.claimed_by is None, "nobody who is gone holds it"


def test_a_closed_case_that_opens_again_stays_with_whoever_had_it(store, amara, maja, received):
    store.cases.claim(received, maja, NOW)
    store.cases.close(received, Closing("seen-here"), maja, NOW, store.cases.read(received).version)
    store.cases.reopen(received, "A letter came.", amara, NOW)
    assert store.cases.queue(NOW)[0].claimed_by == maja.name


def test_a_case_is_not_given_to_somebody_who_is_being_switched_off(store, ready_url, amara, maja, received):
    outcomes, database = [], Database(ready_url)

    def give() -> None:
        try:
            store.cases.assign(received, maja.id, amara, NOW)
        except Refused as refusal:
            outcomes.append(str(refusal))

    giving = threading.Thread(target=give)
    with database.write() as work:
        work.execute(text("UPDATE accounts SET disabled = true WHERE id = :it").bindparams(it=maja.id))
        giving.start()
        while not database.is_sqlite and giving.is_alive() and not _somebody_waits(database):
            pass
    giving.join()
    database.close()
    assert outcomes == ["That colleague cannot take cases. Choose another."]
    assert store.cases.queue(NOW)[0].claimed_by is None


def _somebody_waits(database: Database) -> bool:
    with database.read() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))
