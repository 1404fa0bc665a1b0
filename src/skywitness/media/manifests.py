"""Reads what a file carries as Content Credentials (C2PA), in a process apart that can reach no network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from skywitness.media.apart import run_worker
from skywitness.media.bounds import Bounds, refuse
from skywitness.media.kinds import HEAD_BYTES, SIGNABLE, media_type_of

LARGEST_BYTES = 32_000_000


def read_manifests(path: Path, bounds: Bounds) -> Mapping[str, object] | str:
    """The manifests of a file with what came of validating them, as the c2pa library tells it; or in a sentence why there is nothing to tell."""
    if trouble := refuse(path, bounds):
        return trouble
    with path.open("rb") as file:
        media_type = media_type_of(file.read(HEAD_BYTES))
    if media_type not in SIGNABLE:
        return f"it begins as {media_type or 'no kind of media that we know'}, which carries no credential that we can read"
    arguments = [str(path.resolve()), media_type, str(bounds.record_memory_bytes), str(bounds.record_cpu_s)]
    done = run_worker("skywitness.media.manifest_worker", arguments, cpu_s=bounds.record_cpu_s, max_output_bytes=LARGEST_BYTES)
    if done.trouble:
        return f"reading its credential came to nothing: {done.trouble}"
    try:
        told = json.loads(done.output)
    except (ValueError, RecursionError) as error:
        return f"its credential cannot be read: {error}"
    return tell_c2pa_error(str(told["error"])) if "error" in told else told["manifests"]


def tell_c2pa_error(error: str) -> str:
    """What an error of the c2pa library means, in a sentence.

    >>> tell_c2pa_error("ManifestNotFound: no JUMBF data found")
    'it carries no credential; most files do not, and that says nothing against it'
    """
    if "ManifestNotFound" in error or "no JUMBF" in error:
        return "it carries no credential; most files do not, and that says nothing against it"
    if "remote manifest" in error:
        return "its credential lies at a remote address, which is not asked: that would tell others what is being checked"
    return f"its credential cannot be read: {error[:200]}"
