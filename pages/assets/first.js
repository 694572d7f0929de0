/* The first page of the form works without this. With it, what is typed is kept as on the pages after it: when the
   page goes out of sight, when a lost line is back, and before an idle page is closed. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-lost]"), line = document.querySelector(".lost");
  let typed = false, pressed = false;
  const say = (text) => { line.textContent = text; };
  const keep = async () => {
    if (!typed) return true;
    typed = false;
    const standing = new URLSearchParams(new FormData(form));
    standing.set("keep", "yes");
    try {
      const answer = await fetch("/form", { method: "POST", body: standing, keepalive: true });
      if (answer.redirected) { location.replace(answer.url); return true; }
      if (!answer.ok) throw new Error(answer.status);
      for (const was of form.querySelectorAll('[name^="was-"]')) was.value = standing.get(was.name.slice(4)) ?? "";
      return true;
    } catch { typed = true; return false; }
  };
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => { typed = true; });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) { typed = false; return; }
    event.preventDefault();
    pressed = true;
    say(form.dataset.lost);
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
