/* The queue's single keys, where a clinician has switched them on (`?` says which there are, and how to switch them on,
   at any time); and a word when the server is heard no more.
   Streamlit itself listens for r (run again), c (clear a cache) and Escape: none of them is taken here. */
(() => {
  "use strict";
  const SILENT = 3 * 60 * 1000, LOOK = 10 * 1000;
  const row = '[class*="st-key-row-"]';
  const opener = ".stPageLink a, [class*='st-key-open-'] button";
  const isOn = () => document.querySelector(".tb-keys-mark")?.dataset.on === "1";
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable], [role=dialog], [role=listbox]");
  const rows = () => [...document.querySelectorAll(row)];
  const current = () => document.activeElement?.closest(row);
  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(current());
    const next = at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[Math.min(Math.max(at + by, 0), all.length - 1)];
    next.querySelector(opener)?.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const KEYS = [["j", "next person"], ["k", "the one before"], ["o", "open"], ["t", "take"], ["/", "search"], ["?", "this list"]];
  const named = (tag, words, className = "") => Object.assign(document.createElement(tag), { textContent: words, className });
  const switchOn = () => {
    document.querySelector(".st-key-view-menu button")?.click();
    const waiting = setInterval(() => {
      const toggle = document.querySelector(".st-key-view-keys input");
      if (toggle || !document.querySelector(".st-key-view-menu")) clearInterval(waiting);
      toggle?.focus();
      if (toggle && !toggle.checked) toggle.click();
    }, 50);
    setTimeout(() => clearInterval(waiting), 3000);
  };
  const button = (words, deed) => Object.assign(named("button", words), { type: "button", onclick: () => { help(); if (deed) setTimeout(deed); } });  // a menu that opens within this click is closed by it
  let before = null;
  const help = () => {
    const shown = document.querySelector(".tb-help");
    if (shown) {
      shown.remove();
      return before?.isConnected && before.focus();
    }
    before = document.activeElement;
    const box = named("div", "", "tb-help");
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", "Single keys");
    box.append(named("p", isOn() ? "Single keys are on." : "Single keys are off. They are switched on under View."));
    for (const [key, words] of KEYS) {
      const line = named("p", ` ${words}`);
      line.prepend(named("kbd", key));
      box.append(line);
    }
    if (!isOn()) box.append(button("Switch them on", switchOn));
    box.append(button("Close"));
    document.body.append(box);
    box.querySelector("button").focus();
  };
  const DEEDS = {
    j: () => step(1),
    k: () => step(-1),
    o: () => current()?.querySelector(opener)?.click(),
    t: () => current()?.querySelector("[class*='st-key-take-'] button")?.click(),
    "/": () => document.querySelector(".st-key-queue-search input")?.focus(),
    "?": help,
  };
  const isHeeded = (event) => {
    if (event.target.closest(".tb-help")) return event.key === "?" || event.key === "Escape";
    return (isOn() || event.key === "?") && Boolean(DEEDS[event.key]) && !isTyping(event.target);
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !"jk".includes(event.key)) return;
    if (!document.querySelector(".tb-keys-mark") || !isHeeded(event)) return;
    event.preventDefault();
    (DEEDS[event.key] ?? help)();
  });

  let heard = "", at = performance.now(), banner = null;
  const listen = () => {
    const mark = document.querySelector(".tb-heard");
    const now = mark?.dataset.heard ?? "";
    if (!mark || now !== heard) {
      heard = now;
      at = performance.now();
      banner?.remove();
      banner = null;
    } else if (!banner && performance.now() - at > SILENT) {
      banner = document.createElement("p");
      banner.className = "tb-stale tb-unheard";
      banner.setAttribute("role", "alert");
      banner.textContent = `Not heard from the server since ${mark.dataset.said}. What stands here may be out of date.`;
      const again = document.createElement("button");
      again.textContent = "Load the page again";
      again.onclick = () => location.reload();
      banner.append(again);
      document.body.append(banner);
    }
  };
  setInterval(listen, LOOK);
})();
