"""Content Credentials (C2PA): is the file as it was signed, and is everything in it? Read with the network off, every ingredient walked.

A missing or expired credential says nothing against a file. A broken one says that the file, or something in it, was changed after it was signed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from skywitness.model.incident import Finding
from skywitness.model.words import Verdict
from skywitness.parts import Claimed
from skywitness.verify.finding import Measure, cannot_tell, found

OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
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
MEDIA_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".avif": "image/avif",
    ".heic": "image/heic",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".pdf": "application/pdf",
}


class Credentials:
    """Supports that a file is as it was signed, refutes it when something was changed since, and is silent without a credential."""

    name = "credentials"
    version = "1"

    def verify(self, path: Path, claimed: Claimed) -> Iterator[Finding]:  # noqa: ARG002 - the Protocol's names
        """One finding on the credential and all that it holds."""
        from c2pa import C2paError, Context, Reader, Settings  # from an extra

        media_type = MEDIA_TYPES.get(path.suffix.lower())
        if media_type is None:
            yield cannot_tell(
                path, self.name, f"files of the kind {path.suffix or 'without an ending'} carry no credential that we can read"
            )
            return
        try:
            with (
                Context(Settings.from_dict(OFFLINE)) as context,
                path.open("rb") as file,
                Reader(media_type, file, context=context) as reader,
            ):
                told = json.loads(reader.json())
        except (C2paError, OSError, ValueError) as error:
            yield cannot_tell(path, self.name, _tell_error(error))
            return
        yield self._judge(path, told)

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


def _tell_error(error: Exception) -> str:
    if "ManifestNotFound" in str(error) or "ManifestNotFound" in type(error).__name__ or "no JUMBF" in str(error):
        return "it carries no credential; most files do not, and that says nothing against it"
    if "remote manifest" in str(error):
        return "its credential lies at a remote address, which is not asked: that would tell others what is being checked"
    return f"its credential cannot be read: {str(error)[:200]}"
