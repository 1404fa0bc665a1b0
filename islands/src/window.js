// The stretch of time that is looked at: typed, brushed, and kept in the address, always UTC. Null is open.
const DAY = /^\d{4}-\d\d-\d\d$/;
const HAS_ZONE = /(Z|[+-]\d\d:\d\d)$/i;

export function readWindow(search) {
  const asked = new URLSearchParams(search);
  const start = readInstant(asked.get("start"), 0);
  const end = readInstant(asked.get("end"), 86400);
  return { start, end, isReadable: !Number.isNaN(start) && !Number.isNaN(end) };
}

function readInstant(text, dayLength) {
  if (!text?.trim()) return null;
  const told = text.trim();
  if (DAY.test(told)) return Date.parse(`${told}T00:00:00Z`) / 1000 + dayLength;
  return Date.parse(HAS_ZONE.test(told) ? told : `${told}Z`) / 1000;
}

export function writeInstant(seconds) {
  return seconds === null ? "" : `${new Date(seconds * 1000).toISOString().slice(0, 16)}Z`;
}

export function writeWindow(search, { start, end }) {
  const asked = new URLSearchParams(search);
  for (const [name, value] of Object.entries({ start, end })) {
    if (value === null) asked.delete(name);
    else asked.set(name, writeInstant(value));
  }
  return asked.toString();
}

export function showWindow({ start, end }) {
  for (const [name, value] of Object.entries({ start, end })) {
    const field = document.getElementById(name);
    if (field) field.value = writeInstant(value);
  }
}
