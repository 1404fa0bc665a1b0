// What the API tells of the incidents that the page's filters admit, page by page, made ready for drawing.
const MOST = 50000;

export async function fetchIncidents(address) {
  const incidents = [];
  let matched = 0;
  for (let next = address; next && incidents.length < MOST; ) {
    const answer = await fetch(next, { headers: { accept: "application/geo+json" } });
    if (!answer.ok) throw new Error(`${next} answered ${answer.status}`);
    const page = await answer.json();
    matched = page.numberMatched;
    for (const feature of page.features) incidents.push(readIncident(feature));
    next = page.links.find((link) => link.rel === "next")?.href;
  }
  return { incidents, matched };
}

// Times in seconds; `latest` is null where nothing tells a time, and `point` where no place is shown.
function readIncident({ id, geometry, properties }) {
  const { from, to, before } = properties.period;
  return {
    id,
    title: properties.title,
    standing: properties.standing,
    roots: properties.roots,
    place: properties.place?.name ?? "",
    precision: properties.place?.precision ?? "",
    point: geometry?.coordinates ?? null,
    radiusM: properties.place?.radius_m ?? 0,
    earliest: from ? Date.parse(from) / 1000 : null,
    latest: to || before || from ? Date.parse(to || before || from) / 1000 : null,
  };
}
