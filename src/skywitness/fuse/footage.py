"""What findings on footage do to the standing of values: footage that a finding supports is a witness, footage that one refutes is none.

Findings count where they bear on a question, and only those on the file of a report that copies nobody: a copy adds nothing, and takes nothing away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from skywitness.fuse.roots import Grounds, count_roots, original_claims
from skywitness.fuse.standing import RULES, stand
from skywitness.model.ids import ClaimId, Digest
from skywitness.model.incident import Attribute, Began, Existence, Finding, Incident
from skywitness.model.reading import Claim
from skywitness.model.words import Standing, Stream, Topic, Verdict

SETTLED = frozenset({Standing.DISPUTED, Standing.DENIED, Standing.UNDISCLOSED})
"""Standings that are about no single value: a finding on one value's footage leaves them."""


class Shown(Struct, frozen=True, kw_only=True):
    """What the footage of the reports shows, by question: the verifier that supports it, or the one that refutes it. What was measured is told with the
    finding alone, which the do-no-harm gate knows.
    """

    supported: Mapping[tuple[Digest, Topic], str]
    refuted: Mapping[tuple[Digest, Topic], str]


def gather_shown(findings: Iterable[Finding]) -> Shown:
    """The decisive findings by report and question. What any finding refutes nothing supports: one hour that does not fit outweighs what does."""
    supported, refuted = dict[tuple[Digest, Topic], str](), dict[tuple[Digest, Topic], str]()
    kept = {Verdict.SUPPORTS: supported, Verdict.REFUTES: refuted}
    for found in sorted(findings, key=lambda each: each.verifier):
        for topic in found.about if found.verdict in kept and found.report else ():
            kept[found.verdict].setdefault((Digest(str(found.report)), topic), found.verifier)
    return Shown(supported={key: name for key, name in supported.items() if key not in refuted}, refuted=refuted)


def stand_on_footage(incident: Incident, told: Iterable[Claim], findings: Iterable[Finding], grounds: Grounds) -> Incident:
    """The incident with the standing of each value as findings on the footage under it leave it. Values and roots stay; what is refuted loses its
    probability, as that was counted on cases that no finding spoke against.
    """
    shown = gather_shown(findings)
    if not shown.supported and not shown.refuted:
        return incident
    claims = {claim.claim_id: claim for claim in told}
    attributes = tuple(_weigh(attribute, claims, shown, grounds) for attribute in incident.attributes)
    standing = {each.about: each.standing for each in attributes}
    happened = standing.get(Topic.WHAT, incident.standing)
    existence, began = incident.existence, incident.began
    if happened is Standing.REFUTED and existence is not None:
        existence = Existence(likened_to=existence.likened_to)
    if Standing.REFUTED in (happened, standing.get(Topic.PERIOD)) and began is not None:
        began = Began(likened_to=began.likened_to)
    return msgspec.structs.replace(incident, attributes=attributes, standing=happened, existence=existence, began=began)


def _weigh(attribute: Attribute, claims: Mapping[ClaimId, Claim], shown: Shown, grounds: Grounds) -> Attribute:
    preferred = next((each for each in attribute.candidates if each.value == attribute.preferred and not each.negated), None)
    if attribute.standing in SETTLED or preferred is None:
        return attribute
    voices = original_claims([claims[each] for each in preferred.claims if each in claims], grounds)
    refuted = [name for claim in voices if (name := shown.refuted.get((claim.report, attribute.about)))]
    supported = [name for claim in voices if _may_show(claim) and (name := shown.supported.get((claim.report, attribute.about)))]
    if not refuted and not supported:
        return attribute
    left = [claim for claim in voices if (claim.report, attribute.about) not in shown.refuted]
    if not left:
        why = f"{Standing.REFUTED.value}: {RULES[Standing.REFUTED]} (it rests on footage that {refuted[0]} refutes)"
        return msgspec.structs.replace(
            attribute, standing=Standing.REFUTED, why=why, probability=None, likelihood=None, calibrated_on=None, likened_to=None
        )
    standing, why = stand(left, count_roots(left, grounds), f"{supported[0]} supports it" if supported else None)
    without = f"; without the reports whose footage {refuted[0]} refutes" if refuted else ""
    return msgspec.structs.replace(attribute, standing=standing, why=why + without)


def _may_show(claim: Claim) -> bool:
    """Whether footage under a claim is somebody else's than the authority's own."""
    return claim.asserter.stream is not Stream.OFFICIAL


def group_findings(findings: Iterable[Finding]) -> dict[Digest, tuple[Finding, ...]]:
    """Findings by the report that brought the file; those of no report are left out."""
    found: dict[Digest, tuple[Finding, ...]] = {}
    for each in findings:
        if each.report is not None:
            found[each.report] = (*found.get(each.report, ()), each)
    return found
