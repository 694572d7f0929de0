"""The audit trail: every write is on it, it cannot be changed quietly, and a button proves it."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from intake import reception
from intake.audit import AuditEvent, canonical
from intake.cases import IntakeKind
from intake.notices import NoticeKind
from intake.store import open_store
from tests.store.conftest import CALM, NOW, run_sql
from tests.store.signing import sign_emg


def unguarded(url: str, table: str, *statements: str) -> None:
    """What somebody could do who takes the triggers away first."""
    if url.startswith("sqlite"):
        run_sql(url, *(f"DROP TRIGGER {table}_refuses_{verb}" for verb in ("update", "delete")), *statements)
    else:
        run_sql(url, f"ALTER TABLE {table} DISABLE TRIGGER USER", *statements)


def test_an_empty_trail_holds(ready_url):
    store = open_store(ready_url)
    check = store.audit.verify()
    assert (check.ok, check.events) == (True, 0)
    assert str(check) == "The audit trail holds: 0 events, each tied to the one before."
    store.close()


def test_every_deed_on_a_case_is_on_its_trail_with_who_and_when(store, amara, received):
    store.cases.claim(received, amara, NOW)
    store.cases.view(received, amara, NOW)
    store.audit.note(amara.name, "opened emg draft", received, NOW)
    events = store.audit.events(received)
    assert [(event.who, event.what) for event in events] == [
        ("Patient", "intake received (sent)"),
        ("Dr Amara Osei", "took the case"),
        ("Dr Amara Osei", "opened the case"),
        ("Dr Amara Osei", "opened emg draft"),
    ]
    assert {event.at for event in events} == {"2026-11-23T15:00:00.000000+00:00"}


def test_the_trail_holds_no_answer(store, received):
    said = " ".join(event.details + event.what for event in store.audit.events(received))
    assert "forearm" not in said
    assert "Ellison" not in said


def test_each_event_carries_the_digest_of_the_one_before(store, received):
    events = store.audit.recent()[::-1]
    assert [event.previous for event in events[1:]] == [event.hash for event in events[:-1]]
    assert [event.position for event in events] == list(range(1, len(events) + 1))


def test_the_digest_covers_everything_that_an_event_says():
    event = AuditEvent(1, "2026-11-23T15:00:00.000000+00:00", "A", "b", "TW-1", "{}", "0" * 64).sealed()
    others = ({"position": 2}, {"at": "x"}, {"who": "x"}, {"what": "x"}, {"reference": None}, {"details": "x"},
              {"previous": "x"})  # fmt: skip
    for other in others:
        assert AuditEvent(**(vars(event) | other)).digest() != event.hash


def test_canonical_json_does_not_depend_on_the_order_of_keys_or_on_the_script():
    assert canonical({"b": ["ليلى", 1], "a": None}) == '{"a":null,"b":["\\u0644\\u064a\\u0644\\u0649",1]}'


@pytest.mark.parametrize(
    ("column", "value"), [("who", "Somebody else"), ("what", "nothing at all"), ("at", "2020-01-01"), ("details", "{}")]
)
def test_a_changed_event_is_named(store, received, ready_url, column, value):
    unguarded(ready_url, "audit_events", f"UPDATE audit_events SET {column} = '{value}' WHERE position = 3")
    check = store.audit.verify()
    assert (check.ok, check.first_broken) == (False, 3)
    assert "broken at event 3: what it says is not what was recorded" in str(check)


def test_an_event_that_was_taken_out_is_named(store, received, ready_url):
    unguarded(ready_url, "audit_events", "DELETE FROM audit_events WHERE position = 2")
    assert store.audit.verify().first_broken == 2


def test_an_event_that_was_sealed_anew_breaks_the_one_after_it(store, received, ready_url):
    third = store.audit.recent()[::-1][2]
    forged = AuditEvent(**(vars(third) | {"who": "Somebody else"})).sealed()
    unguarded(
        ready_url,
        "audit_events",
        f"UPDATE audit_events SET who = 'Somebody else', hash = '{forged.hash}' WHERE position = 3",
    )
    assert store.audit.verify().first_broken == 4


def test_a_changed_intake_is_found_by_the_event_that_came_with_it(store, received, ready_url):
    event = next(e for e in store.audit.events(received) if "intakes:1" in json.loads(e.details).get("records", {}))
    unguarded(ready_url, "intakes", """UPDATE intakes SET answers = '{"weakness": "no"}'""")
    check = store.audit.verify()
    assert check.first_broken == event.position
    assert check.why == "its record in intakes was changed."


def test_a_removed_assessment_is_found(store, received, ready_url):
    unguarded(ready_url, "assessments", "DELETE FROM assessments")
    assert store.audit.verify().why == "its record in assessments was removed."


def test_a_record_that_was_slipped_in_is_found(store, received, ready_url):
    run_sql(
        ready_url,
        "INSERT INTO overrides (reference, urgency, reason, comment, by_name, at) "
        f"VALUES ('{received}', 'routine', 'records', '', 'Dr Amara Osei', '2026-11-23 15:00:00.000000')",
    )
    assert store.audit.verify().why == "overrides holds 1 more than the trail knows of."


def test_a_trail_that_was_cut_off_after_a_signature_is_found(store, amara, received, ready_url):
    referral = sign_emg(store, received, amara)
    head = next(e for e in store.audit.recent() if e.hash == referral.trail_head)
    before = head.position
    unguarded(ready_url, "audit_events", f"DELETE FROM audit_events WHERE position >= {before}")
    check = store.audit.verify()
    assert not check.ok
    assert check.first_broken == before


def test_many_writers_at_once_make_one_chain_without_gaps(store):
    before = store.audit.verify().events

    def write(number: int) -> None:
        for turn in range(10):
            store.audit.note(f"Writer {number}", f"note {turn}", None, NOW)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check = store.audit.verify()
    assert (check.ok, check.events - before) == (True, 80)


def test_verifying_reads_the_trail_in_batches_however_long_it_is(store, monkeypatch, received):
    monkeypatch.setattr("intake.store.trail.BATCH", 2)
    assert store.audit.verify().ok


def test_what_fails_half_way_leaves_neither_record_nor_event(store, maja, received):
    events = store.audit.verify().events
    nobody = replace(maja, name=None)  # the case's row is written, and then the trail refuses an event of nobody's
    with pytest.raises(IntegrityError):
        store.cases.claim(received, nobody, NOW)
    assert store.cases.read(received).claimed_by is None
    assert store.audit.verify().events == events


CHANGES = {
    "UPDATE cases SET urgency_rank = 0": "the queue shows urgency Self-care, its records say Urgent.",
    "UPDATE cases SET ceiling_rank = 0": "the queue shows ceiling Self-care, its records say Immediate.",
    "UPDATE cases SET notices = 'copy'": "the queue does not show the notices that wait.",
    "UPDATE cases SET place = 0": "its place in the queue does not follow",
    "UPDATE cases SET due_at = '2030-01-01 00:00:00'": "what the queue shows of it was changed past the program.",
    "UPDATE cases SET closed_at = '2026-11-23 15:00:00'": "what the queue shows of it was changed past the program.",
    "UPDATE patients SET date_of_birth = '1990-01-01'": "who the patient is was changed past the program.",
    "UPDATE patients SET telephone = '0900 1'": "who the patient is was changed past the program.",
}


@pytest.mark.parametrize("statement", CHANGES)
def test_what_the_queue_shows_and_the_patients_are_compared_with_the_records(store, ready_url, received, statement):
    assert store.audit.verify().ok
    run_sql(ready_url, statement)
    check = store.audit.verify()
    assert not check.ok
    assert any(said.startswith(received) and CHANGES[statement] in said for said in check.differs), check.differs
    assert received in str(check)


def test_only_the_case_that_differs_is_named(store, ready_url, received, invite):
    other = reception.receive(store, invite(), CALM, IntakeKind.SENT, NOW).reference
    run_sql(ready_url, f"UPDATE cases SET strength = 9 WHERE reference = '{other}'")
    check = store.audit.verify()
    assert other in str(check)
    assert received not in str(check)


def test_a_patient_who_has_sent_nothing_is_compared_too(store, ready_url, invite):
    invite()
    run_sql(ready_url, "UPDATE patients SET family_name = 'Somebody'")
    assert store.audit.verify().differs == (
        "a patient without a case: who the patient is was changed past the program.",
    )


def test_eight_who_look_and_write_at_once_leave_seals_that_hold(store, amara, received):
    def work(number):
        store.cases.view(received, amara, NOW)
        store.cases.comment(received, f"Line {number}", amara, NOW)
        store.aftercare.ask(received, NoticeKind.COPY, f"{number}", "", NOW)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.audit.verify().ok
