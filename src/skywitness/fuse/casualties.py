"""The casualties of an incident: how many were killed and how many were hurt are two questions, answered in one line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from skywitness.fuse.roots import Grounds
from skywitness.fuse.standing import rank
from skywitness.fuse.weigh import weigh_attribute
from skywitness.model.ids import ClaimId
from skywitness.model.incident import Attribute
from skywitness.model.reading import Assertion, Claim
from skywitness.model.words import Standing, Topic, What

HURT = ("killed", "injured", "missing")
"""What people can be, in the order in which it is told."""


def find_hurt(claims: Iterable[Claim], assertions: Iterable[Assertion]) -> dict[ClaimId, str]:
    """Whether each counted claim on casualties is about the killed or the injured, where the text says which."""
    kinds = {(each.span, each.count): each.value for each in assertions if each.what is What.CASUALTIES and each.value in HURT}
    told = ((claim, kinds.get((claim.span, claim.value if isinstance(claim.value, int) else None))) for claim in claims)
    return {claim.claim_id: kind for claim, kind in told if claim.about is Topic.CASUALTIES and kind is not None}


def weigh_casualties(claims: Sequence[Claim], kinds: Mapping[ClaimId, str], grounds: Grounds) -> Attribute:
    """The killed weighed apart from the injured, and both told together ("1 killed, 3 injured").

    Nothing changes where only one of them is told. That there were none, or a number of unnamed casualties, speaks of all of them. What is
    disputed in one of them is disputed in the whole; otherwise the whole stands as the weaker one does.
    """
    apart: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        apart[kinds.get(claim.claim_id, "")].append(claim)
    told = [kind for kind in HURT if kind in apart]
    if len(told) < 2:
        return _count_none(weigh_attribute(Topic.CASUALTIES, claims, grounds))
    weighed = [(kind, _count_none(weigh_attribute(Topic.CASUALTIES, [*apart[kind], *apart[""]], grounds))) for kind in told]
    values = [f"{attribute.preferred} {kind}" for kind, attribute in weighed if attribute.preferred is not None]
    weakest = max((attribute for _, attribute in weighed), key=lambda each: (each.standing is Standing.DISPUTED, rank(each.standing)))
    candidates = {
        candidate.claims: msgspec.structs.replace(candidate, value=f"{candidate.value} {kind}")
        if candidate.claims[0] in kinds
        else candidate
        for kind, attribute in weighed
        for candidate in attribute.candidates
    }
    return msgspec.structs.replace(
        weakest,
        preferred=", ".join(values) or None,
        candidates=tuple(candidates.values()),
        why="; ".join(f"{kind}: {attribute.why}" for kind, attribute in weighed),
        probability=None,
        likelihood=None,
        calibrated_on=None,
    )


def _count_none(attribute: Attribute) -> Attribute:
    """An attribute in which "there were none" is the number 0: a figure that was given, and never what is put where nobody says."""
    return msgspec.structs.replace(
        attribute,
        preferred=0 if attribute.preferred == "none" else attribute.preferred,
        candidates=tuple(
            msgspec.structs.replace(candidate, value=0) if candidate.value == "none" else candidate for candidate in attribute.candidates
        ),
    )
