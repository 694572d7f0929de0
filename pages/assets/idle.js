/* A patient's page that nobody uses is closed, with a warning first and one tap to stay. What is closed, after how
   long, and in which words the page says itself (#tb-idle). Sleep does not stop the clock: time is read, not counted. */
(() => {
  "use strict";
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("twitchboard-patient") : null;
  const BEAT = 45 * 1000;
  let last = Date.now(), told = 0, here = false, asking = null, leaving = false, known = null;
  const words = () => { const found = document.getElementById("tb-idle"); if (found) known = { ...found.dataset }; return known; };
  const present = () => {
    last = Date.now();
    here = true;
    if (channel && last - told > 5000) { told = last; channel.postMessage("here"); }
  };
  const stay = () => { if (asking) { asking.remove(); asking = null; } present(); };
  const ask = (said) => {
    asking = document.createElement("dialog");
    asking.className = "tb-still";
    asking.setAttribute("aria-label", said.title);
    const box = document.createElement("div"), title = document.createElement("h2"), text = document.createElement("p"), button = document.createElement("button");
    title.textContent = said.title;
    text.textContent = said.text;
    button.type = "button";
    button.textContent = said.stay;
    button.onclick = stay;
    box.append(title, text, button);
    asking.append(box);
    asking.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
    document.body.append(asking);
    asking.showModal();
    button.focus();
  };
  const close = async (said) => {
    leaving = true;
    if (said.tablet && asking) { const end = document.createElement("div"); end.textContent = said.tablet; asking.replaceChildren(end); }
    const saved = { until: null };
    document.dispatchEvent(new CustomEvent("tb-keep", { detail: saved }));
    await Promise.race([saved.until, new Promise((done) => setTimeout(done, 3000))]);
    if (location.pathname === "/call-now") return;
    try {
      const answer = await fetch(said.leave, { method: "POST" });
      if (answer.ok || (answer.redirected && !said.tablet)) location.replace(answer.url);
      else throw new Error(answer.status);
    } catch { leaving = false; last += 10 * 1000; }
  };
  const look = () => {
    const said = words();
    if (!said || leaving) return;
    const idle = (Date.now() - last) / 1000;
    if (idle >= said.after) { if (!asking) ask(said); close(said); }
    else if (idle >= said.after - said.warn) { if (!asking) ask(said); }
    else if (asking) { asking.remove(); asking = null; }
  };
  for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) addEventListener(kind, () => asking || present(), { passive: true, capture: true });
  if (channel) channel.onmessage = () => { last = Date.now(); look(); };
  addEventListener("pageshow", (event) => {
    if (!event.persisted) { look(); return; }
    document.documentElement.style.visibility = "hidden"; /* out of the browser's memory: nobody sees it unasked */
    location.reload();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  setInterval(look, 1000);
  setInterval(() => { if (here) { here = false; fetch("/here", { method: "POST" }).catch(() => {}); } }, BEAT);
})();
