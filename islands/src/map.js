// The map that moves: MapLibre over our own tiles. It throws where the browser draws no WebGL, and the page keeps its drawn map.
import { LngLatBounds, Map as Canvas, NavigationControl, Popup, ScaleControl, addProtocol, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import "./page.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { Protocol } from "pmtiles";
import { STANDINGS } from "./colours.js";
import { drawMark } from "./marks.js";
import { circle, drawPlaces } from "./places.js";
import { makeStyle } from "./style.js";

const EMPTY = { discs: { type: "FeatureCollection", features: [] }, places: { type: "FeatureCollection", features: [] } };
const MOST_TOLD = 8;
const START = { center: [38, 51], zoom: 3.6 };

export async function drawMap(element, { basemap, credit, moved, listAt }) {
  if (!document.createElement("canvas").getContext("webgl2")) throw new Error("this browser draws no WebGL");
  setWorkerUrl(new URL(workerUrl, location.href).href);
  addProtocol("pmtiles", new Protocol().tile);
  let spots = [];
  let shown = EMPTY;
  const view = readView(location.search);
  const style = () => makeStyle({ basemap, credit }, shown);
  const map = new Canvas({ container: element, style: style(), ...START, ...view, maxZoom: 11, minZoom: 1, attributionControl: { compact: false }, dragRotate: false, pitchWithRotate: false, renderWorldCopies: true });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl());
  map.setMissingStyleImageResolver((name) => {
    if (!(name in STANDINGS)) return;
    const { image, pixelRatio } = drawMark(name);
    map.addImage(name, image, { pixelRatio });
  });
  await new Promise((resolve, reject) => {
    map.once("load", resolve);
    map.once("error", ({ error }) => reject(error));
  }).catch((error) => {
    map.remove();
    throw error;
  });
  map.on("moveend", (happened) => {
    if (happened.originalEvent || happened.isByHand) keepView(map);
    moved();
  });
  map.on("click", "marks", ({ features: [feature] }) => tellPlace(map, spots[feature.properties.key], listAt));
  map.on("click", "clusters", async ({ features: [feature] }) => {
    const zoom = await map.getSource("places").getClusterExpansionZoom(feature.properties.cluster_id);
    map.easeTo({ center: feature.geometry.coordinates, zoom }, { isByHand: true });
  });
  for (const layer of ["marks", "clusters"]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(style(), { diff: false }));
  map.on("idle", () => element.setAttribute("aria-busy", "false"));
  return {
    show(found) {
      element.setAttribute("aria-busy", "true");
      spots = found;
      shown = drawPlaces(spots);
      map.getSource("discs").setData(shown.discs);
      map.getSource("places").setData(shown.places);
    },
    fit(found) {
      if (view || found.length === 0) return;
      const bounds = new LngLatBounds();
      for (const corner of found.flatMap(circle)) bounds.extend(corner);
      map.fitBounds(bounds, { padding: { top: 30, left: 30, right: 30, bottom: 70 }, maxZoom: 7.5, animate: false });
    },
    // West, south, east, north of what is seen, as the API takes it.
    box() {
      const seen = map.getBounds();
      const [south, north] = [Math.max(seen.getSouth(), -90), Math.min(seen.getNorth(), 90)];
      if (seen.getEast() - seen.getWest() >= 360) return [-180, south, 180, north].join(",");
      return [turn(seen.getWest()), south, turn(seen.getEast()), north].join(",");
    },
  };
}

// A longitude between -180 and 180.
function turn(lon) {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}

function readView(search) {
  const parts = (new URLSearchParams(search).get("view") ?? "").split(",").map(Number);
  return parts.length === 3 && parts.every(Number.isFinite) && Math.abs(parts[0]) <= 85 ? { center: [parts[1], parts[0]], zoom: parts[2] } : null;
}

function keepView(map) {
  const asked = new URLSearchParams(location.search);
  const { lat, lng } = map.getCenter();
  asked.set("view", `${lat.toFixed(3)},${lng.toFixed(3)},${map.getZoom().toFixed(2)}`);
  history.replaceState(null, "", `${location.pathname}?${asked}`);
}

// The newest incidents of one place, each leading to its dossier.
async function tellPlace(map, spot, listAt) {
  const found = await listAt(spot, MOST_TOLD);
  if (!found) return;
  const box = document.createElement("div");
  const head = document.createElement("strong");
  head.textContent = spot.name;
  const list = document.createElement("ul");
  for (const { id, properties } of found.features) {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    const asOf = new URLSearchParams(location.search).get("as_of");
    link.href = `/incidents/${encodeURIComponent(id)}${asOf ? `?as_of=${encodeURIComponent(asOf)}` : ""}`;
    link.textContent = properties.title;
    const { from, to, before } = properties.period;
    const latest = to || before || from;
    const when = latest ? `, ${new Date(latest).toISOString().slice(0, 16).replace("T", " ")} UTC` : "";
    entry.append(link, ` ${properties.standing}${when}`);
    list.append(entry);
  }
  box.append(head, list);
  if (found.numberMatched > found.numberReturned) box.append(`+${found.numberMatched - found.numberReturned}`);
  new Popup({ maxWidth: "22rem" }).setLngLat([spot.lon, spot.lat]).setDOMContent(box).addTo(map);
}
