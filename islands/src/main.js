// The map page with a script: a map that moves and a timeline that is brushed, over what the server sums up. Each stands alone: one failing leaves the other.
import { makeOverview } from "./overview.js";
import { readWindow, showWindow, writeWindow } from "./window.js";

const root = document.getElementById("islands");
const drawn = document.getElementById("drawn-map");
const overview = makeOverview(root.dataset);
const parts = { map: null, timeline: null };
let chosen = readWindow(location.search);
let shown = { numberMatched: 0, unplaced: 0, spots: [] };
let stepS = null;

async function start() {
  const [times, spots] = await Promise.all([overview.times(), overview.spots(chosen)]);
  shown = spots;
  stepS = times.times.step_s;
  root.hidden = false;
  document.getElementById("drawn-count").hidden = true;
  parts.timeline = await begin("timeline", async () => {
    const { drawTimeline } = await import("./timeline.js");
    return drawTimeline(document.getElementById("timeline-island"), times.times, { choose, chosen });
  });
  parts.map = await begin("map", async () => {
    const { drawMap } = await import("./map.js");
    const listAt = (spot, limit) => overview.at(chosen, spot, limit);
    const map = await drawMap(document.getElementById("map-island"), { ...root.dataset, moved: () => guard(tell()), listAt });
    if (drawn) drawn.hidden = true;
    return map;
  });
  for (const name of ["start", "end"]) {
    document.getElementById(name)?.addEventListener("change", () => {
      const typed = readWindow(`?start=${encodeURIComponent(document.getElementById("start").value)}&end=${encodeURIComponent(document.getElementById("end").value)}`);
      if (typed.isReadable) choose(typed, { isFinal: true });
    });
  }
  parts.timeline?.select(chosen);
  parts.map?.show(shown.spots);
  parts.map?.fit(shown.spots);
  await tell();
  root.dataset.ready = [parts.map && "map", parts.timeline && "timeline"].filter(Boolean).join(" ");
}

function choose(next, { isFinal }) {
  chosen = next;
  showWindow(chosen);
  parts.timeline?.select(chosen);
  if (isFinal && !parts.map && drawn) {
    location.search = writeWindow(location.search, chosen); // the server draws the map anew
    return;
  }
  history.replaceState(null, "", `${location.pathname}?${writeWindow(location.search, chosen)}`);
  for (const link of document.querySelectorAll("a[data-keeps-window]")) {
    const address = new URL(link.href);
    address.search = writeWindow(address.search, chosen);
    link.href = address.href;
  }
  guard(redraw());
}

async function redraw() {
  const found = await overview.spots(chosen);
  if (!found) return;
  shown = found;
  parts.map?.show(shown.spots);
  await tell();
}

// How many are in view: those whose disc touches it.
async function tell() {
  const found = await overview.inBox(chosen, parts.map ? parts.map.box() : null, stepS);
  if (!found) return;
  const inView = parts.map ? found.numberMatched : found.numberMatched - found.unplaced;
  const texts = { inView, elsewhere: shown.numberMatched - shown.unplaced - inView, unplaced: shown.unplaced };
  for (const [name, number] of Object.entries(texts)) root.querySelector(`[data-number="${name}"]`).textContent = number;
  parts.timeline?.showInView(found.times.bars);
}

// A question that fails later is told in place of the numbers; what is drawn stays.
function guard(asking) {
  asking.catch((error) => {
    const note = root.querySelector("[data-behind]");
    note.hidden = false;
    note.title = String(error);
  });
}

// One island: what it gives, or null and a sentence in its place.
async function begin(name, make) {
  const place = document.getElementById(`${name}-island`);
  try {
    place.hidden = false;
    return await make();
  } catch (error) {
    place.hidden = true;
    const note = root.querySelector(`[data-failed="${name}"]`);
    note.hidden = false;
    note.title = String(error);
    return null;
  }
}

start().catch((error) => {
  root.hidden = true;
  const note = document.getElementById("islands-failed");
  note.hidden = false;
  note.title = String(error);
});
