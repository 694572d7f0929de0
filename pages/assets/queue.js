/* The queue's single keys, where a clinician has switched them on; and a word when the server is heard no more.
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
  const help = () => {
    const shown = document.querySelector(".tb-help");
    if (shown) return shown.remove();
    const box = document.createElement("div");
    box.className = "tb-help";
    box.setAttribute("role", "status");
    for (const [key, words] of [["j", "next person"], ["k", "the one before"], ["o", "open"], ["t", "take"], ["/", "search"], ["?", "close this list"]]) {
      const line = document.createElement("p");
      const cap = document.createElement("kbd");
      cap.textContent = key;
      line.append(cap, ` ${words}`);
      box.append(line);
    }
    document.body.append(box);
  };
  const DEEDS = {
    j: () => step(1),
    k: () => step(-1),
    o: () => current()?.querySelector(opener)?.click(),
    t: () => current()?.querySelector("[class*='st-key-take-'] button")?.click(),
    "/": () => document.querySelector(".st-key-queue-search input")?.focus(),
    "?": help,
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !"jk".includes(event.key)) return;
    if (!DEEDS[event.key] || !isOn() || isTyping(event.target)) return;
    event.preventDefault();
    DEEDS[event.key]();
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
