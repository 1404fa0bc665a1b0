// The map page with a script: a map that moves and a timeline that is brushed, over what the API gives. Each stands alone: one failing leaves the other.
import { fetchIncidents } from "./incidents.js";
import { readWindow, showWindow, writeWindow, overlaps } from "./window.js";

const root = document.getElementById("islands");
const drawn = document.getElementById("drawn-map");

async function start() {
  const { incidents, matched } = await fetchIncidents(root.dataset.items);
  root.hidden = false;
  document.getElementById("drawn-count").hidden = true;
  let chosen = readWindow(location.search);
  const parts = { map: null, timeline: null };

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
    redraw();
  }

  function redraw() {
    const among = incidents.filter((one) => overlaps(one, chosen));
    parts.map?.show(among);
    tell(among);
  }

  function tell(among) {
    const isInView = parts.map ? parts.map.isInView : () => true;
    const placed = among.filter((one) => one.point);
    const inView = placed.filter((one) => isInView(one));
    const texts = { inView: inView.length, elsewhere: placed.length - inView.length, unplaced: among.length - placed.length };
    for (const [name, number] of Object.entries(texts)) {
      root.querySelector(`[data-number="${name}"]`).textContent = number;
    }
    root.querySelector("[data-cut]").hidden = incidents.length >= matched;
    parts.timeline?.showInView(inView);
  }

  parts.timeline = await begin("timeline", async () => {
    const { drawTimeline } = await import("./timeline.js");
    return drawTimeline(document.getElementById("timeline-island"), incidents, { choose, chosen });
  });
  parts.map = await begin("map", async () => {
    const { drawMap } = await import("./map.js");
    const map = await drawMap(document.getElementById("map-island"), { ...root.dataset, moved: () => tell(incidents.filter((one) => overlaps(one, chosen))) });
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
  redraw();
  parts.map?.fit(incidents.filter((one) => overlaps(one, chosen)));
  root.dataset.ready = [parts.map && "map", parts.timeline && "timeline"].filter(Boolean).join(" ");
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
