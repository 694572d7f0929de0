"""A signed request on its card and in the clinic's list, until its report is back; the end of a case on its page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.cases import CaseState
from intake.following import FollowStep, Line, ResultFlag
from intake.referral import ReferralState
from intake.urgency import Urgency
from tests.clinician.conftest import Said, Screen
from tests.clinician.test_case_page import MARK, be, examined, ready_to_sign, sign
from tests.golden.reading import golden_now

RUTH = "Ruth Abelman"


def labelled(tab, kind: str, label: str):
    return next(each for each in tab.get(kind) if each.label == label)


def happened(tab, step: FollowStep):
    """Choose what happened."""
    return next(each for each in tab.button_group if each.label == "What happened").set_value(step).run()


def press(tab, label: str):
    return labelled(tab, "button", label).click().run()


def fill_day(tab, day: str, month: str, year: str, time: str = ""):
    """The boxes of a booking, or of the recall date where no time is given."""
    which = "-for-" if time else "end-recall-"
    for part, value in (("day", day), ("month", month), ("year", year), ("time", time)):
        if value:
            next(each for each in tab.text_input if each.key.endswith(f"{which}{part}")).set_value(value)


def the_request(screen: Screen, name: str = RUTH):
    return screen.case(name).referrals[-1]


# --- On its card -------------------------------------------------------------------------------------


def test_what_is_overdue_offers_chasing_it_first_and_says_what_comes_next(screen: Screen, said: Said):
    tab = screen.open_case(RUTH)
    assert "chase it now" in said(tab)
    assert "next: send it" in said(tab)
    assert "Sent, not yet" not in said(tab), "a signature sends nothing, and nobody has said that it was sent"
    assert "Signed, not yet sent" in said(tab)
    labelled(tab, "text_input", "Whom you asked, and what they said").set_value("Front desk: they look")
    html = said(press(tab, "Save: chased"))
    assert "Recorded: chased." in html
    assert "chase it now" not in html
    assert the_request(screen).steps[-1].why == "Front desk: they look"


def test_sent_is_recorded_with_who_and_when_and_the_next_is_to_hear_that_it_arrived(screen: Screen, said: Said):
    tab = happened(screen.open_case(RUTH), FollowStep.SENT)
    labelled(tab, "text_input", "How, and to whom (optional)").set_value("By post")
    html = said(press(tab, "Save: sent"))
    assert "Recorded: sent." in html
    assert '<b dir="auto">Sent, not yet acknowledged</b>' in html
    assert "Dr Amara Osei" in html.split("Sent, not yet acknowledged</b>")[1].split("</p>")[0]
    assert "next: hear that it arrived" in html
    assert "EMG request: sent. By post" in [entry.what for entry in screen.case(RUTH).timeline]
    assert "Sent, not yet acknowledged" in said(screen.open("requests_page"))


def test_booked_asks_for_when_and_shows_it(screen: Screen, said: Said):
    tab = press(happened(screen.open_case(RUTH), FollowStep.BOOKED), "Save: booked")
    assert "Enter the day and the time" in tab.error[0].value
    fill_day(tab, "9", "12", "2026", "10:30")
    html = said(press(tab, "Save: booked"))
    assert "Booked for Wed 9 Dec 10:30" in html
    assert "chase Wed 16 Dec" in html
    assert the_request(screen).state is ReferralState.BOOKED


def test_a_report_needs_a_flag_for_each_line_and_shows_the_gravest_first(screen: Screen, said: Said):
    tab = happened(screen.open_case(RUTH), FollowStep.REPORTED)
    labelled(tab, "text_input", "What the report says, one result a line").set_value("Sural normal")
    labelled(tab, "text_input", "Result 2").set_value("Denervation <b>three</b> regions")
    tab = press(tab, "Save: report is back")
    assert "Mark “Sural normal” as normal, abnormal or urgent." in tab.error[0].value
    labelled(tab, "button_group", "Result 1 is").set_value(ResultFlag.NORMAL)
    labelled(tab, "button_group", "Result 2 is").set_value(ResultFlag.URGENT)
    html = said(press(tab, "Save: report is back"))
    assert html.index("Denervation &lt;b&gt;three&lt;/b&gt;") < html.index("Sural normal")
    assert "A result to look at" in html
    assert the_request(screen).state is ReferralState.REPORTED


def test_a_result_changes_the_urgency_by_a_clinician_with_that_reason(screen: Screen, said: Said):
    lines = [Line("Denervation", ResultFlag.URGENT)]
    reference, request = screen.reference(RUTH), the_request(screen)
    screen.store.cases.follow(
        reference, request.id, FollowStep.REPORTED, "", screen.account, golden_now(), lines=lines
    )  # fmt: skip
    tab = screen.open_case(RUTH)
    tab.selectbox(key="set-level").set_value(Urgency.IMMEDIATE)
    tab.selectbox(key="set-reason").set_value("result")
    assert "<b>Because:</b> Dr Amara Osei: A result that came back" in said(press(tab, "Set the urgency"))
    assert screen.case(RUTH).urgency is Urgency.IMMEDIATE


def test_what_came_back_goes_back_to_its_gate_with_the_reason_and_is_signed_again_as_a_new_version(screen, said):
    tab = happened(sign(ready_to_sign(screen)), FollowStep.BOUNCED)
    labelled(tab, "text_input", "Why did it come back?").set_value("INR missing")
    html = said(press(tab, "Save: came back"))
    assert "Came back: INR missing" in html
    assert "A request came back" in html
    assert '<b>1 missing:</b> <a href="#request-emg">what it came back for: INR missing</a>' in html
    assert 'id="request-emg"' in html
    why = next(each for each in tab.text_input if each.label == "Why a new version?")
    assert why.value == "Came back: INR missing"
    assert "what it came back for" not in said(sign(tab))
    first, second = screen.case(MARK).referrals
    assert (first.state, second.version, second.state) == (ReferralState.BOUNCED, 2, ReferralState.SIGNED)
    assert not [notice for notice in screen.case(MARK).notices if notice.is_open]


# --- In the clinic's list ------------------------------------------------------------------------------


def test_the_list_says_how_many_are_open_and_the_longest_overdue_comes_first(screen: Screen, said: Said):
    sign(ready_to_sign(screen))
    html = said(screen.open("requests_page"))
    assert "2 requests open, 1 to chase" in html
    assert html.index(RUTH) < html.index(MARK)


def test_reception_records_a_booking_in_the_list_and_sees_no_answer(screen: Screen, said: Said, monkeypatch):
    be(screen, monkeypatch, "t.ellery")
    tab = press(screen.open("requests_page"), "Record what happened")
    group = next(each for each in tab.button_group if each.label == "What happened")
    assert not {"Report is back", "Withdraw"} & set(group.options if hasattr(group, "options") else [])
    tab = happened(tab, FollowStep.BOOKED)
    fill_day(tab, "9", "12", "2026", "10:30")
    html = said(press(tab, "Save: booked"))
    assert "Booked for Wed 9 Dec 10:30" in html
    assert the_request(screen).steps[-1].by == "Tom Ellery"
    assert "forearm" not in html


def test_a_closed_case_with_an_open_request_stands_in_the_list(screen: Screen, said: Said):
    tab = screen.open_case(RUTH)
    tab.selectbox(key="end-outcome").set_value("seen-here")
    tab = press(tab, "Close the case")
    assert "Still without a report: emg" in tab.error[0].value
    assert screen.case(RUTH).state is CaseState.REQUESTED
    labelled(tab, "radio", "Closing with 1 open request (EMG): they").set_value("be-chased")
    html = said(press(tab, "Close the case"))
    assert 'Closed.</b> <span dir="auto">Seen here, nothing further planned.' in html
    listed = said(screen.open("requests_page"))
    assert "case closed" in listed
    assert RUTH in listed


def test_an_empty_list_says_why(screen: Screen, said: Said):
    request = the_request(screen)
    screen.store.cases.follow(
        screen.reference(RUTH), request.id, FollowStep.WITHDRAWN, "Moved", screen.account, golden_now()
    )
    assert "No request is open. A signed request stands here until its report is back." in said(
        screen.open("requests_page")
    )


# --- Its end -------------------------------------------------------------------------------------------


def test_an_urgent_case_needs_its_outcome_and_everything_said_is_kept(screen: Screen, said: Said):
    tab = press(examined(screen.open_case(MARK)), "Close the case")
    assert "is closed with its outcome" in tab.error[0].value
    tab.selectbox(key="end-outcome").set_value("referred-on")
    tab.selectbox(key="end-would-have").set_value(Urgency.IMMEDIATE)
    fill_day(tab, "30", "2", "2027")
    tab = press(tab, "Close the case")
    assert "There is no 30 February 2027." in tab.error[0].value
    fill_day(tab, "1", "2", "2027")
    reference = screen.reference(MARK)
    html = said(press(tab, "Close the case"))
    assert "Recall Mon 1 Feb 2027." in html
    (ended,) = screen.store.cases.read(reference).closings
    assert (ended.closing.outcome, ended.closing.would_have) == ("referred-on", Urgency.IMMEDIATE)


def test_a_closed_case_offers_only_to_open_it_again_and_wants_the_reason(screen: Screen, said: Said):
    reference = screen.reference(RUTH)
    tab = screen.open_case(RUTH)
    tab.selectbox(key="end-outcome").set_value("seen-here")
    labelled(tab, "radio", "Closing with 1 open request (EMG): they").set_value("be-chased")
    tab = press(tab, "Close the case")
    assert not {"Set the urgency", "Take this case", "Sign the EMG request"} & {each.label for each in tab.button}
    tab = press(tab, "Open the case again")
    assert "Write why the case is opened again." in tab.error[0].value
    labelled(tab, "text_input", "Why is it opened again?").set_value("Rang: worse")
    assert "The case is open again" in said(press(tab, "Open the case again"))
    assert screen.store.cases.read(reference).state is CaseState.REQUESTED


def test_on_its_recall_date_a_closed_case_is_back_in_the_queue(screen: Screen, said: Said):
    tab = screen.open_case(RUTH)
    tab.selectbox(key="end-outcome").set_value("seen-here")
    labelled(tab, "radio", "Closing with 1 open request (EMG): they").set_value("be-chased")
    fill_day(tab, "24", "11", "2026")
    press(tab, "Close the case")
    assert RUTH not in said(screen.open("queue_page"))
    back = next(row for row in screen.store.cases.queue(golden_now() + timedelta(days=1)) if row.patient_name == RUTH)
    assert "recall" in back.notices
    assert "The recall date has come" in said(screen.open_case(RUTH))


@pytest.mark.parametrize("page", ["requests_page"])
def test_the_page_opens_for_everybody_who_works_here(screen: Screen, monkeypatch, page):
    for username in ("t.ellery", "m.lindqvist"):
        be(screen, monkeypatch, username)
        assert not screen.open(page).exception


def test_a_chase_that_a_colleague_overtook_is_refused_and_never_said_to_be_recorded(screen: Screen, said: Said):
    tab = screen.open_case(RUTH)
    chased = ["Rang at nine: no answer", "Rang at ten: they ring back"]
    for words in chased:
        tab = happened(tab, FollowStep.CHASED)
        labelled(tab, "text_input", "Whom you asked, and what they said").set_value(words)
        tab = happened(press(tab, "Save: chased"), FollowStep.CHASED)
        assert labelled(tab, "text_input", "Whom you asked, and what they said").value == ""
    maja = next(one for one in screen.store.accounts.all() if one.username == "m.lindqvist")
    request, reference = the_request(screen), screen.reference(RUTH)
    screen.store.cases.follow(reference, request.id, FollowStep.BOUNCED, "INR missing", maja, golden_now())
    labelled(tab, "text_input", "Whom you asked, and what they said").set_value("Rang at eleven: it is lost")
    tab = press(tab, "Save: chased")
    assert f"{maja.name} recorded meanwhile: came back, INR missing" in tab.error[0].value
    assert "Recorded: chased." not in said(tab)
    assert [step.why for step in the_request(screen).steps if step.step is FollowStep.CHASED] == chased
