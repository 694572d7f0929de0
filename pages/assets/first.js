/* The first page of the form works without this. With it, what is typed is kept as on the pages after it: when the
   page goes out of sight, when a lost line is back, and before an idle page is closed. Continue leaves the page only
   once it is kept, because the browser's own page about a dead line has nothing of it. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-lost]"), line = document.querySelector(".lost"), button = form.querySelector("[type=submit]");
  const SOON = 400, LONG = 3000, PATIENCE = 8000, AGAIN = 10000, ENDED = ["/birth", "/link"], onward = button.textContent;
  let typed = false, pressed = false, leaving = false, last = Promise.resolve(), waits = [], next = 0;
  const say = (what, heard = false) => { const text = what ? form.dataset[what] : ""; line.classList.toggle("apart", heard); if (line.textContent !== text) line.textContent = text; };
  /* What is going on: heard at once and read on the button; after three seconds a sentence for everybody. */
  const wait = (on) => {
    waits.forEach(clearTimeout);
    waits = on ? [setTimeout(() => { button.textContent = form.dataset.saves; if (!line.textContent) say("saving", true); }, SOON), setTimeout(() => say("slow"), LONG)] : [];
    if (on) button.setAttribute("aria-disabled", "true"); else { button.removeAttribute("aria-disabled"); button.textContent = onward; }
  };
  /* What became of it: kept, or lost (no line), slow (no answer), failed (their fault), refused (not ours to save), away. */
  const post = async (going) => {
    if (!typed && !going) return "kept";
    typed = false;
    const standing = new URLSearchParams(new FormData(form)), stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE);
    standing.set("keep", "yes");
    try {
      const answer = await fetch("/form", { method: "POST", body: standing, keepalive: !going, signal: stop.signal });
      if (ENDED.includes(new URL(answer.url).pathname)) { typed = true; return "refused"; }
      if (answer.redirected) { location.replace(answer.url); return "away"; }
      if (!answer.ok) { typed = true; return answer.status < 500 ? "refused" : "failed"; }
      for (const was of form.querySelectorAll('[name^="was-"]')) was.value = standing.get(was.name.slice(4)) ?? "";
      return "kept";
    } catch { typed = true; return stop.signal.aborted ? "slow" : "lost"; } finally { clearTimeout(late); }
  };
  /* One after the other: what is posted says what was kept before it. */
  const keep = (going = false) => (last = last.then(() => post(going)));
  const again = async () => {
    if (leaving) return;
    if (pressed) { form.requestSubmit(); return; }
    const before = line.textContent, came = await keep();
    if (came === "away") return;
    if (came !== "kept") { stays(came); return; }
    say(before === form.dataset.lost ? "found" : "done");
    setTimeout(() => say(""), 8000);
  };
  const stays = (why) => { say(why); clearTimeout(next); if (why !== "refused") next = setTimeout(again, AGAIN); };
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => { typed = true; pressed = false; });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    clearTimeout(next);
    wait(true);
    const came = await keep(true);
    if (came === "away") return;
    if (came !== "kept") { pressed = came !== "refused"; leaving = false; wait(false); stays(came); return; }
    setTimeout(() => { leaving = false; wait(false); }, PATIENCE);
    typed = pressed = false;
    form.submit();
  });
  addEventListener("offline", () => say("lost"));
  addEventListener("online", again);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  document.addEventListener("tb-keep", (event) => { event.detail.until = keep(); });
})();
