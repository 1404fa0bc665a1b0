"""What a dossier's page arranges: quotes told once, reports by stream, copies as trees, the change log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeAlias, cast

from skywitness.publish import wording
from skywitness.web.reassessed import tell_reassessed

Row: TypeAlias = Mapping[str, object]
MOST_COMPARED = 1_200
"""Words of a version: what is longer is not compared, as comparing grows with the square."""
MAX_QUOTES = 3
"""A fact shows so many quotes a candidate; the export and `explain` have all."""


class Quote(NamedTuple):
    """Words of a report: in which language, and what the report comes to in English where it is in another and that was not told on the page before."""

    words: str
    lang: str
    gloss: str


class Told(NamedTuple):
    """The quotes of a candidate that are new on the page, and the facts that have shown its other ones already."""

    new: list[Quote]
    again: list[str]


class Edit(NamedTuple):
    """A version of a report: what it says, piece by piece against the version before, and the figures of both where they are not the same."""

    row: Row
    pieces: list[tuple[str, str]]
    figures: tuple[list[int], list[int]] | None


def tell_quotes_once(attributes: Mapping[str, Row], reports: Mapping[str, Row]) -> dict[str, list[Told]]:
    """For each candidate of each fact, what is said for it."""
    shown_for, glossed, told = dict[str, str](), set[str](), dict[str, list[Told]]()
    for topic, attribute in attributes.items():
        for candidate in cast("list[Mapping[str, list[str]]]", attribute["candidates"]):
            quotes = candidate["quotes"][:MAX_QUOTES]
            new = [quote for quote in quotes if quote not in shown_for]
            again = list(dict.fromkeys(shown_for[quote] for quote in quotes if quote in shown_for))
            shown_for |= dict.fromkeys(new, topic)
            told.setdefault(topic, []).append(Told([_tell_quote(quote, candidate["reports"], reports, glossed) for quote in new], again))
    return told


def _tell_quote(quote: str, names: Iterable[str], reports: Mapping[str, Row], glossed: set[str]) -> Quote:
    """A quote with its language and gloss, both of the report that has its words; ``glossed`` are the reports whose gloss was told, and this one's is added."""
    rests_on = [reports[name] for name in names if name in reports]
    report = next((each for each in rests_on if quote in str(each["text"])), rests_on[0] if rests_on else {})
    lang, gloss, name = (str(report.get(key) or "") for key in ("lang", "gloss", "id"))
    is_new = bool(gloss) and lang != "en" and name not in glossed
    glossed.add(name)
    return Quote(quote, lang, gloss if is_new else "")


def by_stream(reports: Iterable[Row]) -> dict[str, list[Row]]:
    """Reports in the order of time, by stream: officials and grassroots always, the others when there are any."""
    streams: dict[str, list[Row]] = {"official": [], "grassroots": []}
    for report in sorted(reports, key=lambda report: (str(report["published_at"] or "~"), str(report["id"]))):
        streams.setdefault(str(report["stream"]), []).append(report)
    return streams


def as_forest(copies: Iterable[Row]) -> list[dict[str, object]]:
    """Copies as trees: each report with the copies made of it. A report in a ring of copies is told once."""
    children: dict[str, list[Row]] = {}
    for copy in copies:
        children.setdefault(str(copy["parent"]), []).append(copy)
    told = {str(copy["child"]) for several in children.values() for copy in several}
    seen = set[str]()

    def grow(name: str) -> dict[str, object]:
        seen.add(name)
        return {
            "name": name,
            "copies": [{**copy, **grow(str(copy["child"]))} for copy in children.get(name, []) if str(copy["child"]) not in seen],
        }

    return [grow(root) for root in children if root not in told] or [grow(root) for root in children if root not in seen]


def tell_changes(versions: Iterable[tuple[str, Row | None, str | None]]) -> list[dict[str, object]]:
    """The change log as lines: the first values, then what differed from one version to the next, in values and in the assessment."""
    log, before, row_before = list[dict[str, object]](), dict[str, object](), cast("Row | None", None)
    for made_at, row, went_to in versions:
        now = {} if row is None else _told_values(row)
        changes = [(name, before.get(name), now.get(name)) for name in {**before, **now} if before.get(name) != now.get(name)]
        assessed = tell_reassessed(row_before, row)
        log.append({"made_at": made_at, "is_gone": row is None, "went_to": went_to, "changes": changes, "assessed": assessed})
        before, row_before = now, row
    return log


def tell_edits(versions: Sequence[Row]) -> list[Edit]:
    """Versions of a report, oldest first: what each has that the one before had not, and the reverse.

    >>> [edit.pieces for edit in tell_edits([{"text": "1 drone", "counts": [1]}, {"text": "3 drones", "counts": [3]}])]
    [[('', '1 drone')], [('del', '1 drone'), ('ins', '3 drones')]]
    """
    edits = list[Edit]()
    for number, row in enumerate(versions):
        before = versions[number - 1] if number else row
        was, now = (cast("list[int]", each["counts"]) for each in (before, row))
        edits.append(Edit(row, _compare_words(str(before["text"]), str(row["text"])), (was, now) if was != now else None))
    return edits


def _compare_words(before: str, after: str) -> list[tuple[str, str]]:
    """The words of both in order: those that both have, and the others as gone or new. Very long texts are told without."""
    was, now = (re.findall(r"\s*\S+", text) for text in (before, after))
    if was == now or max(len(was), len(now)) > MOST_COMPARED:
        return [("", after)]
    pieces = list[tuple[str, str]]()
    for how, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        told = [("", "".join(now[c:d]))] if how == "equal" else [("del", "".join(was[a:b])), ("ins", "".join(now[c:d]))]
        pieces += [(kind, words) for kind, words in told if words]
    return pieces


def _told_values(row: Row) -> dict[str, object]:
    place = cast("Row", row["place"] or {})
    attributes = cast("Mapping[str, Row]", row["attributes"])
    told: dict[str, object] = {
        "title": row["title"],
        "standing": row["standing"],
        "place": place.get("name"),
        "period": wording.tell_period(row),
    }
    told |= {"posts": row["posts"], "roots": row["roots"]}
    return told | {
        f"{topic}": f"{wording.tell_value(attribute)} ({attribute['standing']})"
        for topic, attribute in attributes.items()
        if topic != "place"
    }
