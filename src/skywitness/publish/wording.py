"""Puts released rows into plain words, for pages and terminals alike: the one-sentence verdict, periods, values, what each standing means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias, cast

Row: TypeAlias = Mapping[str, object]

STANDINGS: Mapping[str, str] = {
    "confirmed": "independent sources of both streams, or an instrument, agree",
    "claimed": "an authority says so",
    "witnessed": "somebody at first hand says so, or footage shows it",
    "reported": "media, channels or unnamed sources only",
    "disputed": "contradicting claims both stand",
    "denied": "somebody in a position to know denies it",
    "refuted": "a reference fact or a finding is against it",
    "undisclosed": "nobody says",
}
STATES: Mapping[str, str] = {
    "given": "given",
    "not_given": "not given",
    "withheld": "withheld by the source",
    "unknown": "said to be unknown",
}
WHATS: Mapping[str, str] = {
    "intercepted": "intercepted",
    "impact": "struck",
    "debris_fell": "fell as debris",
    "sighted": "sighted",
    "warned": "warned of",
    "all_clear": "all clear given for",
    "air_defence_active": "fired at by air defence",
}
TARGETS: Mapping[str, str] = {"uav": "UAV", "usv": "sea drone", "unknown": "unidentified object"}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z")
_OUR_WORD = re.compile(r"[a-z]+(?:_[a-z]+)+")
_ROLES = {"aimed_at": "aimed at", "fell": "down at", "launched_from": "launched from", "occurred": "at"}


def tell_verdict(row: Row) -> str:
    """One sentence: what happened, on what it stands, who is silent, what nobody discloses."""
    count = cast("Mapping[str, Row]", row["attributes"]).get("count", {})
    number = "" if count.get("preferred") is None else f"{count['preferred']} "
    target = TARGETS.get(str(row["target"]), str(row["target"]).replace("_", " "))
    what = (
        f"{str(row['standing']).capitalize()}: {number}{target} {WHATS.get(str(row['what']), str(row['what']))}{_join_place(row)}, {tell_period(row)}, "
        f"on {tell_posts(row)}"
    )
    return "; ".join((what, *list_open_ends(row))) + "."


def list_open_ends(row: Row) -> list[str]:
    """What is missing: who has been silent for longest, and what nobody discloses."""
    ends = []
    longest = max((one for one in _rows(row, "silence") if one["open"]), key=lambda one: cast("float", one["hours"] or 0.0), default=None)
    if longest is not None:
        hours = longest["hours"]
        ends.append(f"{longest['source']} has not spoken" + (f" for {tell_hours(cast('float', hours))}" if hours is not None else ""))
    gaps = [str(gap["about"]).replace("_", " ") for gap in _rows(row, "gaps")]
    if gaps:
        ends.append(f"not disclosed: {', '.join(gaps)}")
    return ends


def tell_period(row: Row) -> str:
    """When it happened, as far as it is told, in UTC.

    >>> tell_period({"period": {"from": "2031-03-14T22:40:00Z", "to": "2031-03-15T04:00:00Z", "precision": "hour"}})
    '14 Mar 2031 22:40 – 15 Mar 04:00 UTC'
    >>> tell_period({"period": {"precision": "unknown", "word": "night"}})
    'night, date not told'
    """
    period = cast("Mapping[str, str]", row.get("period") or {})
    start, end = (datetime.fromisoformat(period[key]) if key in period else None for key in ("from", "to"))
    if start and end and start != end:
        return (
            f"{start:%-d %b %Y %H:%M} – {end:%H:%M}" + " UTC"
            if start.date() == end.date()
            else f"{start:%-d %b %Y %H:%M} – {end:%-d %b %H:%M} UTC"
        )
    if start or end:
        return f"{'' if start else 'until '}{start or end:%-d %b %Y %H:%M} UTC"
    word = period.get("word")
    if "before" in period:
        return f"{word}, before {tell_instant(period['before'])}" if word else f"before {tell_instant(period['before'])}"
    return f"{word}, date not told" if word else "time not told"


def tell_instant(instant: str | None) -> str:
    """An instant for a reader.

    >>> tell_instant("2031-03-14T22:40:00Z"), tell_instant(None)
    ('14 Mar 2031 22:40 UTC', 'time not told')
    """
    return f"{datetime.fromisoformat(instant):%-d %b %Y %H:%M} UTC" if instant else "time not told"


def tell_hours(hours: float) -> str:
    """A length of time for a reader.

    >>> tell_hours(0.2), tell_hours(31.24), tell_hours(200)
    ('12 min', '31 h', '8 days')
    """
    if hours < 1:
        return f"{round(hours * 60)} min"
    return f"{hours:.0f} h" if hours < 72 else f"{hours / 24:.0f} days"


def tell_value(attribute: Row) -> str:
    """A value, or in words why there is none. Zero is a value.

    >>> [tell_value({"preferred": told, "state": state}) for told, state in ((0, "given"), (None, "withheld"), (None, "given"))]
    ['0', 'withheld by the source', 'none preferred']
    """
    if attribute.get("held_until"):
        return "held back for now"
    if attribute["preferred"] is not None:
        return tell_answer(attribute["preferred"])
    return "none preferred" if attribute["state"] == "given" else STATES[str(attribute["state"])]


def tell_answer(value: object) -> str:
    """A value as a reader reads it: an interval of instants becomes a period, a word of ours loses its underscore, anything else stays.

    >>> tell_answer("2031-03-14T22:40:00Z/2031-03-15T04:00:00Z"), tell_answer(0), tell_answer("on_site")
    ('14 Mar 2031 22:40 – 15 Mar 04:00 UTC', '0', 'on site')
    """
    if _OUR_WORD.fullmatch(str(value)):
        return str(value).replace("_", " ")
    ends = dict(zip(("from", "to"), str(value).split("/"), strict=False))
    instants = {end: at for end, at in ends.items() if _INSTANT.fullmatch(at)}
    return tell_period({"period": instants}) if instants and "/" in str(value) else str(value)


def tell_place(row: Row) -> str:
    """Where it happened, with the part that the place takes.

    >>> tell_place({"place": {"name": "Moscow", "iso": "RU-MOW", "role": "aimed_at"}}), tell_place({"place": None})
    ('aimed at Moscow (RU-MOW)', 'place not told')
    """
    place = cast("Row | None", row["place"])
    if place is None:
        return "place not told"
    iso = f" ({place['iso']})" if place["iso"] and place["iso"] != place["name"] else ""
    return f"{_ROLES.get(str(place['role']), 'at')} {place['name']}{iso}"


def tell_streams(row: Row) -> str:
    """The roots by stream.

    >>> tell_streams({"roots_by_stream": {"grassroots": 2, "official": 1}})
    '2 grassroots, 1 official'
    """
    return ", ".join(f"{roots} {stream}" for stream, roots in cast("Mapping[str, int]", row["roots_by_stream"]).items()) or "none"


def tell_posts(row: Row) -> str:
    """On how many independent roots and posts it stands."""
    roots, posts = cast("int", row["roots"]), cast("int", row["posts"])
    return f"{roots} independent root{'s' * (roots != 1)} ({tell_streams(row)}) in {posts} post{'s' * (posts != 1)}"


def _join_place(row: Row) -> str:
    """The place after what happened: "intercepted at Yelets", "intercepted, down at Yelets", "fell as debris at Yelets"."""
    role = None if row["place"] is None else cast("Row", row["place"])["role"]
    if row["what"] == "debris_fell" and role == "fell":
        return f" {tell_place(row).removeprefix('down ')}"
    is_where = row["place"] is not None and role in ("occurred", None)
    return f"{'' if is_where else ','} {tell_place(row)}"


def _rows(row: Row, key: str) -> list[Row]:
    return cast("list[Row]", row.get(key) or [])
