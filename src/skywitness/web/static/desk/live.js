// A page that hears what changes: a quiet mark on what changed since this reader last looked, and how many, in a corner. Nothing moves by itself.
const LOOKED = "skywitness-looked";
const REDRAW_MS = 10_000;
const corner = document.getElementById("live");
const own = document.body.dataset.incident;
const changed = new Set();
let redrawing = 0;

function remember(id) {
  try {
    localStorage.setItem(LOOKED, id);
  } catch {
    // a browser that keeps nothing marks only what changes from now on
  }
}

function recall() {
  try {
    return localStorage.getItem(LOOKED);
  } catch {
    return null;
  }
}

function mark(id) {
  for (const link of document.querySelectorAll(`a[href^="/incidents/${CSS.escape(id)}"]`)) {
    if (link.classList.contains("changed")) continue;
    link.classList.add("changed");
    const told = document.createElement("span");
    told.className = "unseen";
    told.textContent = ` (${corner.dataset.changed})`;
    link.append(told);
  }
}

function tell(ids, { isNew }) {
  for (const id of ids) {
    mark(id);
    if (isNew && (!own || own === id)) changed.add(id);
  }
  if (!changed.size) return;
  showCount(changed.size);
}

function showCount(told) {
  corner.querySelector("[data-number]").textContent = told;
  corner.querySelector("[data-changes]").hidden = false;
  corner.hidden = false;
}

async function redrawTimeline() {
  const there = document.querySelector("figure.timeline");
  if (!there || document.hidden) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("figure.timeline");
  if (answer.ok && fresh && !there.contains(document.activeElement)) there.replaceWith(fresh);
}

function follow(live) {
  const shown = Number(live.split("-")[1]);
  const since = recall()?.startsWith(`${live.split("-")[0]}-`) ? recall() : live;
  const stream = new EventSource(`/changes/stream?last_event_id=${encodeURIComponent(since)}`);
  if (!own) remember(live);
  stream.addEventListener("changed", (event) => {
    const { incidents, gone } = JSON.parse(event.data);
    const isNew = Number(event.lastEventId.split("-")[1]) > shown;
    tell(incidents ? [...incidents, ...gone] : [...document.querySelectorAll("a[href^='/incidents/']")].map((link) => link.pathname.split("/")[2]), { isNew });
    if (isNew && !redrawing) redrawing = setTimeout(() => redrawTimeline().finally(() => (redrawing = 0)), REDRAW_MS * (0.5 + Math.random() / 2));
  });
  stream.addEventListener("reload", () => {
    showCount("?");
  });
}

function followAlerts(channel) {
  const list = document.getElementById("alerts");
  const stream = new EventSource(`/alerts/stream?channel=${encodeURIComponent(channel)}`);
  for (const kind of ["alert", "correction"]) {
    stream.addEventListener(kind, (event) => {
      const line = document.createElement("li");
      line.textContent = JSON.parse(event.data).title;
      list.prepend(line);
      while (list.children.length > 5) list.lastChild.remove();
      list.hidden = false;
      corner.hidden = false;
    });
  }
}

document.body.addEventListener("htmx:afterSettle", () => changed.forEach(mark));
if (corner?.dataset.live) follow(corner.dataset.live);
if (corner?.dataset.alerts) followAlerts(corner.dataset.alerts);
