// Incidents put together by the place that is shown for them: a ring as wide as the doubt, a mark, a number. Copies weigh nothing here: incidents are counted.
import { RANK } from "./colours.js";

const CORNERS = 48;
const M_PER_DEGREE = 111195;
const WIDE = new Set(["country", "sea", "region", "district"]);

export function groupByPlace(incidents) {
  const groups = new Map();
  for (const one of incidents) {
    if (!one.point) continue;
    const key = `${one.point} ${one.radiusM}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(one);
  }
  return [...groups].map(([key, members]) => ({ key, members }));
}

export function drawPlaces(groups) {
  const ordered = [...groups].sort((left, right) => right.members[0].radiusM - left.members[0].radiusM);
  const features = (make) => ({ type: "FeatureCollection", features: ordered.map(make) });
  return {
    discs: features((group) => feature({ type: "Polygon", coordinates: [circle(group.members[0])] }, group)),
    places: features((group) => feature({ type: "Point", coordinates: group.members[0].point }, group)),
  };
}

function feature(geometry, { key, members }) {
  const standing = members.map((one) => one.standing).reduce((firm, next) => (RANK.indexOf(next) < RANK.indexOf(firm) ? next : firm));
  return { type: "Feature", geometry, properties: { key, standing, number: members.length, wide: WIDE.has(members[0].precision) } };
}

export function circle({ point: [lon, lat], radiusM }) {
  const high = radiusM / M_PER_DEGREE;
  const wide = high / Math.max(Math.cos((lat * Math.PI) / 180), 0.05);
  return Array.from({ length: CORNERS + 1 }, (_, number) => {
    const turn = (2 * Math.PI * number) / CORNERS;
    return [lon + wide * Math.cos(turn), Math.max(-89, Math.min(89, lat + high * Math.sin(turn)))];
  });
}
