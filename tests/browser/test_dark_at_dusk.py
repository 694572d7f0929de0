"""When the operating system turns dark while a page is open, what is drawn on it turns too; nothing typed is lost."""

from __future__ import annotations

from tests.browser.reading import settled
from tests.browser.visitors import open_sample
from tests.browser.windows import Window


def test_a_queue_that_is_open_at_dusk_is_drawn_again_in_the_dark_unless_somebody_is_typing(desk: Window):
    page = open_sample(desk.page)
    page.evaluate("window.asItWas = true")
    page.get_by_label("Search").fill("Ell")
    page.emulate_media(color_scheme="dark")
    settled(page)
    assert page.evaluate("window.asItWas"), "What somebody was typing is gone"
    page.get_by_label("Search").fill("")
    page.emulate_media(color_scheme="light")
    page.wait_for_function("window.asItWas === undefined")
    settled(page)
