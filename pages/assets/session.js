/* Signed out in one tab is signed out in all; a page nobody uses is closed, with a warning first. */
(() => {
  "use strict";
  const PATIENT = location.pathname === "/form";
  const IDLE = 28 * 60 * 1000, WARN = 2 * 60 * 1000, LOOK = 15 * 1000;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("twitchboard") : null;
  const leave = () => { document.body.replaceChildren(); location.replace("/signed-out"); };
  if (PATIENT) return;
  channel && (channel.onmessage = (event) => event.data === "signed-out" && leave());
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === "/sign-out") channel && channel.postMessage("signed-out");
  }, true);
  let busy = false;
  const look = () => {
    const method = busy ? "POST" : "GET";
    busy = false;
    fetch("/session", { method, cache: "no-store" }).then((answer) => answer.status === 401 && leave()).catch(() => {});
  };
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  let idle, warned;
  const warn = () => {
    const box = document.createElement("div");
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-label", "Still there?");
    box.className = "tb-idle";
    box.textContent = "Nobody has used this page for a while. You will be signed out in two minutes; what you saved is kept. ";
    const stay = document.createElement("button");
    stay.textContent = "Stay signed in";
    stay.onclick = restart;
    box.append(stay);
    document.body.append(box);
    stay.focus();
    warned = box;
    idle = setTimeout(() => {
      fetch("/sign-out", { method: "POST", redirect: "manual" }).finally(() => { channel && channel.postMessage("signed-out"); leave(); });
    }, WARN);
  };
  function restart() {
    busy = true;
    if (warned) { warned.remove(); warned = null; }
    clearTimeout(idle);
    idle = setTimeout(warn, IDLE - WARN);
  }
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => warned || restart(), { passive: true, capture: true });
  restart();
})();
