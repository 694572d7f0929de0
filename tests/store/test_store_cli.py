"""The command line of whoever runs it, as it is typed."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path

import pytest

from intake.__main__ import main
from intake.people import Role
from intake.store import open_store
from tests.golden.reading import day, golden_now
from tests.store.conftest import CLINIC, NOW, PASSWORD, run_sql

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def typed(tmp_path_factory):
    """Type a command of `python -m intake`, in a data folder of its own, at the golden moment.

    `typed.apart` starts a process for it, which takes as long as all that the command does.
    """
    folder = tmp_path_factory.mktemp("data")
    here = {"TWITCHBOARD_DATA": str(folder), "TWITCHBOARD_NOW": golden_now().isoformat()}

    def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name in [name for name in os.environ if name.startswith("TWITCHBOARD_")]:
                patch.delenv(name)
            for name, told in (here | environ).items():
                patch.setenv(name, told)
            status = status_of(words)
        return subprocess.CompletedProcess(words, status, out.getvalue(), err.getvalue())

    def apart(*words: str) -> subprocess.CompletedProcess[str]:
        outside = {key: value for key, value in os.environ.items() if not key.startswith("TWITCHBOARD_")}
        command = [sys.executable, "-m", "intake", *words]
        return subprocess.run(
            command, cwd=ROOT, env=outside | here, capture_output=True, text=True, timeout=120, check=False
        )

    run.folder, run.apart = folder, apart
    return run


def status_of(words: tuple[str, ...]) -> int:
    """The exit status of a command, as its process would end with it."""
    try:
        return main(words)
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
        return end.code if isinstance(end.code, int) else int(end.code is not None)


@pytest.fixture(scope="module")
def demo(typed):
    """The sample clinic laid out by the command."""
    done = typed.apart("demo")
    assert done.returncode == 0, done.stderr
    assert "Look round a sample clinic" in done.stdout
    return typed


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """What a command said that was refused: a sentence, and no traceback."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    return done.stderr.strip()


def test_before_there_is_a_clinic_each_command_says_what_to_do(typed):
    for done in (typed.apart("queue"), typed("check")):
        assert "There is no database at" in refused(done)
    assert not (typed.folder / "clinic.db").exists()


def test_the_queue_is_printed_in_its_order_under_its_sentence(demo):
    done = demo("queue", "--sample")
    lines = done.stdout.splitlines()
    assert lines[0] == day()["expected_queue"]["sentence"]
    first = [line for line in lines[2:] if line[:3].strip().isdigit()]
    assert len(first) == 24
    assert first[0].startswith("  1  ⬢ Emergency  told 09:02")
    assert "Mark Ellison, 42" in first[7]
    assert any("Booked 14 Dec, too late" in line for line in lines)


def test_as_json_the_queue_says_the_same_in_codes(demo):
    rows = json.loads(demo("queue", "--sample", "--json").stdout)
    assert [row["place"] for row in rows] == list(range(1, 25))
    mark = rows[7]
    assert (mark["patient_name"], mark["urgency"], mark["ceiling"], mark["strength"]) == (
        "Mark Ellison", "urgent", "immediate", 4,
    )  # fmt: skip
    assert mark["due_at"] == "2026-12-03T18:00:00.000000+00:00"
    assert mark["booked_too_late"]


def test_laying_the_sample_out_again_starts_fresh(demo):
    before = json.loads(demo("queue", "--sample", "--json").stdout)
    assert demo("demo").returncode == 0
    after = json.loads(demo("queue", "--sample", "--json").stdout)
    assert [row["patient_name"] for row in after] == [row["patient_name"] for row in before]
    assert {row["reference"] for row in after}.isdisjoint(row["reference"] for row in before)


def test_the_samples_request_is_signed_on_paper_that_can_be_opened_again(demo):
    store = open_store(f"sqlite:///{demo.folder / 'sample.db'}")
    (row,) = [row for row in store.cases.queue(golden_now()) if row.state == "requested"]
    (referral,) = store.cases.read(row.reference).referrals
    assert set(referral.content) > {"kind", "title"}
    assert len(referral.sha256) == 64
    assert referral.chase_on == date(2026, 11, 20)
    store.close()


