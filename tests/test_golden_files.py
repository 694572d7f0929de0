"""The golden files themselves: real answers to questions that were asked, and nobody's real telephone number."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from intake.cases import IntakeKind
from intake.questionnaire import questionnaire
from tests.golden.reading import (
    GoldenPerson,
    day,
    golden_clinic,
    golden_now,
    golden_people,
    golden_person,
    mark_emg_request,
)

PEOPLE = golden_people()
SENT = tuple(person for person in PEOPLE if person.kind is IntakeKind.SENT)
each_person = pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.slug)
each_sent = pytest.mark.parametrize("person", SENT, ids=lambda person: person.slug)
KEPT_FOR_DRAMA = re.compile(r"07700 900\d{3}|01632 960\d{3}|0113 496 0\d{3}")


def test_there_are_twenty_four_people_numbered_from_one() -> None:
    assert [person.slug[:2] for person in PEOPLE] == [f"{n:02}" for n in range(1, 25)]


@each_person
def test_every_answer_is_one_that_the_form_takes(person: GoldenPerson) -> None:
    assert questionnaire().read(person.answers) == person.answers


@each_person
def test_only_what_was_asked_is_answered(person: GoldenPerson) -> None:
    asked = {question.link_id for question in questionnaire().asked(person.answers)}
    assert set(person.answers) <= asked


@each_sent
def test_whoever_sent_the_form_had_nothing_left_to_correct(person: GoldenPerson) -> None:
    form = questionnaire()
    problems = [problem for page in form.asked_pages(person.answers) for problem in form.check(page.id, person.answers)]
    assert problems == []


def test_the_abandoned_form_ends_at_the_page_that_it_names() -> None:
    left = next(person for person in PEOPLE if person.kind is IntakeKind.ABANDONED)
    form = questionnaire()
    answered = [
        page.id for page in form.asked_pages(left.answers) if any(q.link_id in left.answers for q in page.questions)
    ]
    pages = [page.id for page in form.asked_pages(left.answers)]
    assert pages[pages.index(answered[-1]) + 1] == left.page


@each_person
def test_every_telephone_number_is_kept_for_drama(person: GoldenPerson) -> None:
    for number in (person.person.get("telephone"), person.answers.get("contact-telephone")):
        assert number is None or KEPT_FOR_DRAMA.fullmatch(str(number))


@each_person
def test_every_nhs_number_is_a_test_number_that_passes_modulus_11(person: GoldenPerson) -> None:
    if "number" not in person.person:
        return
    digits = [int(figure) for figure in person.person["number"] if figure.isdigit()]
    weighted = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    assert digits[:3] == [9, 9, 9]
    assert (11 - weighted % 11) % 11 == digits[9]


def test_no_two_people_share_a_number() -> None:
    numbers = [person.person["number"] for person in PEOPLE if "number" in person.person]
    assert len(numbers) == len(set(numbers))


@each_person
def test_everything_happened_before_the_golden_now(person: GoldenPerson) -> None:
    moments = [person.received_at, *(m for m in [person.stage.get("claimed_at")] if m)]
    assert max(moments) <= golden_now()


def test_only_the_children_are_under_sixteen() -> None:
    today = golden_now().date()
    born_after = today.replace(year=today.year - 16)
    young = [person.slug for person in PEOPLE if person.person["date_of_birth"] > born_after]
    assert young == [person.slug for person in PEOPLE if person.kind is IntakeKind.UNDER_16]


def test_the_signed_request_is_chased_as_many_days_later_as_the_clinic_says() -> None:
    for person in PEOPLE:
        for referral in person.stage.get("referral", []):
            days = timedelta(golden_clinic().chase_days[referral["kind"]])
            assert referral["chase_on"] == referral["signed_at"].date() + days


def test_the_day_counts_what_its_people_say() -> None:
    told = day()["expected_queue"]
    expected = [person.expected for person in PEOPLE]
    assert told["waiting"] == len(PEOPLE)
    assert told["emergencies"] == sum(e["urgency"] == "emergency" for e in expected)
    assert told["late_people"] == [person.slug for person in PEOPLE if person.expected["late"]]
    assert told["booked_too_late_people"] == [p.slug for p in PEOPLE if p.expected["booked_too_late"]]
    assert told["claimed"] == sum("claimed_by" in person.stage for person in PEOPLE)
    assert told["requested"] == sum(person.stage["state"] == "requested" for person in PEOPLE)


def test_marks_request_quotes_mark_as_he_wrote_it() -> None:
    assert golden_person("01").answers["own-words"] in mark_emg_request()["Patient says"]


def test_marks_request_words_his_answers_as_the_form_does() -> None:
    mark, form = golden_person("01"), questionnaire()
    plain = [
        f"{form.questions[link_id].label}: {form.words(link_id, answer)}"
        for link_id, answer in mark.answers.items()
        if link_id in ("regions", "twitch-first-site", "spread", "twitch-duration", "relief", "tasks", "weakness-pace")
    ]
    assert set(plain) <= set(mark_emg_request()["Patient says"])
