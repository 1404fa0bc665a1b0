// How the map looks: no country is filled, disputed lines are dashed, the words are in the page's language. Layers as in the Protomaps basemap.
import { STANDINGS, colour } from "./colours.js";

const FONT = ["sans-serif"];
const FAINT_FAR = ["interpolate", ["linear"], ["zoom"], 3, 0.3, 6, 1];
const CLUSTERED = ["has", "point_count"];
const byStanding = () => ["match", ["get", "standing"], ...Object.entries(STANDINGS).flatMap(([name, variable]) => [name, colour(variable)]), colour("--unsaid")];

export function makeStyle({ basemap, credit }, shown) {
  const lang = document.documentElement.lang;
  const isLine = (...conditions) => ["all", ...conditions];
  const isDisputed = ["==", ["coalesce", ["get", "disputed"], false], true];
  const label = ["coalesce", ["get", `name:${lang}`], ["get", "name:en"], ["get", "name"]];
  const halo = { "text-color": colour("--quiet"), "text-halo-color": colour("--raised"), "text-halo-width": 1.4 };
  return {
    version: 8,
    sources: {
      basemap: { type: "vector", url: `pmtiles://${new URL(basemap, location.href).href}`, attribution: credit },
      ...sources(shown),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colour("--map-water") } },
      { id: "earth", type: "fill", source: "basemap", "source-layer": "earth", paint: { "fill-color": colour("--raised") } },
      { id: "water", type: "fill", source: "basemap", "source-layer": "water", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour("--map-water") } },
      boundary("regions", isLine(["==", ["get", "kind"], "region"]), { "line-width": 0.8, "line-color": colour("--quiet"), "line-opacity": 0.45 }),
      boundary("borders", isLine(["==", ["get", "kind"], "country"], ["!", isDisputed]), { "line-width": 1.3, "line-color": colour("--quiet") }),
      boundary("disputed", isLine(["==", ["get", "kind"], "country"], isDisputed), { "line-width": 1.3, "line-color": colour("--quiet"), "line-dasharray": [3, 2] }),
      {
        id: "towns",
        type: "symbol",
        source: "basemap",
        "source-layer": "places",
        filter: ["in", ["get", "kind"], ["literal", ["locality", "sea"]]],
        layout: { "text-field": label, "text-font": FONT, "text-size": ["case", ["==", ["get", "kind"], "sea"], 12, 11.5], "text-max-width": 7, "text-variable-anchor": ["top", "bottom", "right", "left"], "text-radial-offset": 0.75, "symbol-sort-key": ["coalesce", ["get", "rank"], 5] },
        paint: halo,
      },
      { id: "disc", type: "fill", source: "discs", paint: { "fill-color": byStanding(), "fill-opacity": ["case", ["get", "wide"], 0.04, 0.12] } },
      { id: "ring", type: "line", source: "discs", filter: ["!", ["get", "wide"]], paint: { "line-color": byStanding(), "line-width": 1.8, "line-opacity": FAINT_FAR } },
      { id: "wide-ring", type: "line", source: "discs", filter: ["get", "wide"], paint: { "line-color": byStanding(), "line-width": 1.6, "line-dasharray": [4, 3], "line-opacity": FAINT_FAR } },
      {
        id: "clusters",
        type: "circle",
        source: "places",
        filter: CLUSTERED,
        paint: {
          "circle-color": colour("--ground"),
          "circle-opacity": 0.9,
          "circle-stroke-color": colour("--quiet"),
          "circle-stroke-width": 1.5,
          "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "all"]], 0, 9, 4, 24],
        },
      },
      {
        id: "cluster-numbers",
        type: "symbol",
        source: "places",
        filter: CLUSTERED,
        layout: { "text-field": ["to-string", ["get", "all"]], "text-font": FONT, "text-size": 12, "text-allow-overlap": true, "text-ignore-placement": true },
        paint: { "text-color": colour("--ink") },
      },
      {
        id: "marks",
        type: "symbol",
        source: "places",
        filter: ["!", CLUSTERED],
        layout: {
          "icon-image": ["get", "standing"],
          "icon-allow-overlap": true,
          "icon-ignore-placement": true, // a mark hides no town's name
          "text-field": ["case", [">", ["get", "number"], 1], ["to-string", ["get", "number"]], ""],
          "text-font": FONT,
          "text-size": 12.5,
          "text-offset": [0.9, 0],
          "text-anchor": "left",
          "text-allow-overlap": true,
          "text-ignore-placement": true,
          "symbol-sort-key": ["-", ["get", "number"]],
        },
        paint: { "text-color": colour("--ink"), "text-halo-color": colour("--ground"), "text-halo-width": 1.6 },
      },
    ],
  };
}

function boundary(id, filter, paint) {
  return { id, type: "line", source: "basemap", "source-layer": "boundaries", filter, paint };
}

// Far out, places nearer to each other than a mark is wide become one circle with the number of their incidents: a colour would hide the mix.
function sources(shown) {
  const together = { cluster: true, clusterRadius: 24, clusterMaxZoom: 8, clusterProperties: { all: ["+", ["get", "number"]] } };
  return { discs: { type: "geojson", data: shown.discs }, places: { type: "geojson", data: shown.places, ...together } };
}
