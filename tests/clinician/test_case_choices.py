"""What a clinician sets on a card besides the question: kept at once, printed, and signed only as it was seen."""

from __future__ import annotations

from intake.chosen import Chosen
from intake.referral import NoteKind, missing
from pages import _deeds
from tests.clinician.conftest import Screen
from tests.clinician.test_case_page import MARK, golden_now, ready_to_sign, sign


def kept(screen: Screen, kind: str) -> Chosen:
    return screen.store.documents.chosen(screen.reference(MARK), kind)


def control(tab, kind: str, name: str):
    every = [*tab.multiselect, *tab.button_group, *tab.text_input]
    return next(each for each in every if each.key.startswith("chosen-") and each.key.endswith(f"-{kind}-{name}"))


def test_a_test_that_is_taken_away_is_not_asked_for_and_the_others_stay(screen: Screen):
    tests = control(screen.open_case(MARK), "bloods", "tests")
    fewer = [name for name in tests.value if name != "Magnesium"]
    assert len(fewer) == len(tests.value) - 1
    tests.set_value([*fewer, "Copper and caeruloplasmin"]).run()
    names = [name for name, _ in kept(screen, "bloods").tests or ()]
    assert names == [*fewer, "Copper and caeruloplasmin"]


def test_with_no_test_left_the_card_says_that_one_is_missing(screen: Screen, said):
    tab = control(screen.open_case(MARK), "bloods", "tests").set_value([]).run()
    assert '<a href="#chosen-bloods">a test</a>' in said(tab)
    tab = control(tab, "bloods", "more_tests").set_value("Lactate").run()
    assert '<a href="#chosen-bloods">a test</a>' not in said(tab)


def test_the_region_of_a_scan_is_set_on_its_card(screen: Screen):
    tab = screen.open_case(MARK)
    other = next(each for each in tab.selectbox if each.key.startswith("other-"))
    tab = other.set_value(NoteKind.MRI).run()
    control(tab, "mri", "regions").set_value(["cervical"]).run()
    assert kept(screen, "mri").regions == ("cervical",)
    items = missing(NoteKind.MRI, screen.case(MARK), "Why?", kept(screen, "mri"))
    assert "region to scan" not in [item.what for item in items]


def test_what_a_colleague_has_set_meanwhile_is_not_signed_unseen(screen: Screen):
    tab = ready_to_sign(screen)
    screen.store.documents.choose(screen.reference(MARK), "emg", Chosen(copy="yes"), screen.account, golden_now())
    sign(tab)
    assert "a colleague has changed what this document asks for" in tab.error[0].value
    assert not screen.case(MARK).referrals
    sign(tab)
    assert screen.case(MARK).referrals


def test_the_name_under_a_new_version_is_typed_again(screen: Screen):
    tab = sign(ready_to_sign(screen))
    names = [each for each in tab.text_input if each.key.startswith("name-") and each.key.endswith("emg")]
    assert [each.value for each in names] == [""]


def test_what_a_deed_says_is_never_a_format_or_a_link():
    hostile = "# [press](http://x) :red[a] $x$ `c` **b** <i> www.example.org :smile: me_too_"
    plain = _deeds.unformatted(hostile)
    assert "\\[press\\]" in plain
    assert ":red" not in plain.replace("\\:\u2060red", "")
    assert "**" not in plain
    assert "http://" not in plain
    assert "www.e" not in plain


def test_what_a_deed_says_in_plain_words_stays_as_it_is():
    words = "Signed. Chase on Mon 7 Dec. Closed at 15:04, not at 9; type your name as it is printed, Dr O'Neill-Osei."
    assert _deeds.unformatted(words) == words
