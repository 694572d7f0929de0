"""Whether a page fits a small phone, for thumbs and for large text."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.reading import settled
from tests.browser.windows import PHONE

SMALL: dict[str, Any] = {**PHONE, "viewport": {"width": 320, "height": 640}}
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'a, button, summary, textarea, input[type=text], input[type=tel], input:not([type]), label:has(input)')]
  .filter((one) => one.checkVisibility() && !one.textContent.startsWith('Skip to'))
  .map((one) => [one.textContent.trim().slice(0, 40) || one.tagName, Math.round(one.getBoundingClientRect().height)])
  .filter(([, height]) => height < 44)"""
TOO_WIDE = """() => Math.max(document.documentElement.scrollWidth,
  (document.querySelector('[data-testid=stMain]') || document.body).scrollWidth) - innerWidth"""
TWICE = """(on) => {
  const found = document.querySelectorAll(on ? "body *" : "[data-twice]");
  const every = [...found].filter((one) => !one.closest("svg, script"));
  const sizes = every.map((one) => parseFloat(getComputedStyle(one).fontSize));
  every.forEach((one, at) => {
    one.toggleAttribute("data-twice", on);
    if (on) one.style.setProperty("font-size", `${2 * sizes[at]}px`, "important");
    else one.style.removeProperty("font-size");
  });
}"""
"""Text twice as large, as somebody sets it who sees badly; and back."""
CUT_OFF = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && !one.closest("svg, .apart, .skip, dialog"))
  .filter((one) => [...one.childNodes].some((part) => part.nodeType === 3 && part.textContent.trim()))
  .filter((one) => { const text = one.getBoundingClientRect();
    for (let box = one; box && box !== document.body && box.dataset.testid !== "stMain"; box = box.parentElement) {
      const style = getComputedStyle(box), edge = box.getBoundingClientRect();
      const hides = style.overflowX !== "visible" || style.overflowY !== "visible";
      if (hides && (text.right > edge.right + 1 || text.bottom > edge.bottom + 1)) return true;
    }
    return text.right > innerWidth + 1; })
  .map((one) => one.textContent.trim().slice(0, 50))"""


def fits(page: Page) -> None:
    """Nothing scrolls sideways or is cut off, at once and at twice the size of text; every target is a thumb's."""
    found = misfits(page)
    assert not found, "\n".join(found)


def misfits(page: Page) -> list[str]:
    """What does not, each with the title of the page."""
    title = settled(page).title()
    found = [f"{title} scrolls sideways"] * (page.evaluate(TOO_WIDE) > 0)
    found += [f"{title}: {what} is {height} px high" for what, height in page.evaluate(SMALL_TARGETS)]
    page.evaluate(TWICE, True)
    found += [f"{title} scrolls sideways with large text"] * (page.evaluate(TOO_WIDE) > 0)
    found += [f"{title} cuts off large text: {what}" for what in page.evaluate(CUT_OFF)]
    page.evaluate(TWICE, False)
    return found
