"""May a copy of a photo or film be published? Only one that was made for it, of a file that is still held, and that a person has looked at and released."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from skywitness.archive import Act, Entry
from skywitness.archive.store import held
from skywitness.errors import NotReleased
from skywitness.model.provenance import Decision, standing_decisions
from skywitness.model.words import DecisionKind

MADE_FOR = {"made_for": "publication"}
"""What the custody log records of a copy that was made to be published; only the code that makes such copies writes it."""


def require_release(digest: str, entries: Sequence[Entry], decisions: Iterable[Decision]) -> Decision:
    """The decision by which a person released this very copy, the newest that stands.

    A release of the original does not do: that nobody can be recognised in the copy, only who looked at the copy can say.

    Raises
    ------
    NotReleased
        The message says what is missing and how to get it.
    """
    there = {str(entry.digest) for entry in held(entries).values()}
    made = next((entry for entry in entries if _is_made_for_it(entry, digest) and digest in there), None)
    if made is None:
        raise NotReleased(
            f"{digest} is no copy that was made to be published; make one with: skywitness blur DIGEST --by NAME --ledger DIR"
        )
    if made.of not in there:
        raise NotReleased(f"{digest} may not be published: the file that it was made of, {made.of}, was erased")
    releases = [each for each in standing_decisions(decisions) if each.kind is DecisionKind.RELEASE and digest in each.about]
    if not releases:
        raise NotReleased(
            f"nobody released {digest}: look at it whole, then say so with: skywitness decide release {digest} --by NAME --why TEXT --ledger DIR"
        )
    return releases[-1]


def unreleased(entries: Sequence[Entry], decisions: Iterable[Decision]) -> dict[str, str]:
    """The copies made to be published that nobody has released yet, each with the digest of the file that it was made of; both are still held."""
    there = {str(entry.digest) for entry in held(entries).values()}
    released = {each for decision in standing_decisions(decisions) if decision.kind is DecisionKind.RELEASE for each in decision.about}
    made = {digest: str(entry.of) for entry in entries if (digest := str(entry.digest)) not in released and _is_made_for_it(entry, digest)}
    return {digest: of for digest, of in made.items() if {digest, of} <= there}


def tell_release(decision: Decision) -> str:
    """The release, for the custody log."""
    return f"released by {decision.by} ({decision.decision_id}): {decision.why}"


def _is_made_for_it(entry: Entry, digest: str) -> bool:
    return entry.act is Act.DERIVED and entry.digest == digest and MADE_FOR.items() <= entry.recorded.items()
