"""What changed in the assessment of an incident from one version to the next: gaps opened and filled, silences begun and broken, contradictions come and gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias, cast

Row: TypeAlias = Mapping[str, object]
SHOWN_ASSERTERS = 3


class Reassessed(NamedTuple):
    """One change. ``kind``: opened, filled, restated (a gap), silent, spoke, contradicted, settled. ``about`` is a question or, of a silence, an office.

    ``by`` are those who first gave the answer that fills a gap, as far as they may be named; ``quote`` is their words. ``why`` is the reason as it was shown.
    """

    kind: str
    about: str
    by: tuple[str, ...] = ()
    quote: str | None = None
    why: str | None = None


def tell_reassessed(before: Row | None, now: Row | None) -> list[Reassessed]:
    """What changed from one released version to the next; nothing where either is missing, as then everything came or went.

    >>> row = {"gaps": [{"about": "origin", "state": "not_given", "why": "nobody says"}], "silence": [], "contradictions": [], "attributes": {}}
    >>> tell_reassessed(row, {**row, "gaps": []})
    [Reassessed(kind='filled', about='origin', by=(), quote=None, why=None)]
    """
    if before is None or now is None:
        return []
    return [*_gaps(before, now), *_silences(before, now), *_contradictions(before, now)]


def _gaps(before: Row, now: Row) -> list[Reassessed]:
    was, is_now = ({str(gap["about"]): gap for gap in _listed(row, "gaps")} for row in (before, now))
    changes = [_filled(about, now) for about in was if about not in is_now]
    changes += [Reassessed("opened", about, why=str(gap["why"])) for about, gap in is_now.items() if about not in was]
    return changes + [
        Reassessed("restated", about, why=str(gap["why"]), quote=cast("str | None", gap.get("quote")))
        for about, gap in is_now.items()
        if about in was and was[about]["state"] != gap["state"]
    ]


def _filled(about: str, now: Row) -> Reassessed:
    """A gap that is closed, by whoever gives the answer that is shown now."""
    attribute = cast("Mapping[str, object]", cast("Mapping[str, object]", now["attributes"]).get(about, {}))
    candidates = cast("Sequence[Mapping[str, object]]", attribute.get("candidates", ()))
    first = next((one for one in candidates if one["value"] == attribute.get("preferred")), next(iter(candidates), None))
    if first is None:
        return Reassessed("filled", about)
    quotes = cast("Sequence[str]", first["quotes"])
    return Reassessed("filled", about, tuple(cast("Sequence[str]", first["asserters"]))[:SHOWN_ASSERTERS], quotes[0] if quotes else None)


def _silences(before: Row, now: Row) -> list[Reassessed]:
    was, is_now = ({str(one["source"]): bool(one["open"]) for one in _listed(row, "silence")} for row in (before, now))
    begun = [Reassessed("silent", source) for source, is_open in is_now.items() if is_open and not was.get(source, False)]
    ended = [Reassessed("spoke", source) for source, is_open in was.items() if is_open and not is_now.get(source, False)]
    return begun + ended


def _contradictions(before: Row, now: Row) -> list[Reassessed]:
    """By question and reason, which names both sides: claims get new ids when a report is read anew."""
    was, is_now = ({(str(one["attribute"]), str(one["why"])): None for one in _listed(row, "contradictions")} for row in (before, now))
    come = [Reassessed("contradicted", about, why=why) for about, why in is_now if (about, why) not in was]
    return come + [Reassessed("settled", about, why=why) for about, why in was if (about, why) not in is_now]


def _listed(row: Row, name: str) -> Sequence[Mapping[str, object]]:
    return cast("Sequence[Mapping[str, object]]", row[name])
