// The map that moves: MapLibre over our own tiles. It throws where the browser draws no WebGL, and the page keeps its drawn map.
import { LngLatBounds, Map as Canvas, NavigationControl, Popup, ScaleControl, addProtocol, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import "./page.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { Protocol } from "pmtiles";
import { STANDINGS } from "./colours.js";
import { drawMark } from "./marks.js";
import { circle, drawPlaces, groupByPlace } from "./places.js";
import { makeStyle } from "./style.js";

const EMPTY = { discs: { type: "FeatureCollection", features: [] }, places: { type: "FeatureCollection", features: [] } };
const MOST_TOLD = 8;
const START = { center: [38, 51], zoom: 3.6 };

export async function drawMap(element, { basemap, credit, moved }) {
  if (!document.createElement("canvas").getContext("webgl2")) throw new Error("this browser draws no WebGL");
  setWorkerUrl(new URL(workerUrl, location.href).href);
  addProtocol("pmtiles", new Protocol().tile);
  let groups = [];
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
  map.on("click", "marks", ({ features: [feature] }) => tellPlace(map, groups.find((group) => group.key === feature.properties.key)));
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
    show(among) {
      element.setAttribute("aria-busy", "true");
      groups = groupByPlace(among);
      shown = drawPlaces(groups);
      map.getSource("discs").setData(shown.discs);
      map.getSource("places").setData(shown.places);
    },
    fit(among) {
      const placed = among.filter((one) => one.point);
      if (view || placed.length === 0) return;
      const bounds = new LngLatBounds();
      for (const corner of groupByPlace(placed).flatMap(({ members }) => circle(members[0]))) bounds.extend(corner);
      map.fitBounds(bounds, { padding: { top: 30, left: 30, right: 30, bottom: 70 }, maxZoom: 7.5, animate: false });
    },
    isInView: ({ point }) => map.getBounds().contains(point),
  };
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

// The incidents of one place, each leading to its dossier.
function tellPlace(map, group) {
  const box = document.createElement("div");
  const head = document.createElement("strong");
  head.textContent = group.members[0].place;
  const list = document.createElement("ul");
  for (const one of group.members.slice(0, MOST_TOLD)) {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    const asOf = new URLSearchParams(location.search).get("as_of");
    link.href = `/incidents/${encodeURIComponent(one.id)}${asOf ? `?as_of=${encodeURIComponent(asOf)}` : ""}`;
    link.textContent = one.title;
    const when = one.latest === null ? "" : `, ${new Date(one.latest * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    entry.append(link, ` ${one.standing}${when}`);
    list.append(entry);
  }
  box.append(head, list);
  if (group.members.length > MOST_TOLD) box.append(`+${group.members.length - MOST_TOLD}`);
  new Popup({ maxWidth: "22rem" }).setLngLat(group.members[0].point).setDOMContent(box).addTo(map);
}
