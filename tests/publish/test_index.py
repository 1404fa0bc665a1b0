"""The index chooses what the filters for single rows choose, in the order of the list, however incidents came, changed and went."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.publish import examples as ex
from tests.publish.ledgers import pictures

from skywitness.model.incident import Dossier, Picture
from skywitness.publish.filters import Box, is_in_box
from skywitness.publish.harm import Released, release
from skywitness.publish.index import Index, Wanted, choosing, keeping
from skywitness.publish.index.words import Words
from skywitness.publish.policy import load_policy
from skywitness.web.asked import Filters

POLICY = load_policy()
times = st.sampled_from(["", "2031-03-14", "2031-03-14T22:40", "2031-03-14T22:41Z", "2031-03-15"])
filters = st.builds(
    Filters,
    q=st.sampled_from(
        ["", "", "yel", "uav intercepted", "İ", "i-00000000000000000001", "i-0000", "FILM-1", "film", "\u2028", "nothing so"]
    ),
    standing=st.sampled_from(["", "", "confirmed", "claimed", "no such"]),
    what=st.sampled_from(["", "intercepted", "impact"]),
    region=st.sampled_from(["", "RU-LIP", "RU-MOW", "RU"]),
    stream=st.sampled_from(["", "official", "grassroots", "instrument"]),
    said_by=st.sampled_from(["", "witnesses", "nobody"]),
    disputed=st.sampled_from(["", "", "count", "damage", "origin", "no such"]),
    start=times,
    end=times,
)
boxes = st.none() | st.builds(
    lambda west, south, wide: Box(west=west, south=south, east=(west + wide + 180) % 360 - 180, north=south + 5),
    st.floats(-180, 180),
    st.floats(40, 80),
    st.floats(0.1, 40),
)


def pass_all(dossiers: tuple[Dossier, ...]) -> list[Released]:
    gate: dict[str, Any] = {"policy": POLICY, "audience": "public", "now": ex.NEXT_WEEK, "atlas": ex.SmallAtlas()}
    return list(release(Picture(dossiers=dossiers), ex.REPORTS, ex.PROFILES, **gate))


def _ids(rows: list[Released]) -> list[str]:
    return [str(row["id"]) for row in rows]


def _is_firmest(incident_id: str, rows: list[Released]) -> bool:
    ranks = {
        str(row["id"]): ["claimed", "confirmed"].index(str(row["standing"])) if row["standing"] in {"claimed", "confirmed"} else 2
        for row in rows
    }
    return ranks[incident_id] == min(ranks.values())


def age_of(row: Released) -> tuple[float, str]:
    period = cast("dict[str, str]", row["period"])
    told = period.get("to") or period.get("from") or period.get("before")
    return (datetime.fromisoformat(told).timestamp() if told else 0, str(row["id"]))


@settings(max_examples=60, deadline=None)
@given(before=pictures, after=pictures, asked=st.lists(filters, min_size=1, max_size=4), box=boxes, gone=st.sets(st.integers(0, 3)))
def test_the_index_chooses_what_the_filters_admit(
    before: Picture, after: Picture, asked: list[Filters], box: Box | None, gone: set[int]
) -> None:
    index, there = Index(), dict[str, Released]()
    for row in [*pass_all(before.dossiers), *pass_all(after.dossiers)]:
        index.put(row, ["mayor"])
        there[str(row["id"])] = row
    for number in gone:
        index.drop(f"i-{number:020d}")
        there.pop(f"i-{number:020d}", None)
    assert index.ids() == sorted(there)
    for each in asked:
        found = index.select(each.wanted(box=box))
        admitted = [row for row in there.values() if each.admits(row) and (box is None or is_in_box(row, box))]
        newest = [str(row["id"]) for row in sorted(admitted, key=age_of, reverse=True)]
        assert found.newest() == newest
        assert [incident_id for at in range(len(newest)) for incident_id in found.newest(at, 1)] == newest
        assert sorted(found.all_ids()) == sorted(newest)
        told = [row for row in admitted if age_of(row)[0]]
        assert found.oldest() == [
            *_ids(sorted(told, key=lambda row: (-age_of(row)[0], str(row["id"])), reverse=True)),
            *newest[len(told) :],
        ]
        assert found.most_roots() == _ids(sorted(admitted, key=lambda row: (row["roots"], *age_of(row)), reverse=True))
        assert found.firmest(["claimed", "confirmed"])[:1] in ([], *([each] for each in _ids(admitted) if _is_firmest(each, admitted)))
        assert found.unplaced == sum(row["place"] is None for row in admitted)
        placed = [row for row in admitted if row["place"] and cast("dict[str, object]", row["place"])["lat"] is not None]
        assert sum(at.number for at in found.at_spots(["confirmed"])) == len(placed)


@settings(max_examples=20, deadline=None)
@given(picture=pictures.filter(lambda each: len(each.dossiers) > 1))
def test_what_can_be_chosen_is_counted_and_leads_to_as_many(picture: Picture) -> None:
    index = Index()
    for row in pass_all(picture.dossiers):
        index.put(row, ["mayor"])
        index.put(row, ["mayor"])
    for name, found in index.choices()._asdict().items():
        for value, number in found.items():
            assert len(index.select(Wanted(**{name: value}))) == number
    assert len(index.select(Wanted(told_by="mayor"))) == len(picture.dossiers)
    assert len(index.select(Wanted(told_by="wire"))) == 0


def test_the_dead_are_cleared_away_and_the_living_stay_found(monkeypatch: Any) -> None:
    monkeypatch.setattr(keeping, "MOST_DEAD", 8)
    rows = pass_all(tuple(ex.dossier(number) for number in range(1, 6)))
    index = Index()
    for _ in range(10):
        for row in rows:
            index.put(row, ["mayor"])
    index.drop(str(rows[0]["id"]))
    found = index.select(Wanted(q="yelets", told_by="mayor"))
    assert len(found.columns["alive"]) < 20
    assert sorted(found.newest()) == [str(row["id"]) for row in rows[1:]]


def test_a_selection_stays_what_it_was_while_the_index_goes_on(monkeypatch: Any) -> None:
    monkeypatch.setattr(keeping, "MOST_DEAD", 1)
    rows = pass_all(tuple(ex.dossier(number) for number in range(1, 6)))
    index = Index()
    for row in rows:
        index.put(row, [])
    found, ids = index.select(Wanted()), [str(row["id"]) for row in rows]
    for incident_id in ids:
        index.drop(incident_id)
    assert sorted(found.newest()) == ids
    assert len(index.select(Wanted())) == 0


def test_open_silences_and_questions_are_found_the_longest_and_the_newest_first() -> None:
    index = Index()
    silent = ex.dossier(1)
    later = msgspec.structs.replace(ex.dossier(2), silence=tuple(_later(one) for one in silent.silence))
    for row in pass_all((later, silent, msgspec.structs.replace(ex.dossier(3), silence=(), gaps=()))):
        index.put(row, [])
    found = index.select(Wanted())
    assert found.silent() == 2
    assert found.longest_silent(0, 9) == [str(each.incident.incident_id) for each in (silent, later)]
    about = str(silent.gaps[0].about)
    assert found.asking(about).newest() == [str(each.incident.incident_id) for each in (later, silent)]
    assert len(found.asking("no such question")) == 0


def _later(silence: Any) -> Any:
    return msgspec.structs.replace(silence, since=silence.since and silence.since + timedelta(hours=1), open=True)


@given(texts=st.lists(st.text("ab\u00e9\n ", max_size=12), max_size=8), part=st.text("ab\u00e9", min_size=1, max_size=3))
def test_parts_of_words_are_found_wherever_they_stand(texts: list[str], part: str) -> None:
    words = Words()
    for number, text in enumerate(texts):
        words.add(set(text.split()), number)
    assert words.mask(part, len(texts)).tolist() == [part in text for text in texts]


def test_of_many_equals_the_newest_are_put_in_order(monkeypatch: Any) -> None:
    index = Index()
    for row in pass_all(tuple(ex.dossier(number) for number in range(1, 30))):
        index.put(row, [])
    found = index.select(Wanted())
    whole = found.most_roots()
    monkeypatch.setattr(choosing, "MANY_EQUAL", 3)
    assert [found.most_roots(at, 5) for at in range(0, 30, 5)] == [whole[at : at + 5] for at in range(0, 30, 5)]
