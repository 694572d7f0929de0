"""Today and the queue's pages: nobody is absent from all of them, and no question is asked without an index."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import event, select, update

from intake import reception
from intake.access import NotAllowed
from intake.cases import NOT_ASSESSED_PLACES, IntakeKind, queue_order
from intake.invitations import NewPatient
from intake.preferences import Preferences
from intake.store import Refused, case_arrivals, open_store
from intake.store.errors import AlreadyClaimed
from intake.store.tables import appointments, cases, metadata, moves, patients
from intake.today import CLOCK, Filter, Mark, Search, Show, belongs_to, counts_of, from_query, moments, search_of
from intake.urgency import Urgency
from tests.store.conftest import CALM, CLINIC, MARKS_ANSWERS, NOW, SETTLED
from tests.store.test_queue import fill

FILTERS = (
    Filter(), *(Filter(show) for show in Show), Filter(mine=True), Filter(Show.LATE, mine=True),
    Filter(levels=frozenset({Urgency.URGENT, Urgency.EMERGENCY})),
)  # fmt: skip


@pytest.fixture
def crowd(store, received, ready_url, amara, maja):
    """A hundred and thirty open cases of every fate, and as many closed ones."""
    fill(ready_url, 130, 130, amara.id, maja.id)
    return store


def test_every_open_case_is_on_one_page_of_the_queue_and_stands_there_once(crowd, amara):
    everybody = [row.reference for row in crowd.cases.queue(NOW)]
    assert len(everybody) == len(set(everybody)) == 131
    for limit in (50, 100, 150):
        look = crowd.cases.look(Filter(), amara.id, NOW, limit)
        assert [row.reference for row in look.rows] == everybody[:limit]
        assert look.found == 131


def test_every_open_case_is_in_a_count_of_today_and_in_exactly_one_by_the_clock(crowd, amara):
    at = moments(NOW, CLINIC)
    rows = crowd.cases.queue(NOW)
    for row in rows:
        assert len(belongs_to(row, at, amara.id) & set(CLOCK)) == 1, row.reference
    shown = {row.reference for show in CLOCK for row in crowd.cases.look(Filter(show), amara.id, NOW, len(rows)).rows}
    assert shown == {row.reference for row in rows}


def test_the_database_counts_what_the_rows_say(crowd, amara):
    counts, _ = crowd.cases.counts(amara.id, NOW)
    assert counts == counts_of(crowd.cases.queue(NOW), moments(NOW, CLINIC), amara.id)
    assert all(counts.of[show] for show in Show), "the crowd must have somebody in each"


def test_a_filter_shows_exactly_those_of_whom_it_holds_and_counts_who_is_hidden(crowd, amara):
    at = moments(NOW, CLINIC)
    rows = crowd.cases.queue(NOW)

    def holds(wanted, row):
        mine = not wanted.mine or row.claimed_by_id == amara.id
        level = not wanted.levels or row.level in wanted.levels
        return mine and level and (wanted.show is None or wanted.show in belongs_to(row, at, amara.id))

    for wanted in FILTERS:
        look = crowd.cases.look(wanted, amara.id, NOW, len(rows))
        expected = [row.reference for row in rows if holds(wanted, row)]
        assert [row.reference for row in look.rows] == expected, wanted
        hidden = [row for row in rows if row.reference not in set(expected)]
        assert look.hidden == counts_of(hidden, at).pressing, wanted


def test_the_charts_count_everybody_and_at_no_level_whoever_nobody_assessed(crowd, amara):
    charted = crowd.cases.look(Filter(), amara.id, NOW, 1).charted
    rows = crowd.cases.queue(NOW)
    graded = [row for row in rows if -queue_order(row)[0] not in NOT_ASSESSED_PLACES]
    assert sum(charted.ages.values()) == len(graded) < len(rows)
    for (level, band), people in charted.ages.items():
        mine = [r for r in graded if r.urgency is level and min(max(r.age // 10 - 1, 0), 7) == band]
        assert len(mine) == people
    assert charted.span == (min(row.age for row in graded), max(row.age for row in graded))
    both = [row for row in rows if row.due_at and row.booked_for]
    assert sum(charted.booked.values()) + charted.ungraded == len(both)
    assert charted.ungraded == sum(row.not_assessed for row in both) > 0
    over = [(row.booked_for.date() - row.due_at.date()).days for row in both]
    assert charted.worst.over_days == max(over) >= max(days for _, days in charted.booked)
    assert charted.unbooked == sum(row.booked_for is None for row in rows)


def asked_of(store, touch) -> list[tuple[str, object]]:
    """What the database is asked meanwhile."""
    asked: list[tuple[str, object]] = []
    engine = store.cases._db.engine

    def heed(_connection, _cursor, statement, parameters, _context, _many):
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", heed)
    touch()
    event.remove(engine, "before_cursor_execute", heed)
    return [(sql, given) for sql, given in asked if sql.lstrip().startswith("SELECT")]


TOUCHES = {
    "a look": lambda store, me: store.cases.look(Filter(), me, NOW),
    "another look with filters": lambda store, me: [store.cases.look(one, me, NOW) for one in FILTERS],
    "a search": lambda store, me: store.cases.look(Filter(search=Search(("ell", "ma"))), me, NOW),
    "by birth": lambda store, me: store.cases.look(Filter(search=search_of("9/3/1984", "dmy")), me, NOW),
    "by reference": lambda store, me: store.cases.look(Filter(search=search_of("tw-2222222", "dmy")), me, NOW),
    "by a name or a reference": lambda store, me: store.cases.look(Filter(search=search_of("brax", "dmy")), me, NOW),
    "closed by reference": lambda store, me: store.cases.closed(search_of("7k", "dmy"), 5),
    "closed by name or reference": lambda store, me: store.cases.closed(search_of("marx", "dmy"), 5),
    "closed by name": lambda store, me: store.cases.closed(Search(("ell",)), 5),
    "closed by birth": lambda store, me: store.cases.closed(search_of("9/3/1984", "dmy"), 5),
    "today": lambda store, me: store.cases.counts(me, NOW, mine=True),
    "closed to chase": lambda store, me: store.cases.closed_to_chase(NOW),
    "to bring forward": lambda store, me: store.cases.how_many_to_bring_forward(),
    "locked links": lambda store, me: (store.invitations.how_many_locked(), store.invitations.locked(NOW)),
    "news": lambda store, me: store.cases.news(Mark(1, 0)),
    "whether anything changed": lambda store, me: store.cases.version(),
    "rows that are shown": lambda store, me: store.cases.rows_of(["N1", "N200"], NOW),
    "problems with the form": lambda store, me: (store.problems.waiting(), store.problems.how_many()),
}
SMALL = {"clinic", "accounts", "problems"}
"""Tables of a handful of rows."""
NEWEST = {"intakes", "audit_events"}
"""Tables whose newest row is asked for."""


@pytest.mark.usefixtures("on_new_tables")
def test_no_question_of_the_queue_is_asked_without_an_index(crowd, amara, kind):
    for name, touch in TOUCHES.items():
        for sql, given in asked_of(crowd, partial(touch, crowd, amara.id)):
            lines = plan_of(crowd, kind, sql, given)
            assert not read_whole(sql, lines, kind), f"{name}: {sql}\n" + "\n".join(lines)


@pytest.mark.usefixtures("on_new_tables")
def test_problems_with_the_form_are_found_without_reading_every_invitation(crowd, amara, kind, ready_url):
    with crowd.cases._db.write() as work:
        work.connection.exec_driver_sql("ANALYZE")
    crowd.problems.report(f"n{7:031d}", "page", NOW)
    knows_the_sizes = open_store(ready_url)  # SQLite tells a connection only when it begins
    asked = asked_of(knows_the_sizes, partial(TOUCHES["problems with the form"], knows_the_sizes, amara.id))
    plans = [(sql, plan_of(knows_the_sizes, kind, sql, given)) for sql, given in asked]
    knows_the_sizes.close()
    assert [(sql, lines) for sql, lines in plans if read_whole(sql, lines, kind)] == []


def plan_of(store, kind, sql, given) -> list[str]:
    """How the database means to answer."""
    with store.cases._db.read() as connection:
        if kind == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        return [str(row[-1]) for row in connection.exec_driver_sql(f"{PLANS[kind][0]} {sql}", given)]


def read_whole(sql, lines, kind) -> set[str]:
    """The tables that grow with every patient and would be read from end to end."""
    found = {found[1] for line in lines if (found := re.search(PLANS[kind][1], line))}
    newest_first = "LIMIT" in sql and "TEMP B-TREE" not in "".join(lines)  # by primary key, and stops
    return found & set(metadata.tables) - SMALL - (NEWEST if newest_first else set())


PLANS = {
    "sqlite": ("EXPLAIN QUERY PLAN", r"^SCAN (\w+)(?!.*INDEX)"),
    "postgresql": ("EXPLAIN", r"Seq Scan on (\w+)"),
}


@pytest.mark.usefixtures("on_new_tables")
def test_a_page_of_rows_is_read_in_the_order_of_the_index_and_never_sorted(crowd, amara, kind):
    (sql, given) = next(
        one for one in asked_of(crowd, lambda: crowd.cases.look(Filter(), amara.id, NOW)) if "given_name" in one[0]
    )
    with crowd.cases._db.read() as connection:
        if kind == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_sort = off")  # so few rows are quicker sorted
        said = connection.exec_driver_sql(f"{PLANS[kind][0]} {sql}", given)
        plan = "\n".join(str(row[-1]) for row in said)
    assert "ix_cases_open" in plan
    assert "TEMP B-TREE" not in plan
    assert not re.search(r"^\s*(->\s+)?Sort ", plan, re.MULTILINE)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_counts_and_charts_are_worked_out_in_the_index_alone(crowd, amara):
    asked = asked_of(crowd, lambda: crowd.cases.look(Filter(Show.LATE), amara.id, NOW))
    counting = [(sql, given) for sql, given in asked if "count(*)" in sql]
    assert len(counting) >= 4
    for sql, given in counting:
        with crowd.cases._db.read() as connection:
            plan = "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given))
        assert "cases USING COVERING INDEX ix_cases_open" in plan, sql


def test_a_booking_that_is_moved_and_a_birth_that_is_put_right_follow_into_the_queue(store, received, amara):
    later = NOW + timedelta(days=60)
    with store.cases._db.write() as work:
        work.execute(update(appointments).values(booked_for=later))
        work.execute(update(patients).values(date_of_birth=NOW.date() - timedelta(days=365 * 30)))
        copied = work.execute(select(cases.c.booked_for, cases.c.born_on)).one()
        work.execute(update(cases).values(appointment_id=None))
        assert work.execute(select(cases.c.booked_for)).scalar() is None
    assert (copied.booked_for, copied.born_on) == (later, NOW.date() - timedelta(days=365 * 30))


PEOPLE = [("Núñez-Sørensen", "Álvaro"), ("O'Brien", "Siobhán"), ("Łoś", "Grażyna"), ("حداد", "ليلى"), ("Strauß", "Jo")]


@pytest.fixture
def named(store, invite):
    """Somebody for each of those names."""
    return {
        family: reception.receive(
            store, invite(NewPatient(family, given, NOW.date().replace(year=1950 + n))), CALM, IntakeKind.SENT, NOW
        ).reference
        for n, (family, given) in enumerate(PEOPLE)
    }


FOUND_BY = {
    "nunez": "Núñez-Sørensen", "SOREN": "Núñez-Sørensen", "alvaro nun": "Núñez-Sørensen", "obrien": "O'Brien",
    "o'bri": "O'Brien", "brien siob": "O'Brien", "los": "Łoś", "حدا": "حداد", "strauss": "Strauß",
    "23-11-1951": "O'Brien", "1952-11-23": "Łoś",
}  # fmt: skip


def test_somebody_is_found_by_the_beginning_of_a_name_or_by_birth(store, named, amara):
    for typed, family in FOUND_BY.items():
        look = store.cases.look(Filter(search=search_of(typed, "dmy")), amara.id, NOW)
        assert [row.reference for row in look.rows] == [named[family]], typed


def test_somebody_is_found_by_reference_and_a_middle_of_a_name_finds_nobody(store, named, amara):
    reference = named["Łoś"]
    found = store.cases.look(Filter(search=search_of(reference.lower(), "dmy")), amara.id, NOW)
    assert [row.reference for row in found.rows] == [reference]
    assert not store.cases.look(Filter(search=search_of("ensen", "dmy")), amara.id, NOW).rows


@pytest.fixture
def drawn(monkeypatch):
    """The next case gets this reference."""
    return lambda reference: monkeypatch.setattr(case_arrivals, "new_reference", lambda: reference)


def test_somebody_is_found_by_the_beginning_of_a_reference_however_it_is_typed(store, drawn, invite, named, amara):
    drawn("TW-TW7KDPN")
    theirs = reception.receive(store, invite(), CALM, IntakeKind.SENT, NOW).reference
    for typed in ("TW-TW7", "tw-tw7k", "tw7kd", " TW7 KDPN ", "tw tw7", "TW-TW7KDPN", "twtw7kdpn", "Tw-tw7-kdpn"):
        found = [row.reference for row in store.cases.look(Filter(search=search_of(typed, "dmy")), amara.id, NOW).rows]
        assert found == [theirs], typed
        assert store.cases.closed(search_of(typed, "dmy"), 5) == []
    with store.cases._db.write() as work:
        work.execute(update(cases).where(cases.c.reference == theirs).values(closed_at=NOW, state="closed"))
    assert [one[0] for one in store.cases.closed(search_of("tw7k", "dmy"), 5)] == [theirs]
    assert not store.cases.look(Filter(search=search_of("7kd", "dmy")), amara.id, NOW).rows


def test_letters_alone_find_whoever_has_them_as_a_name_or_as_a_reference(store, drawn, invite, amara):
    drawn("TW-BRANDEX")
    by_reference = reception.receive(store, invite(), CALM, IntakeKind.SENT, NOW).reference
    drawn("TW-2345678")
    brand = NewPatient("Brand", "Ada", date(1970, 1, 1))
    by_name = reception.receive(store, invite(brand), CALM, IntakeKind.SENT, NOW).reference
    rows = store.cases.look(Filter(search=search_of("brand", "dmy")), amara.id, NOW).rows
    assert {row.reference for row in rows} == {by_reference, by_name}
    with store.cases._db.write() as work:
        work.execute(update(cases).values(closed_at=NOW, state="closed"))
    assert {one[0] for one in store.cases.closed(search_of("brand", "dmy"), 5)} == {by_reference, by_name}


def test_a_search_says_who_is_closed(store, received, amara):
    assert store.cases.closed(Search(("ell",)), 5) == []
    with store.cases._db.write() as work:
        work.execute(update(cases).values(closed_at=NOW, state="closed"))
    assert store.cases.closed(Search(("ell",)), 5) == [(received, "Mark Ellison", NOW)]


def test_no_filter_puts_a_name_or_a_word_about_health_into_the_address():
    said = Filter(Show.RING, frozenset(Urgency), mine=True, search=Search(("ellison",), NOW.date(), ("TW-2",)))
    assert said.as_query() == {"show": "ring", "level": "543210", "who": "me"}
    words = {show.value for show in Show}
    assert not words & {"emergency", "urgent", "wasting", "weakness", "speech", "breathing"}


def test_an_address_gives_the_filter_back_and_nonsense_gives_everybody():
    wanted = Filter(Show.LATE, frozenset({Urgency.SOON}), mine=True)
    assert from_query(wanted.as_query()) == wanted
    assert from_query({"show": "'; drop", "level": "x9", "who": "you"}) == Filter()


def test_a_case_is_new_until_a_clinician_opens_it_and_again_when_the_patient_says_more(store, invite, amara):
    invitation = invite()
    reference = reception.receive(store, invitation, {"speech": "no"}, IntakeKind.ABANDONED, NOW, "tasks").reference
    assert store.cases.counts(amara.id, NOW)[0].of[Show.NEW] == 1
    store.cases.view(reference, amara, NOW)
    assert store.cases.counts(amara.id, NOW)[0].of[Show.NEW] == 0
    reception.receive(store, invitation, MARKS_ANSWERS, IntakeKind.SENT, NOW + timedelta(hours=1))
    assert store.cases.counts(amara.id, NOW)[0].of[Show.NEW] == 1


def test_a_first_look_is_overdue_after_the_promise_and_not_before(store, received, amara):
    promise = NOW.replace(day=25, hour=18)  # received on Monday; two working days; the clinic closes at 18:00
    assert store.cases.counts(amara.id, promise)[0].of[Show.UNREAD] == 0
    assert store.cases.counts(amara.id, promise + timedelta(minutes=1))[0].of[Show.UNREAD] == 1


def test_a_child_whom_nobody_has_assessed_stands_above_the_urgent_until_a_clinician_says_how_urgent(
    store, invite, amara
):
    urgent = reception.receive(store, invite(), MARKS_ANSWERS, IntakeKind.SENT, NOW).reference
    child = NewPatient("Lake", "Ffion", NOW.date().replace(year=2012))
    reference = reception.receive(store, invite(child, None), {}, IntakeKind.UNDER_16, NOW).reference
    first, second = store.cases.queue(NOW)
    assert (first.reference, second.reference) == (reference, urgent)
    assert first.not_assessed
    assert first.due_at == NOW.replace(day=25, hour=18)
    store.cases.override(reference, Urgency.ROUTINE, "spoke-to-patient", "", amara, NOW, 1)
    first, second = store.cases.queue(NOW)
    assert (second.reference, second.not_assessed) == (reference, False)


def test_news_are_who_came_and_who_left_since_the_order_was_taken(store, invite, received, amara):
    before = store.cases.look(Filter(), amara.id, NOW)
    assert store.cases.news(before.mark).arrived == {}
    new = reception.receive(store, invite(), SETTLED, IntakeKind.SENT, NOW).reference
    assert store.cases.news(before.mark).arrived == {new: Urgency.URGENT}
    assert store.cases.version() > before.version
    with store.cases._db.write() as work:
        work.keep(moves, reference=received, move="closed", text="", by_name="Test", at=NOW)
        work.execute(update(cases).where(cases.c.reference == received).values(closed_at=NOW))
        work.record("Test", "closed", NOW)
    assert store.cases.news(before.mark).gone == 1


def test_a_request_to_chase_of_a_closed_case_is_counted_apart(store, received):
    with store.cases._db.write() as work:
        work.execute(update(cases).values(closed_at=NOW, state="closed", chase_on=NOW.date()))
    assert store.cases.closed_to_chase(NOW) == 1
    assert store.cases.closed_to_chase(NOW - timedelta(days=1)) == 0


def test_a_case_is_given_to_a_colleague_and_the_timeline_says_by_whom(store, received, amara, maja):
    store.cases.assign(received, maja.id, amara, NOW)
    (row,) = store.cases.queue(NOW)
    assert row.claimed_by == "Dr Maja Lindqvist"
    assert any("Gave the case to Dr Maja Lindqvist." in entry.what for entry in store.cases.read(received).timeline)


def test_a_colleagues_case_is_given_away_only_by_who_leads(store, received, amara, maja):
    store.cases.claim(received, amara, NOW)
    with pytest.raises(NotAllowed):
        store.cases.assign(received, maja.id, maja, NOW)


def test_nobody_is_given_a_case_who_cannot_take_one(store, received, amara, tom):
    with pytest.raises(Refused, match="Choose another"):
        store.cases.assign(received, tom.id, amara, NOW)


def test_of_two_who_take_a_case_the_second_is_told_who_and_when(store, received, amara, maja):
    store.cases.claim(received, amara, NOW)
    with pytest.raises(AlreadyClaimed) as refused:
        store.cases.claim(received, maja, NOW + timedelta(minutes=2))
    assert (refused.value.by, refused.value.at) == ("Dr Amara Osei", NOW)


def test_how_somebody_likes_the_queue_is_theirs_alone(store, amara, maja):
    wanted = Filter(Show.LATE, frozenset({Urgency.SOON}))
    liked = Preferences(as_list=True, shortcuts=True).with_filter("Mornings", wanted)
    store.preferences.save(liked, amara, NOW)
    assert store.preferences.read(amara.id) == liked
    assert store.preferences.read(maja.id) == Preferences()
    assert liked.without_filter("Mornings").filters == ()


def test_a_search_is_never_kept_with_a_filter():
    (kept,) = Preferences().with_filter("x", Filter(Show.LATE, search=Search(("ellison",)))).filters
    assert kept.filter == Filter(Show.LATE)


def test_a_database_that_takes_writes_gives_no_reason(store):
    assert store.why_no_writes() == ""


def test_a_database_that_takes_no_writes_says_so_and_the_queue_is_still_read(store, received, amara, kind, monkeypatch):
    if kind == "sqlite":
        from sqlalchemy import event as events

        events.listen(store.cases._db.engine, "checkout", lambda raw, *_: raw.execute("PRAGMA query_only = ON"))
        store.cases._db.engine.dispose()
        monkeypatch.setattr("intake.store.database.BUSY_SECONDS", 0)
    else:
        store.cases._db.engine.dispose()
        with store.cases._db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            name = store.cases._db.url.database
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        store.cases._db.engine.dispose()
    try:
        assert "read-only" in store.why_no_writes()
        assert len(store.cases.look(Filter(), amara.id, NOW).rows) == 1
    finally:
        if kind == "postgresql":
            with store.cases._db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("SET default_transaction_read_only = off")
                connection.exec_driver_sql(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')


def test_what_falls_due_is_taken_in_with_the_minute_though_a_look_stands(store, received, invite, amara):
    store.drafts.save(invite().id, CALM, "tasks", NOW)
    due = NOW + timedelta(hours=CLINIC.abandoned_after_hours)
    assert store.cases.look(Filter(), amara.id, due - timedelta(seconds=30)).counts.waiting == 1
    assert store.cases.look(Filter(), amara.id, due).counts.waiting == 2
    late = due + timedelta(days=1, seconds=20)
    store.drafts.save(invite().id, CALM, "tasks", late - timedelta(hours=CLINIC.abandoned_after_hours))
    seen = [store.cases.look(Filter(), amara.id, late + timedelta(seconds=n)).counts.waiting for n in (-5, 5, 40)]
    assert seen == [2, 2, 3]


def test_a_look_stands_until_anybody_writes_or_the_minute_is_over(crowd, received, ready_url, amara):
    """Somebody else's process writes, too: the look of this one must not outlive it."""
    look = partial(crowd.cases.look, Filter(), amara.id, limit=150)
    first = look(NOW)
    assert look(NOW + timedelta(seconds=20)) is first
    elsewhere = open_store(ready_url)
    elsewhere.cases.claim(received, amara, NOW + timedelta(seconds=20))
    elsewhere.close()
    second = look(NOW + timedelta(seconds=21))
    assert next(row for row in second.rows if row.reference == received).claimed_by_id == amara.id
    due = min(row.due_at for row in second.rows if row.due_at and row.due_at > NOW)
    assert look(due).counts.of[Show.LATE] == second.counts.of[Show.LATE]
    later = look(due + timedelta(minutes=1))
    assert later.counts.of[Show.LATE] > second.counts.of[Show.LATE]
