"""How many independent roots a value stands on: reports with no common ancestor and no shared asserter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from skywitness.model.ids import Digest
from skywitness.model.incident import Derivation
from skywitness.model.reading import Asserter, Claim
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import AsserterClass, Stream

STREAM_RANK = (Stream.OFFICIAL, Stream.INSTRUMENT, Stream.GRASSROOTS, Stream.PARTNER, Stream.MEDIA)
"""Whose word a root is, when it holds several: the authority that is quoted, before those who quote it."""
NAMELESS = frozenset({AsserterClass.WITNESS, AsserterClass.UNNAMED, AsserterClass.OTHER})
"""Voices that two reports can name alike without meaning the same person."""


def trace_origins(derivations: Iterable[Derivation]) -> dict[Digest, Digest]:
    """The root of every report that comes from another; reports that come from none are left out."""
    parent = {derivation.child: derivation.parent for derivation in derivations}
    origins = {}
    for child in parent:
        node, seen = child, {child}
        while node in parent and parent[node] not in seen:
            node = parent[node]
            seen.add(node)
        origins[child] = node
    return origins


def name_voice(asserter: Asserter, report: Report, profiles: Mapping[str, SourceProfile]) -> str | None:
    """Whose word it is, as one name across reports: None for voices without a name, which nobody can match."""
    if asserter.kind in NAMELESS:
        return None
    if asserter.kind is AsserterClass.SELF or asserter.name == "self":
        profile = profiles.get(report.source)
        return (profile.speaks_for if profile else None) or report.source
    return asserter.name


def count_roots(
    claims: Iterable[Claim], reports: Mapping[Digest, Report], origins: Mapping[Digest, Digest], profiles: Mapping[str, SourceProfile]
) -> dict[Stream, int]:
    """Independent roots by stream. Claims whose reports share an ancestor, or whose named asserter is the same, are one root."""
    leader: dict[str, str] = {}

    def find(node: str) -> str:
        leader.setdefault(node, node)
        while leader[node] != node:
            node = leader[node]
        return node

    streams: dict[str, set[Stream]] = {}
    claims = list(claims)
    for claim in claims:
        origin = find(f"report {origins.get(claim.report, claim.report)}")
        voice = name_voice(claim.asserter, reports[claim.report], profiles)
        if voice is not None:
            leader[find(f"voice {voice}")] = origin
    for claim in claims:
        streams.setdefault(find(f"report {origins.get(claim.report, claim.report)}"), set()).add(claim.asserter.stream)
    counted: dict[Stream, int] = {}
    for found in streams.values():
        stream = min(found, key=STREAM_RANK.index)
        counted[stream] = counted.get(stream, 0) + 1
    return {stream: counted[stream] for stream in sorted(counted, key=STREAM_RANK.index)}
