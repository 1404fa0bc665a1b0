"""May a copy of a photo or film be published? Only one that was made for it, of a file that is still held, that a person has looked at and released, and that no delay holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from skywitness.archive import Act, Entry
from skywitness.archive.store import held
from skywitness.errors import NotReleased
from skywitness.ledger import Ledger
from skywitness.model.ids import Digest, ReportId
from skywitness.model.incident import SEEN_MEDIA
from skywitness.model.provenance import Decision, standing_decisions
from skywitness.model.words import DecisionKind
from skywitness.publish.view import View

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


def require_no_delay(digest: str, entries: Sequence[Entry], ledger: Ledger, view: View) -> None:
    """Nothing, where no report that brought the original of a copy, or another file of its shot, is so fresh that a defending unit may be seen in it.

    Raises
    ------
    NotReleased
        It is; the message says until when.
    """
    original = next((str(entry.of) for entry in entries if _is_made_for_it(entry, digest)), digest)
    until = view.footage_held_until(find_carriers(original, entries, ledger))
    if until is not None:
        raise NotReleased(
            f"{digest} is held until {until:%Y-%m-%d %H:%M} UTC: it may show a defending unit, its type or where it was filmed from, "
            "and the do-no-harm policy holds these back; publish it then, or give a policy of your own with --config"
        )


def find_carriers(media: str, entries: Sequence[Entry], ledger: Ledger) -> set[Digest]:
    """The current reports that carry a file, or another one that was found to show the same shot."""
    findings = list(ledger.findings())
    shots = {media} | {str(each.media) for each in findings if each.measure.get(SEEN_MEDIA) == media}
    shots |= {str(each.measure[SEEN_MEDIA]) for each in findings if each.media == media and each.measure.get(SEEN_MEDIA)}
    posts = {
        (entry.recorded.get("published_by"), ReportId(entry.recorded["report"]))
        for entry in entries
        if entry.digest in shots and "report" in entry.recorded
    }
    newest = ([each.digest for each in ledger.versions(report_id) if each.source == source][-1:] for source, report_id in posts)
    return {digest for digests in newest for digest in digests} | {
        each.report for each in findings if each.report and str(each.media) in shots
    }


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
