"""Copies as reports come and go: what is found is what one scan over all of them finds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuse.invented import NIGHT

from skywitness.fuse.copies import find_copies
from skywitness.fuse.ongoing import copying
from skywitness.fuse.ongoing.copying import Copying
from skywitness.fuse.shared_media import name_shots
from skywitness.model.ids import Digest
from skywitness.model.incident import SEEN_MEDIA, Derivation, Finding
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import Stream, Verdict

TEXTS = [
    "Three drones were shot down over the river near Yelets tonight, a warehouse burns",
    "Three drones were shot down over the river near Yelets tonight, a warehouse burns and people left",
    "Just now: Three drones were shot down over the river near Yelets tonight, a warehouse burns",
    "Over the river near Yelets tonight three drones fell, nobody was hurt, the mayor writes of a warehouse",
    "Над Ельцом ночью сбито три дрона, горит склад",
    "Three drones were shot down over Yelets, a warehouse burns",
    "All clear",
    "More at https://t.me/one/1 and later",
    "Look https://t.me/two/2 first",
]
REPORTS = st.builds(
    lambda text, source, minute, forwarded, url, media, stream: make_report(
        source=source,
        stream=stream,
        text=text,
        published_at=None if minute is None else NIGHT + timedelta(minutes=minute),
        collected_at=NIGHT + timedelta(days=9),
        locator=Locator(),
        forwarded_from=forwarded,
        url=url,
        media=media,
    ),
    st.sampled_from(TEXTS),
    st.sampled_from(["one", "two", "three", "four"]),
    st.sampled_from([None, *range(0, 3000, 7)]),
    st.sampled_from([None, None, "one", "two"]),
    st.sampled_from([None, None, "https://t.me/one/1", "https://t.me/two/2"]),
    st.sampled_from([(), (), ("a.mp4",), ("b.mp4",), ("a.mp4", "b.mp4")]),
    st.sampled_from([Stream.GRASSROOTS, Stream.OFFICIAL]),
)

FOUND = st.lists(
    st.builds(
        lambda media, seen, verdict: Finding(
            file="a", verifier="reuse", verdict=verdict, measure={SEEN_MEDIA: seen} if seen else {}, why="w", media=Digest(media)
        ),
        st.sampled_from("klmn"),
        st.sampled_from(["k", "l", None]),
        st.sampled_from([Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE, Verdict.REFUTES]),
    ),
    max_size=2,
)


@settings(max_examples=60, deadline=None)
@given(told=st.lists(REPORTS, min_size=1, max_size=40), data=st.data(), remembered=st.sampled_from([2, 30]))
def test_copies_are_those_of_one_scan_whatever_came_and_went(told: list[Report], data: st.DataObject, remembered: int) -> None:
    reports = {report.digest: report for report in told}
    findings = {digest: data.draw(FOUND) for digest in reports}
    with pytest.MonkeyPatch.context() as patch:
        for module in (copying, "skywitness.fuse.copies", "skywitness.fuse.translation"):
            name = module if isinstance(module, str) else module.__name__
            patch.setattr(f"{name}.REMEMBERED", remembered)
        ongoing = Copying(reports.__getitem__, lambda digest: name_shots(findings.get(digest, ())))
        there: dict[Digest, Report] = {}
        known: dict[Digest, Derivation] = {}
        for _ in range(data.draw(st.integers(1, 6))):
            moving = data.draw(st.lists(st.sampled_from(list(reports.values())), unique_by=lambda report: report.digest))
            gone = [report.digest for report in moving if report.digest in there]
            came = [report for report in moving if report.digest not in there]
            changed = ongoing.replace(gone, came)
            for digest in gone:
                del there[digest]
            there.update((report.digest, report) for report in came)
            expected = {derivation.child: derivation for derivation in find_copies(there, findings)}
            assert ongoing.derivations == expected
            assert changed == {digest for digest in {*known, *expected} if known.get(digest) != expected.get(digest)}
            known = expected
