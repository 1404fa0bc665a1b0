// The shown places: a ring as wide as the doubt, a mark, a number. Copies weigh nothing here: incidents are counted.
const CORNERS = 48;
const M_PER_DEGREE = 111195;
const WIDE = new Set(["country", "sea", "region", "district"]);

export function drawPlaces(spots) {
  const ordered = spots.map((spot, key) => ({ ...spot, key })).sort((left, right) => right.radius_m - left.radius_m);
  const features = (make) => ({ type: "FeatureCollection", features: ordered.map(make) });
  return {
    discs: features((spot) => feature({ type: "Polygon", coordinates: [circle(spot)] }, spot)),
    places: features((spot) => feature({ type: "Point", coordinates: [spot.lon, spot.lat] }, spot)),
  };
}

function feature(geometry, { key, standing, number, precision }) {
  return { type: "Feature", geometry, properties: { key, standing, number, wide: WIDE.has(precision) } };
}

export function circle({ lat, lon, radius_m: radiusM }) {
  const high = radiusM / M_PER_DEGREE;
  const wide = high / Math.max(Math.cos((lat * Math.PI) / 180), 0.05);
  return Array.from({ length: CORNERS + 1 }, (_, number) => {
    const turn = (2 * Math.PI * number) / CORNERS;
    return [lon + wide * Math.cos(turn), Math.max(-89, Math.min(89, lat + high * Math.sin(turn)))];
  });
}
