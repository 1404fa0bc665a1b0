"""Clocks that come, change and go leave the curve that those would give which are there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from skywitness.model.incident import Silence
from skywitness.publish.watched import Group, Watched
from skywitness.stats.delays import fit_delays

NOW = datetime(2031, 5, 1, tzinfo=UTC)
SOURCES, KINDS = ("mayor", "ministry"), ("town", "state")


@st.composite
def silences(draw: st.DrawFn) -> Silence:
    """A clock that runs, ended, or cannot run."""
    number, hours = draw(st.integers(0, 1)), draw(st.integers(0, 90))
    is_open, is_known = draw(st.booleans()), draw(st.booleans())
    return Silence(
        source=SOURCES[number],
        kind=KINDS[number],
        open=is_open,
        since=NOW - timedelta(hours=hours) if is_known else None,
        hours=None if is_open or not is_known else float(hours),
        why="",
        observed=draw(st.booleans()),
    )


@given(steps=st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.lists(silences(), max_size=4)), max_size=12), is_dated=st.booleans())
def test_the_curve_is_that_of_the_clocks_that_are_there(steps: list[tuple[str, list[Silence] | None]], *, is_dated: bool) -> None:
    watched, there, now = Watched(), dict[str, list[Silence]](), NOW if is_dated else None
    for incident, told in steps:
        if told is None:
            watched.drop(incident)
            there.pop(incident, None)
        else:
            watched.put(incident, told)
            there[incident] = told
    for source in SOURCES:
        kept = [each for told in there.values() for each in told if each.observed and each.source == source]
        running = [(round((NOW - each.since).total_seconds() / 3600, 2), False) for each in kept if each.open and each.since and now]
        ended = [(each.hours, True) for each in kept if not each.open and each.hours is not None]
        assert watched.curve(Group("source", source), now) == fit_delays([*running, *ended])


def test_a_curve_follows_what_changes_while_that_is_quick() -> None:
    watched, group = Watched(), Group("kind", "town")
    spoke = Silence(source="mayor", kind="town", open=False, since=NOW, hours=2.0, why="", observed=True)
    watched.put("one", [spoke])
    assert watched.curve(group, NOW).words == 1
    watched.put("two", [spoke, spoke])
    assert watched.curve(group, NOW).words == 3
    watched.drop("one")
    assert watched.curve(group, NOW).words == 2
    assert watched.curve(Group("kind", "nobody"), NOW).clocks == 0
