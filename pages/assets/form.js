/* The form behaves like pages: a new page starts at its top and its heading is read out, an error summary takes
   the focus, a question's name leads to its field, and what the server says lies elsewhere is opened. */
(() => {
  "use strict";
  if (location.pathname !== "/form") return;
  let place = null, turn = null;
  const top = () => {
    const main = document.querySelector('[data-testid="stMain"]');
    if (main) main.scrollTop = 0;
    scrollTo(0, 0);
  };
  const focus = (element) => { top(); element.focus({ preventScroll: true }); };
  const describe = (box) => {
    const name = box.querySelector("h2.tb-question");
    if (!name) return;
    const said = ["-help", "-said"].map((end) => name.id + end).filter((id) => document.getElementById(id)).join(" ");
    const wrong = Boolean(document.getElementById(name.id + "-said"));
    const ticks = box.querySelector('[class*="st-key-ticks--"]');
    if (ticks && ticks.getAttribute("role") !== "group") { ticks.setAttribute("role", "group"); ticks.setAttribute("aria-labelledby", name.id); }
    const fields = ticks ? [ticks] : box.querySelectorAll('[role="radiogroup"], input[type="text"], input[type="tel"], textarea');
    for (const field of fields) {
      if (said) field.setAttribute("aria-describedby", said); else field.removeAttribute("aria-describedby");
      if (field !== ticks) field.setAttribute("aria-invalid", String(wrong));
    }
    if (box.className.includes("st-key-q-number--")) box.querySelector("input").inputMode = "decimal";
  };
  /* The body picture beside a list of places: no state of its own. A tap ticks the box, ticked boxes mark it. */
  const drawings = new Map();
  const drawn = (address) => {
    if (!drawings.has(address)) drawings.set(address, fetch(address).then((answer) => answer.text())
      .then((text) => new DOMParser().parseFromString(text, "image/svg+xml")).catch(() => { drawings.delete(address); return null; }));
    return drawings.get(address);
  };
  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const box = (map, code) => document.querySelector(`.st-key-${map.dataset.key}-${code} input`);
  const paint = (map) => {
    for (const part of map.querySelectorAll("[data-code]")) {
      const ticked = box(map, part.dataset.code);
      part.classList.toggle("on", Boolean(ticked && ticked.checked));
    }
    for (const turn of map.querySelectorAll("button")) {
      turn.classList.toggle("marked", Boolean(map.querySelector(`[data-view="${turn.dataset.turn}"] .on`)));
    }
  };
  const view = (map, group) => {
    const name = group.dataset.view, figure = element("figure", "tb-view");
    figure.dataset.view = name;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", group.dataset.box);
    svg.append(...[...group.childNodes].map((part) => document.importNode(part, true)));
    const sides = element("figcaption", "tb-sides");
    const ends = name === "back" ? ["left", "right"] : ["right", "left"];
    sides.append(element("span", "", map.dataset[ends[0]]), element("b", "", map.dataset[name]), element("span", "", map.dataset[ends[1]]));
    figure.append(sides, svg);
    return figure;
  };
  const draw = async (map) => {
    map.dataset.asked = "yes";
    const drawing = await drawn(map.dataset.drawing);
    const groups = drawing ? [...drawing.querySelectorAll("[data-view]")] : [];
    if (!groups.length || map.firstChild) { delete map.dataset.asked; return; }
    const turns = element("div", "tb-turns");
    for (const group of groups) {
      const turn = element("button", "", map.dataset[group.dataset.view]);
      turn.type = "button";
      turn.tabIndex = -1;
      turn.dataset.turn = group.dataset.view;
      turns.append(turn);
    }
    map.append(element("p", "tb-help", map.dataset.hint), turns, ...groups.map((group) => view(map, group)));
    map.dataset.shown = map.dataset.shown || "front";
    paint(map);
  };
  const maps = () => document.querySelectorAll(".tb-map").forEach((map) => { if (map.firstChild) paint(map); else if (!map.dataset.asked) draw(map); });
  document.addEventListener("change", () => requestAnimationFrame(maps));
  const look = () => {
    const away = document.querySelector("a[data-go]");
    if (away) { location.replace(away.getAttribute("href")); return; }
    document.querySelectorAll('[class*="st-key-q-"]').forEach(describe);
    maps();
    line();
    const heading = document.getElementById("tb-heading");
    if (heading && heading.dataset.place !== place) document.querySelectorAll("[data-said]").forEach((said) => { said.textContent = ""; });
    const summary = document.getElementById("tb-summary");
    if (!heading) return;
    for (const part of document.querySelectorAll('[class*="st-key-check--"]')) {
      const button = part.querySelector("button"), name = part.querySelector("h2");
      if (button && name) button.setAttribute("aria-label", `${button.textContent}: ${name.textContent}`);
    }
    if (summary && summary.dataset.turn !== turn) { turn = summary.dataset.turn; place = heading.dataset.place; focus(summary); }
    else if (heading.dataset.place !== place) { const first = place === null; place = heading.dataset.place; first ? top() : focus(heading); }
  };
  /* The line: what is typed is kept on the page while it is dead, and saved on the server when it is back.
     Streamlit then disables the page and lays a box of its own over it; the box is closed, our sentence stays. */
  const app = () => document.querySelector('[data-testid="stApp"]');
  const isOn = () => navigator.onLine && app()?.dataset.testConnectionState === "CONNECTED";
  const button = (name) => document.querySelector(`[class*="st-key-${name}-"] button`);
  const standing = () => { const heading = document.getElementById("tb-heading"), summary = document.getElementById("tb-summary"); return `${heading?.dataset.place} ${summary?.dataset.turn}`; };
  let state = "new", typed = false, pressed = null;
  const say = (what) => {
    const line = document.querySelector(".tb-lost");
    const text = what ? line?.dataset[what] : "";
    line?.classList.toggle("tb-heard", what === "saving");
    if (line && line.textContent !== text) line.textContent = text;
  };
  const keep = () => {
    if (!typed || !button("keep") || !isOn()) return;
    typed = false;
    button("keep").click();
  };
  /* Continue waits for the server: heard and seen on the button within a moment, after three seconds in a sentence. */
  let waits = [];
  const wait = (on) => {
    waits.forEach(clearTimeout);
    waits = on ? [setTimeout(() => { document.documentElement.dataset.saving = "yes"; if (state === "on") say("saving"); }, 400), setTimeout(() => state === "on" && say("slow"), 3000)] : [];
    if (on) return;
    delete document.documentElement.dataset.saving;
    const line = document.querySelector(".tb-lost");
    if (line && [line.dataset.saving, line.dataset.slow].includes(line.textContent)) say("");
  };
  const back = () => {
    if (state !== "coming") return;
    if (!button("keep") || button("keep").disabled) { setTimeout(back, 200); return; }
    state = "on";
    if (pressed === standing()) button("continue").click(); else keep();
    say("found");
    setTimeout(() => state === "on" && say(""), 8000);
  };
  const line = () => {
    if (pressed !== standing()) { if (pressed) wait(false); pressed = null; }
    if (!isOn()) { if (state !== "new") state = "lost"; }
    else if (state === "lost") { state = "coming"; setTimeout(back, 300); }
    else if (state === "new") state = "on";
    if (state === "new" || state === "on") return;
    say("lost");
    document.querySelector('[data-testid="stDialog"] button[aria-label="Close"]')?.click();
  };
  for (const kind of ["online", "offline"]) addEventListener(kind, () => line());
  for (const kind of ["input", "change"]) document.addEventListener(kind, () => { typed = true; });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  document.addEventListener("tb-keep", (event) => {
    if (!typed) return;
    keep();
    event.detail.until = new Promise((done) => setTimeout(done, 1500));
  });
  let waiting = 0;
  new MutationObserver(() => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(look); })
    .observe(document.documentElement, { childList: true, subtree: true, characterData: true, attributeFilter: ["data-place", "data-turn", "data-test-connection-state"] });
  /* A run has ended, however it ended. */
  new MutationObserver(() => { if (app()?.dataset.testScriptState === "notRunning") wait(false); })
    .observe(document.documentElement, { subtree: true, attributeFilter: ["data-test-script-state"] });
  const noToTheRest = (button) => {
    for (const group of document.querySelectorAll('[class*="st-key-q-yes-no--"] [role="radiogroup"]')) {
      const answers = [...group.querySelectorAll('input[type="radio"]')];
      if (group.offsetParent !== null && !answers.some((one) => one.checked)) answers[1].click();
    }
    const said = button.parentElement.querySelector("[data-said]");
    said.textContent = said.dataset.said;
  };
  document.addEventListener("click", (event) => {
    const rest = event.target.closest("[data-rest]");
    if (rest) { noToTheRest(rest); return; }
    if (event.target.closest('[class*="st-key-continue-"] button')) { pressed = standing(); typed = false; wait(true); }
    const map = event.target.closest(".tb-map"), part = map && event.target.closest("[data-code], [data-turn]");
    if (part && part.dataset.turn) map.dataset.shown = part.dataset.turn;
    else if (part) { const ticked = box(map, part.dataset.code); if (ticked) ticked.click(); }
    if (map) { maps(); return; }
    const name = event.target.closest("h2.tb-question");
    const field = name && name.closest('[class*="st-key-q-"]').querySelector('input[type="text"], input[type="tel"], textarea');
    if (field) field.focus();
  });
})();
