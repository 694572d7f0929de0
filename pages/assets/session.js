/* Signed out in one tab is signed out in all; a page nobody uses is closed, with a warning first, and leaves nothing
   behind: not on the screen, not for the Back button, not after the machine has slept. */
(() => {
  "use strict";
  if (location.pathname === "/form") return;
  const IDLE = 28 * 60 * 1000, WARN = 2 * 60 * 1000, LOOK = 15 * 1000, SLEPT = 60 * 1000, TELL = 10 * 1000;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("twitchboard") : null;
  const tell = (word) => channel && channel.postMessage(word);
  const here = () => encodeURIComponent(location.pathname + location.search);
  let idle, warned, before, leaving = false;
  const curtain = (drawn) => {
    document.documentElement.style.visibility = drawn ? "hidden" : "";
    if (!drawn && warned) warned.querySelector("button").focus(); /* what is hidden takes no focus */
  };
  const leave = () => {
    if (leaving) return;
    leaving = true;
    curtain(true);
    document.body.replaceChildren();
    location.replace("/signed-out?next=" + here());
  };
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === "/sign-out") tell("signed-out");
  }, true);

  /* Charts are drawn for the light or the dark of the moment. Where nothing is being written, draw them again. A case
     is full of what may be half chosen: there only while nobody has touched it; its body picture follows by itself. */
  let touched = false;
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { touched = true; }, { passive: true, capture: true, once: true });
  if (["/queue", "/reports", "/case"].includes(location.pathname)) {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      if (location.pathname === "/case") {
        if (!touched && document.querySelector('[data-testid="stVegaLiteChart"]')) location.reload();
        return;
      }
      const fields = document.querySelectorAll("input[type=text]:not([role=combobox]), input[type=search], textarea");
      if (![...fields].some((field) => field.value)) location.reload();
    });
  }

  /* From one case straight to another by the browser's history: the page is loaded anew, or what was typed for the one
     would stand in the fields of the other. */
  addEventListener("popstate", () => {
    const shown = document.querySelector("[data-case]")?.dataset.case;
    if (shown && location.pathname === "/case" && new URLSearchParams(location.search).get("ref") !== shown) location.reload();
  });

  /* Whether the session still lives. POST says that somebody is at the page, GET only looks. */
  let busy = false, looked = Date.now(), known = Date.now();
  const look = () => {
    const method = busy ? "POST" : "GET";
    busy = false;
    looked = Date.now();
    return fetch("/session", { method, cache: "no-store" })
      .then((answer) => {
        if (answer.status === 401) return leave();
        known = Date.now();
        curtain(false);
      })
      .catch(() => { busy = busy || method === "POST"; curtain(Date.now() - known > IDLE); });
  };
  setInterval(() => {
    if (Date.now() - looked > SLEPT) curtain(true); /* the machine slept: ask before anybody sees the page */
    look();
  }, LOOK);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    if (Date.now() - looked > SLEPT) curtain(true);
    look();
  });
  /* What stands in a field reaches the records without being asked for: when the writer pauses, turns to another window,
     or leaves. A link waits for it: what arrives after the next page has begun would bring the old one back, empty. */
  const PAUSE = 1000, LONGEST = 5000;
  let unsent = false, pause, passing = false;
  const app = () => document.querySelector('[data-testid="stApp"]')?.dataset || {};
  const send = () => {
    clearTimeout(pause);
    unsent = false;
    if (document.activeElement) document.activeElement.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  };
  addEventListener("input", (event) => {
    if (!event.target.matches("textarea, input[type=text]:not([role=combobox]), input[type=search]")) return; /* a list would shut */
    unsent = true;
    clearTimeout(pause);
    if (location.pathname === "/case") pause = setTimeout(send, PAUSE);
  }, true);
  addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || passing || !unsent || event.ctrlKey || event.metaKey || event.shiftKey || link.target === "_blank") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send();
    const since = Date.now();
    const go = () => {
      const waits = Date.now() - since;
      if (waits < 200 || (app().testScriptState !== "notRunning" && waits < LONGEST)) return setTimeout(go, 50);
      passing = true;
      link.click();
      passing = false;
    };
    go();
  }, true);
  addEventListener("popstate", () => unsent && send(), true);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
  addEventListener("pagehide", send);

  /* A server that has started anew knows nothing of this page, and Streamlit does not ask for it again: what is pressed
     would be dropped without a word. The key that runs the page again says what stands in its fields. */
  let link = "";
  setInterval(() => {
    const now = app().testConnectionState || "";
    if (now === "CONNECTED" && link && link !== now) {
      const key = { key: "r", code: "KeyR", keyCode: 82, which: 82, bubbles: true };
      for (const kind of ["keydown", "keyup"]) document.body.dispatchEvent(new KeyboardEvent(kind, key));
    }
    if (now) link = now;
  }, 300);

  /* Back brings a page out of the browser's memory as it stood: behind the curtain until it is known to be allowed. */
  addEventListener("pageshow", (event) => { if (event.persisted) { curtain(true); leaving = false; look(); } });

  /* The warning. Taking the focus lets a field that somebody was writing in send what it holds. */
  let told = 0;
  const warn = () => {
    before = document.activeElement;
    const box = document.createElement("div");
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-label", "Still there?");
    box.setAttribute("aria-describedby", "tb-idle-said");
    box.className = "tb-idle";
    const said = document.createElement("p");
    said.id = "tb-idle-said";
    said.textContent = "Nobody has used this page for a while. You will be signed out in two minutes. What you wrote is kept, and signing in brings you back here.";
    const stay = document.createElement("button");
    stay.type = "button";
    stay.textContent = "Stay signed in";
    stay.onclick = stayed;
    box.append(said, stay);
    document.body.append(box);
    stay.focus();
    warned = box;
    idle = setTimeout(() => {
      fetch("/sign-out", { method: "POST", redirect: "manual" }).finally(() => { tell("signed-out"); leave(); });
    }, WARN);
  };
  const unwarn = () => {
    if (!warned) return;
    warned.remove();
    warned = null;
    if (before && before.isConnected) before.focus();
  };
  const restart = () => {
    unwarn();
    clearTimeout(idle);
    idle = setTimeout(warn, IDLE - WARN);
  };
  const used = () => {
    busy = true;
    restart();
    if (Date.now() - told > TELL) { told = Date.now(); tell("used"); }
  };
  const stayed = () => { told = 0; used(); look(); };
  /* A key that nobody pressed, as above, is nobody there. */
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, (event) => warned || !event.isTrusted || used(), { passive: true, capture: true });
  /* Who works in one tab is not away in the others. */
  if (channel) channel.onmessage = (event) => event.data === "signed-out" ? leave() : restart();
  restart();
})();
