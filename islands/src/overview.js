// What the server tells of the incidents that the page's filters admit: how many, at which shown places, and when. Single incidents are asked for by place only.
const NOBODY_WAITS = "AbortError";

export function makeOverview({ summary, items }) {
  const running = new Map();

  // One question of each kind at a time: a newer one makes the older one's answer unwanted, and gives null for it.
  async function ask(kind, address, changes) {
    running.get(kind)?.abort();
    const stop = new AbortController();
    running.set(kind, stop);
    const url = new URL(address, location.href);
    for (const [name, value] of Object.entries(changes)) if (value !== null) url.searchParams.set(name, value);
    try {
      const answer = await fetch(url, { signal: stop.signal });
      if (!answer.ok) throw new Error(`${url.pathname} answered ${answer.status}`);
      return await answer.json();
    } catch (error) {
      if (error.name === NOBODY_WAITS) return null;
      throw error;
    }
  }

  return {
    // All that the filters admit, whatever time is chosen: the bars of the timeline.
    times: () => ask("times", summary, { parts: "times" }),
    // What can have happened in the chosen time, by shown place.
    spots: (chosen) => ask("spots", summary, { parts: "spots", datetime: writeTimes(chosen) }),
    // The same within a box of the map, by time.
    inBox: (chosen, box, stepS) => ask("box", summary, { parts: "times", datetime: writeTimes(chosen), bbox: box, step_s: stepS }),
    // The newest incidents of one shown place.
    at: (chosen, { lat, lon, radius_m }, limit) =>
      ask("at", items, { at: `${lat},${lon},${radius_m}`, datetime: writeTimes(chosen), limit, properties: "title,standing,period" }),
  };
}

// The chosen time as the API takes it; null for all of it.
export function writeTimes({ start, end }) {
  if (start === null && end === null) return null;
  const write = (seconds) => (seconds === null ? ".." : new Date(seconds * 1000).toISOString().slice(0, 19) + "Z");
  return `${write(start)}/${write(end)}`;
}
