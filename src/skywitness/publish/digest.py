"""The editor's digest in Markdown: what is new, what was corrected, what is still undisclosed and who is silent, and what to check next.

It is made of released rows only, of one view and, for what changed, of an earlier one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from skywitness.publish.formats.rows import Row, latest_instant, part, parts, plain, reserved_for
from skywitness.publish.phrases import label, phrase
from skywitness.publish.spoken import name_place, tell_comparison, tell_figures, tell_when
from skywitness.publish.wording import tell_hours

LONGEST = 40
"""Lines of one section; the rest is counted, not told."""
WATCHED = ("count", "target", "outcome", "means", "origin", "payload", "damage", "casualties")
"""The values whose change is a correction."""
OVERDUE = 0.9
"""An authority that has been silent for longer than this share of its usual delays is one to ask again."""
MARKUP = re.compile(r"([\\`*_\[\]<>#|~!])")


class Edition(Struct, frozen=True, kw_only=True):
    """What a digest is made of: all rows now, those of the earlier view by id, where incidents went, and for whom it is written."""

    rows: Sequence[Row]
    before: Mapping[str, Row] = {}
    went: Mapping[str, str | None] = {}
    """Incidents that were there in the earlier view and are gone, and the one that each went into, if any."""
    language: str
    since: datetime | None = None
    as_of: datetime


def write_digest(edition: Edition) -> str:
    """The digest as Markdown, in the language of the edition. An empty section says so."""
    say = edition.language
    incidents = [row for row in edition.rows if row["kind"] == "incident"]
    since = f", {label('since', say)} {tell_figures(edition.since)} UTC" if edition.since else ""
    lines = [f"# skywitness: {label('digest', say)}", "", f"{label('as_of', say)} {tell_figures(edition.as_of)} UTC{since}", ""]
    if any(row.get("exercise") for row in edition.rows):
        lines += [f"**{label('exercise', say)}**", ""]
    reserved = next(filter(None, map(reserved_for, edition.rows)), None)
    if reserved:
        lines += [f"**{reserved.upper()} ONLY**", ""]
    sections: Mapping[str, Iterable[str]] = {
        "new": _tell_news(edition, incidents),
        "corrected": _tell_corrections(edition, incidents),
        "tallies": _tell_tallies(edition),
        "still_undisclosed": _tell_gaps(incidents, say),
        "silences": _tell_silences(incidents, say),
        "check_next": _tell_checks(incidents, say),
    }
    for name, told in sections.items():
        lines += [f"## {label(name, say)}", "", *(_shorten(list(told)) or [label("nothing", say)]), ""]
    return "\n".join(lines)


def _tell_news(edition: Edition, incidents: Sequence[Row]) -> Iterator[str]:
    """What came up since the earlier view, by region."""
    say = edition.language
    by_region: dict[str, list[Row]] = defaultdict(list)
    for row in incidents:
        if _is_news(row, edition):
            place = part(row, "place")
            by_region[str(place.get("iso") or place.get("name") or "")].append(row)
    for region in sorted(by_region, key=lambda each: (not each, each)):
        yield f"### {_escape(region) if region else label('elsewhere', say)}"
        yield ""
        for row in sorted(by_region[region], key=_order):
            yield f"- {_tell_incident(row, say)}"
        yield ""


def _is_news(row: Row, edition: Edition) -> bool:
    at = latest_instant(row)
    is_recent = edition.since is None or at is None or at >= edition.since
    return is_recent and (str(row["id"]) not in edition.before or edition.before[str(row["id"])].get("posts") != row["posts"])


def _tell_incident(row: Row, say: str) -> str:
    place, count = part(row, "place"), part(part(row, "attributes"), "count").get("preferred")
    number = "" if count is None else f" ({count})"
    where = _escape(name_place(place, say))
    what = f"{phrase('what', row['what'], say)}: {phrase('target', row['target'], say)}{number}"
    stands = f"{phrase('standing', row['standing'], say)}; {label('roots', say)}: {row['roots']}, {label('posts', say)}: {row['posts']}"
    return f"**{what}**, {where}, {tell_when(row, say)}: {stands} (`{row['id']}`)"


def _tell_corrections(edition: Edition, incidents: Sequence[Row]) -> Iterator[str]:
    """What an earlier reader was told otherwise: values and standings that changed, incidents that went into others or lost all support."""
    say = edition.language
    for row in incidents:
        old = edition.before.get(str(row["id"]))
        if old is None:
            continue
        changed = [*_changed_standing(old, row, say), *_changed_values(old, row, say)]
        if changed:
            yield f"- {_name_incident(row, say)} (`{row['id']}`): {'; '.join(changed)}"
    for gone, into in sorted(edition.went.items()):
        yield f"- `{gone}`: {label('merged', say)} `{into}`" if into else f"- `{gone}`: {label('withdrawn', say)}"


def _changed_standing(old: Row, row: Row, say: str) -> Iterator[str]:
    if old["standing"] != row["standing"]:
        yield f"{label('was', say)} {phrase('standing', old['standing'], say)}, {label('now', say)} {phrase('standing', row['standing'], say)}"


def _changed_values(old: Row, row: Row, say: str) -> Iterator[str]:
    for about in WATCHED:
        was, now = (part(part(each, "attributes"), about) for each in (old, row))
        if was and was.get("preferred") is not None and was.get("preferred") != now.get("preferred"):
            told = now.get("preferred")
            value = _escape(told) if told is not None else phrase("state", now.get("state", "not_given"), say)
            yield f"{phrase('topic', about, say)}: {label('was', say)} {_escape(was['preferred'])}, {label('now', say)} {value}"


def _tell_tallies(edition: Edition) -> Iterator[str]:
    say = edition.language
    for row in edition.rows:
        if row["kind"] == "tally" and row["verdict"] != "consistent" and row.get("matched") is not None:
            stated = row["stated"] if row["stated"] is not None else phrase("state", row["state"], say)
            figures = f"{label('stated', say)} {stated}, {label('matched', say)} {row['matched']}"
            yield f"- {_escape(row['asserter'])}, {tell_when(row, say)}: {figures} ({_escape(tell_comparison(str(row['verdict']), say))})"


def _tell_gaps(incidents: Sequence[Row], say: str) -> Iterator[str]:
    """The questions without an answer, the oldest incident first."""
    open_gaps = [row for row in incidents if row.get("gaps")]
    for row in sorted(open_gaps, key=lambda each: min(str(gap["since"] or "~") for gap in parts(each, "gaps"))):
        by_state: dict[str, list[str]] = defaultdict(list)
        for gap in parts(row, "gaps"):
            by_state[str(gap["state"])].append(phrase("topic", gap["about"], say))
        told = "; ".join(f"{phrase('state', state, say)}: {', '.join(topics)}" for state, topics in sorted(by_state.items()))
        yield f"- {_name_incident(row, say)} (`{row['id']}`): {told}"


def _tell_silences(incidents: Sequence[Row], say: str) -> Iterator[str]:
    """Authorities without a word, the longest silence first."""
    silent = [(silence, row) for row in incidents for silence in parts(row, "silence") if silence["open"]]
    for silence, row in sorted(silent, key=lambda each: -float(str(each[0]["hours"] or 0))):
        hours = silence["hours"]
        told = _tell_hours(float(str(hours)), say) if hours is not None else phrase("state", "unknown", say)
        usual = silence.get("usual_hours")
        usually = f", {label('usually_within', say)} {_tell_hours(float(str(usual)), say)}" if usual is not None else ""
        yield f"- {_escape(silence['source'])}: {told}{usually}; {_name_incident(row, say)} (`{row['id']}`)"


def _tell_checks(incidents: Sequence[Row], say: str) -> Iterator[str]:
    """What a person could settle, the most disputed first: values that sources disagree about, one-sided incidents, places not settled."""
    told: list[tuple[int, str]] = []
    for row in incidents:
        disputed = [
            about for about, each in part(row, "attributes").items() if isinstance(each, Mapping) and each["standing"] == "disputed"
        ]
        streams = part(row, "roots_by_stream")
        reasons = [f"{label('disputed', say)}: {', '.join(phrase('topic', about, say) for about in disputed)}"] if disputed else []
        if row["what"] in ("intercepted", "impact", "debris_fell"):
            reasons += [label("find_official", say)] if not streams.get("official") else []
            reasons += [label("find_witness", say)] if not (streams.get("grassroots") or streams.get("instrument")) else []
            reasons += [label("unplaced", say)] if not row.get("place") else []
        overdue = [
            _escape(each["source"]) for each in parts(row, "silence") if each["open"] and float(str(each["quantile"] or 0)) >= OVERDUE
        ]
        reasons += [f"{label('ask', say)}: {', '.join(overdue)}"] if overdue else []
        if reasons:
            told.append((3 * len(disputed) + len(reasons), f"- {_name_incident(row, say)} (`{row['id']}`): {'; '.join(reasons)}"))
    yield from (line for _, line in sorted(told, key=lambda each: (-each[0], each[1])))


def _name_incident(row: Row, say: str) -> str:
    """The title; in other languages than its own, what and where in theirs."""
    if say == "en":
        return _escape(row["title"])
    return f"{phrase('what', row['what'], say)}: {phrase('target', row['target'], say)}, {_escape(name_place(part(row, 'place'), say))}"


def _tell_hours(hours: float, say: str) -> str:
    number, unit = tell_hours(hours).split()
    return f"{number} {label({'h': 'hours'}.get(unit, unit), say)}"


def _order(row: Row) -> str:
    at = latest_instant(row)
    return at.isoformat() if at else ""


def _shorten(lines: list[str]) -> list[str]:
    """At most :data:`LONGEST` lines, and how many more there are."""
    while lines and not lines[-1]:
        lines.pop()
    return lines if len(lines) <= LONGEST else [*lines[:LONGEST], f"- … {len(lines) - LONGEST}"]


def _escape(text: object) -> str:
    """A text from outside as Markdown that shows it and obeys nothing of it.

    >>> _escape("*bold* [x](http://y)")
    '\\\\*bold\\\\* \\\\[x\\\\](http://y)'
    """
    return MARKUP.sub(r"\\\1", plain(text)).replace("\n", " ")
