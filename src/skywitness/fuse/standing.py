"""What the support of a value amounts to, by rules that can be printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from skywitness.model.incident import Candidate
from skywitness.model.reading import Claim
from skywitness.model.words import AsserterClass, Factuality, Standing, Stream

RULES: Mapping[Standing, str] = {
    Standing.CONFIRMED: "independent roots of both streams, or an authority and a finding on somebody's footage, say so",
    Standing.CLAIMED: "an authority says so",
    Standing.WITNESSED: "somebody at first hand says so, or footage shows it",
    Standing.REPORTED: "media, channels or unnamed sources say so",
    Standing.DISPUTED: "claims that contradict each other both stand",
    Standing.DENIED: "an authority denies it",
    Standing.REFUTED: "a reference fact or a finding stands against it",
    Standing.UNDISCLOSED: "nobody says",
}
"""The rule behind each standing, as a reader sees it."""
STRENGTH = (Standing.CONFIRMED, Standing.CLAIMED, Standing.WITNESSED, Standing.REPORTED, Standing.UNDISCLOSED)
"""Standings of one value, from the strongest."""
FIRM = frozenset({Factuality.CERTAIN, Factuality.PROBABLE})
FIRMNESS = (Factuality.CERTAIN, Factuality.PROBABLE, Factuality.POSSIBLE, Factuality.UNCOMMITTED)


def stand(claims: Sequence[Claim], roots_by_stream: Mapping[Stream, int], shown: str | None = None) -> tuple[Standing, str]:
    """The standing of one value that these claims support, and the rule with what it was applied to.

    ``shown`` is a finding, in a sentence, that supports footage under one of the claims; None when there is none.
    """
    official = any(_is_official(claim) for claim in claims)
    carried = official and all(claim.asserter.via is not None for claim in claims if _is_official(claim))
    witnessed = any(claim.asserter.kind is AsserterClass.WITNESS for claim in claims)
    if _both_streams(roots_by_stream) and all(_speaks_firmly(claims, official_stream) for official_stream in (True, False)):
        return _printed(Standing.CONFIRMED, ", ".join(f"{number} {stream}" for stream, number in roots_by_stream.items()))
    if shown is not None and any(_is_official(claim) and claim.asserter.via is None and claim.factuality in FIRM for claim in claims):
        return _printed(Standing.CONFIRMED, f"footage: {shown}")
    if official:
        return _printed(Standing.CLAIMED, "carried: known through others only" if carried else "in its own channel")
    if shown is not None:
        return _printed(Standing.WITNESSED, f"footage that is held: {shown}")
    if witnessed:
        return _printed(Standing.WITNESSED, "witnesses or their footage, as told by the report")
    return _printed(Standing.REPORTED, f"{sum(roots_by_stream.values())} independent")


def _is_official(claim: Claim) -> bool:
    named = claim.asserter.kind in {AsserterClass.AUTHORITY, AsserterClass.SELF}
    return claim.asserter.stream is Stream.OFFICIAL and named


def _both_streams(roots_by_stream: Mapping[Stream, int]) -> bool:
    return bool(roots_by_stream.get(Stream.OFFICIAL)) and bool(
        roots_by_stream.get(Stream.GRASSROOTS) or roots_by_stream.get(Stream.INSTRUMENT)
    )


def _speaks_firmly(claims: Iterable[Claim], official: bool) -> bool:
    """Whether one of the two sides says so at least as probable; the official one must be heard at first hand."""
    return any(
        claim.factuality in FIRM and _is_official(claim) == official and (not official or claim.asserter.via is None) for claim in claims
    )


def _printed(standing: Standing, applied: str) -> tuple[Standing, str]:
    return standing, f"{standing.value}: {RULES[standing]} ({applied})"


def firmest(claims: Iterable[Claim]) -> Factuality:
    """The firmest that any of the claims commits itself."""
    return min((claim.factuality for claim in claims), key=FIRMNESS.index)


def rank(standing: Standing) -> int:
    """Place in the order of strength, 0 the strongest; those that are about no single value come last."""
    return STRENGTH.index(standing) if standing in STRENGTH else len(STRENGTH)


def is_contested(candidates: Sequence[Candidate]) -> bool:
    """Whether somebody firmly says so while somebody else firmly denies it."""
    firm = [candidate for candidate in candidates if candidate.factuality in FIRM]
    sides = {
        side: {who for candidate in firm if (candidate.negated or candidate.value == "none") is side for who in candidate.asserters}
        for side in (True, False)
    }
    return bool(sides[True] and sides[False] and sides[True] != sides[False])
