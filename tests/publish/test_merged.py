"""What is kept up of incidents that went into others is what all of their steps give."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skywitness.model.ids import IncidentId
from skywitness.publish.merged import Merged
from skywitness.publish.opening import find_merged

IDS = [IncidentId(f"i-{number}") for number in range(7)]


@given(st.permutations(IDS), st.data())
def test_incidents_that_go_one_after_another_end_where_all_steps_lead(order: list[IncidentId], data: st.DataObject) -> None:
    steps, merged = dict[IncidentId, IncidentId](), Merged({})
    for number, gone in enumerate(order[:-1]):
        into = data.draw(st.sampled_from(order[number + 1 :]))
        steps[gone] = into
        assert merged.follow({gone: into}, {gone, into})
        ends = dict[IncidentId, IncidentId]()
        for each in steps:
            end = each
            while end in steps:
                end = steps[end]
            ends[each] = end
        assert merged.came == find_merged(ends)


def test_one_that_comes_back_is_left_to_whoever_reads_everything() -> None:
    one, two, three = IDS[:3]
    merged = Merged({one: two})
    assert not merged.follow({}, {one})
    assert not merged.follow({one: three}, {one, three})
    assert merged.came == {two: [one]}
