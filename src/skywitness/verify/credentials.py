"""Content Credentials (C2PA): is the file as it was signed, and is everything in it? Read with the network off, every ingredient walked.

A missing or expired credential says nothing against a file. A broken one says that the file, or something in it, was changed after it was signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from skywitness.media.manifests import read_manifests
from skywitness.model.incident import Finding
from skywitness.model.words import Verdict
from skywitness.parts import Claimed
from skywitness.verify.finding import Measure, cannot_tell, found

BROKEN = (
    "mismatch",
    "claimSignature.invalid",
    "assertion.missing",
    "hashedURI.missing",
    "claim.missing",
    "claim.multiple",
    "ingredient.unknownProvenance",
    "assertion.action.malformed",
)
"""Parts of the codes that tell of a change after signing."""
DOUBTS = ("untrusted", "expired", "outsideValidity", "signingCredential", "timeStamp", "ocsp", "algorithm")
"""Parts of the codes that tell of the signer and not of the file."""


class Credentials:
    """Supports that a file is as it was signed, refutes it when something was changed since, and is silent without a credential."""

    name = "credentials"
    version = "2"

    def verify(self, path: Path, claimed: Claimed) -> Iterator[Finding]:
        """One finding on the credential and all that it holds."""
        told = read_manifests(path, claimed.bounds)
        if isinstance(told, str):
            yield cannot_tell(path, self.name, told)
            return
        try:
            yield self._judge(path, told)
        except RecursionError:
            yield cannot_tell(path, self.name, "its credential is nested deeper than is looked at; it is made to do harm")

    def _judge(self, path: Path, told: Mapping[str, object]) -> Finding:
        codes = sorted(set(codes_of(told)))
        broken = [code for code in codes if any(each in code for each in BROKEN) and not code.startswith("timeStamp")]
        doubts = [code for code in codes if code not in broken and any(each in code for each in DOUBTS)]
        strange = [code for code in codes if code not in broken and code not in doubts]
        measure: Measure = {
            "manifests": len(cast("Mapping[str, object]", told.get("manifests") or {})),
            "broken": ", ".join(broken) or None,
            "doubts": ", ".join(doubts) or None,
        }
        if broken:
            why = f"changed since it was signed, itself or something in it: {', '.join(broken)}"
            return found(path, self.name, Verdict.REFUTES, why, measure)
        if strange:
            return cannot_tell(path, self.name, f"its credential reports what we do not know how to weigh: {', '.join(strange)}", measure)
        if doubts:
            why = f"as it was signed; whether the signer can be trusted is open ({', '.join(doubts)}), which says nothing against the file"
            return found(path, self.name, Verdict.SUPPORTS, why, measure)
        return found(path, self.name, Verdict.SUPPORTS, "as it was signed, with all that it holds", measure)


def codes_of(told: object) -> Iterator[str]:
    """Every code of a failure, however deep: of the file's own manifest and of each ingredient's."""
    if isinstance(told, dict):
        for key, value in told.items():
            if key in ("failure", "validation_status") and isinstance(value, list):
                yield from (str(each["code"]) for each in value if isinstance(each, dict) and "code" in each and not each.get("success"))
            else:
                yield from codes_of(value)
    elif isinstance(told, list):
        for each in told:
            yield from codes_of(each)
