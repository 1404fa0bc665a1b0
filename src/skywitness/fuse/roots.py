"""How many independent roots a value stands on: reports with no common ancestor and no shared asserter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from skywitness.fuse.sketch import Sketch
from skywitness.model.ids import ClaimId, Digest, OccurrenceId
from skywitness.model.incident import Derivation
from skywitness.model.reading import Claim
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import AsserterClass, Stream

STREAM_RANK = (Stream.OFFICIAL, Stream.INSTRUMENT, Stream.GRASSROOTS, Stream.PARTNER, Stream.MEDIA)
"""Whose word a root is, when it holds several: the authority that is quoted, before those who quote it."""
NAMELESS = frozenset({AsserterClass.WITNESS, AsserterClass.UNNAMED, AsserterClass.OTHER})
"""Voices that two reports can name alike without meaning the same person."""
CARRIED_WITNESSES = "witnesses as others tell of them"


class Grounds(Struct, frozen=True, kw_only=True):
    """What the independence of an incident's claims is judged by: reports, their origins, profiles, and sketches that tell when."""

    reports: Mapping[Digest, Report]
    origins: Mapping[Digest, Digest]
    profiles: Mapping[str, SourceProfile]
    sketches: Mapping[OccurrenceId, Sketch] = {}
    voices: Mapping[ClaimId, str] = {}
    """Whose word a claim is, as one name across reports; a voice that nobody can match has none."""


def trace_parents(derivations: Iterable[Derivation]) -> dict[Digest, Digest]:
    """The report that each child comes from."""
    return {derivation.child: derivation.parent for derivation in derivations}


def trace_origins(derivations: Iterable[Derivation]) -> dict[Digest, Digest]:
    """The root of every report that comes from another; reports that come from none are left out."""
    parent = trace_parents(derivations)
    origins = {}
    for child in parent:
        node, seen = child, {child}
        while node in parent and parent[node] not in seen:
            node = parent[node]
            seen.add(node)
        origins[child] = node
    return origins


def name_voices(claims: Iterable[Claim], grounds: Grounds) -> dict[ClaimId, str]:
    """Whose word each claim is, as one name across the reports of an incident.

    A copy speaks with the voice of what it copies. "The mayor" is the mayor that another report names in full. Witnesses that media tell
    of may be those whom we heard ourselves: they are one voice with the first of them.
    """
    ordered = sorted(claims, key=lambda claim: (claim.report, claim.span, claim.claim_id))
    voices = {claim.claim_id: voice for claim in ordered if (voice := _name_voice(claim, grounds)) is not None}
    if CARRIED_WITNESSES in voices.values():
        heard = [claim for claim in ordered if claim.asserter.kind is AsserterClass.WITNESS and claim.claim_id not in voices]
        voices.update({claim.claim_id: CARRIED_WITNESSES for claim in heard if claim.report == heard[0].report})
    fullest = _fullest_names(
        {voices[claim.claim_id] for claim in ordered if claim.asserter.stream is Stream.OFFICIAL and claim.claim_id in voices}
    )
    return {claim_id: fullest.get(voice, voice) for claim_id, voice in voices.items()}


def _name_voice(claim: Claim, grounds: Grounds) -> str | None:
    asserter, report = claim.asserter, grounds.reports[claim.report]
    if asserter.kind is AsserterClass.WITNESS:
        return CARRIED_WITNESSES if report.stream is Stream.MEDIA else None
    if asserter.kind in NAMELESS:
        return None
    if asserter.kind is AsserterClass.SELF or asserter.name == "self":
        origin = grounds.reports.get(grounds.origins.get(claim.report, claim.report), report)
        profile = grounds.profiles.get(origin.source)
        return (profile.speaks_for if profile else None) or origin.source
    return asserter.name


def _fullest_names(names: set[str]) -> dict[str, str]:
    """Names whose words are all in a longer name, with the first such name."""
    words = {name: frozenset(re.findall(r"\w+", name.lower())) for name in sorted(names)}
    longer = {name: [other for other in words if words[name] < words[other]] for name in words}
    return {name: max(found, key=lambda other: (len(words[other]), other)) for name, found in longer.items() if found}


def count_roots(claims: Sequence[Claim], grounds: Grounds) -> dict[Stream, int]:
    """Independent roots by stream. Claims whose reports share an ancestor, or that are one voice's word, are one root."""
    counted: dict[Stream, int] = {}
    for root in group_roots(claims, grounds):
        stream = min({claim.asserter.stream for claim in root}, key=STREAM_RANK.index)
        counted[stream] = counted.get(stream, 0) + 1
    return {stream: counted[stream] for stream in sorted(counted, key=STREAM_RANK.index)}


def group_roots(claims: Sequence[Claim], grounds: Grounds) -> list[list[Claim]]:
    """The claims of each independent root, in the order of their first claims."""
    leader: dict[str, str] = {}

    def find(node: str) -> str:
        leader.setdefault(node, node)
        while leader[node] != node:
            node = leader[node]
        return node

    for claim in claims:
        origin = find(f"report {grounds.origins.get(claim.report, claim.report)}")
        if claim.claim_id in grounds.voices:
            leader[find(f"voice {grounds.voices[claim.claim_id]}")] = origin
    roots: dict[str, list[Claim]] = {}
    for claim in claims:
        roots.setdefault(find(f"report {grounds.origins.get(claim.report, claim.report)}"), []).append(claim)
    return list(roots.values())


def original_claims(claims: Sequence[Claim], grounds: Grounds) -> Sequence[Claim]:
    """The claims without those of copies whose original makes the same one: a copy adds no voice."""
    present = {claim.report for claim in claims}
    return [claim for claim in claims if grounds.origins.get(claim.report) not in present] or claims
