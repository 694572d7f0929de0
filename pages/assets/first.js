/* The first page of the form works without this. With it, what is typed is kept as on the pages after it: when the
   page goes out of sight, when a lost line is back, and before an idle page is closed. Continue leaves the page only
   once it is kept, because the browser's own page about a dead line has nothing of it. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-lost]"), line = document.querySelector(".lost"), PATIENCE = 8000;
  let typed = false, pressed = false, leaving = false, last = Promise.resolve();
  const say = (text) => { line.textContent = text; };
  const post = async (onward) => {
    if (!typed && !onward) return true;
    typed = false;
    const standing = new URLSearchParams(new FormData(form)), stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE);
    standing.set("keep", "yes");
    try {
      const answer = await fetch("/form", { method: "POST", body: standing, keepalive: !onward, signal: stop.signal });
      if (answer.redirected) { location.replace(answer.url); return null; }
      if (!answer.ok) throw new Error(answer.status);
      for (const was of form.querySelectorAll('[name^="was-"]')) was.value = standing.get(was.name.slice(4)) ?? "";
      return true;
    } catch { typed = true; return false; } finally { clearTimeout(late); }
  };
  /* One after the other: what is posted says what was kept before it. */
  const keep = (onward = false) => (last = last.then(() => post(onward)));
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => { typed = true; });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    say("");
    const kept = await keep(true);
    pressed = kept === false;
    if (pressed) { leaving = false; say(form.dataset.lost); return; }
    setTimeout(() => { leaving = false; }, PATIENCE);
    if (kept) { typed = false; form.submit(); }
  });
  addEventListener("offline", () => say(form.dataset.lost));
  addEventListener("online", async () => {
    if (pressed) { form.requestSubmit(); return; }
    if (!await keep()) return;
    say(form.dataset.found);
    setTimeout(() => say(""), 8000);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  document.addEventListener("tb-keep", (event) => { event.detail.until = keep(); });
})();