def test_an_invitation_prints_the_link_alone_where_a_program_reads_it(demo):
    words = ["--family-name", "Łoś", "--given-name", "Ada", "--born", "1990-01-31", "--booked", "2026-12-01T09:30"]
    done = demo("invite", "--sample", "--as", "T.Ellery", *words, "--address", "https://clinic.example/")
    assert done.stdout.startswith("https://clinic.example/i/s.")
    assert done.stdout.count("\n") == 1
    assert "For Ada Łoś, until 07 December 2026" in done.stderr
    store = open_store(f"sqlite:///{demo.folder / 'sample.db'}")
    found = store.invitations.by_token(done.stdout.strip().rpartition("/")[2], golden_now())
    assert found.appointment.booked_for.isoformat() == "2026-12-01T09:30:00+00:00"
    store.close()


def test_a_printed_link_leads_to_where_the_clinic_is_reached(demo):
    words = (
        "invite",
        "--sample",
        "--as",
        "t.ellery",
        "--family-name",
        "A",
        "--given-name",
        "B",
        "--born",
        "1990-01-31",
    )
    known = {"TWITCHBOARD_ADDRESS": "https://intake.example.org/"}
    assert demo(*words).stdout.startswith("http://127.0.0.1:8501/i/s.")
    assert demo(*words, **known).stdout.startswith("https://intake.example.org/i/s.")
    assert demo(*words, "--address", "https://clinic.example", **known).stdout.startswith("https://clinic.example/i/s.")
    assert demo("let-in", "--sample", "t.ellery", **known).stdout.startswith("https://intake.example.org/join/")


@pytest.mark.parametrize(
    ("flag", "value", "said"),
    [("--born", "1990-02-31", "is not a day; write it like"), ("--booked", "tomorrow", "is not a time; write it like")],
)
def test_a_day_that_does_not_exist_is_answered_with_one_that_does(demo, flag, value, said):
    words = {"--born": "1990-01-01", "--booked": "2026-12-01T09:30"} | {flag: value}
    flat = [word for pair in words.items() for word in pair]
    done = demo("invite", "--sample", "--as", "t.ellery", "--family-name", "A", "--given-name", "B", *flat)
    assert done.returncode == 2
    assert said in done.stderr


def test_who_invites_must_be_somebody(demo):
    words = ["--family-name", "A", "--given-name", "B", "--born", "1990-01-01"]
    assert refused(demo("invite", "--sample", "--as", "nobody", *words)).startswith("Nobody here has the user name")


def test_check_finds_nothing_wrong_where_nothing_is(demo):
    done = demo("check", "--sample")
    assert done.returncode == 0, done.stderr
    assert "The audit trail holds: " in done.stdout
    assert done.stdout.endswith("All is well.\n")


def test_check_names_the_first_broken_event(demo):
    path = demo.folder / "sample.db"
    run_sql(
        f"sqlite:///{path}",
        "DROP TRIGGER audit_events_refuses_update",
        "UPDATE audit_events SET who = 'Nobody' WHERE position = 7",
    )
    done = demo("check", "--sample")
    assert done.returncode == 1
    assert "broken at event 7" in done.stderr
    assert "the triggers are gone" in done.stderr
    assert demo("demo").returncode == 0


def test_a_new_database_is_made_by_migrate_and_any_other_can_be_named(ready_url, typed):
    made = typed("migrate")
    assert made.stdout.endswith("is up to date.\n")
    assert "not set up yet" in refused(typed("queue"))
    store = open_store(ready_url)
    store.settings.save_clinic(CLINIC, "Test", NOW)
    store.accounts.add("amara", "Dr A", Role.ADMIN, "C", None, PASSWORD, "Test", NOW)
    store.close()
    done = typed("queue", TWITCHBOARD_DATABASE_URL=ready_url)
    assert (done.returncode, done.stdout) == (0, "No one is waiting.\n")


def test_a_server_that_is_not_there_is_a_sentence(typed):
    said = refused(typed("queue", TWITCHBOARD_DATABASE_URL="postgresql://u:secret@127.0.0.1:1/clinic"))
    assert "cannot be reached" in said
    assert "secret" not in said
