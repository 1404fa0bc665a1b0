"""The queue's order, whatever comes and goes: held against a plain list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skywitness.attending import Queue
from skywitness.model.ids import IncidentId
from skywitness.model.review import Item, Need

IDS = st.sampled_from([IncidentId(f"i-{number}") for number in range(5)])


@st.composite
def items(draw: st.DrawFn) -> Item:
    about = tuple(draw(st.lists(IDS, max_size=2, unique=True)))
    need = draw(st.sampled_from(Need))
    key = f"{need}:{':'.join(about)}"
    return Item(key=key, need=need, incidents=about, chance=draw(st.floats(0, 1)), standings=draw(st.sampled_from([1.0, 2.0, 8.0])))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), items()),
        st.tuples(st.just("discard"), items()),
        st.tuples(st.just("replace"), IDS, st.lists(items(), max_size=3)),
    )
)


@given(STEPS)
def test_order_is_by_worth_whatever_comes_and_goes(steps: list[tuple[object, ...]]) -> None:
    queue, plain = Queue(), dict[str, Item]()
    for kind, *told in steps:
        match kind, told:
            case "put", [Item() as item]:
                queue.put(item)
                plain[item.key] = item
            case "discard", [Item() as item]:
                queue.discard(item.key)
                plain.pop(item.key, None)
            case "replace", [str() as incident, list() as fresh]:
                queue.replace([incident], fresh)
                plain = {key: each for key, each in plain.items() if incident not in each.incidents}
                plain |= {each.key: each for each in fresh}
    ordered = sorted(plain.values(), key=lambda each: (-each.value, each.key))
    assert queue.first(1_000) == ordered
    assert queue.first(2, skip=1) == ordered[1:3]
    assert len(queue) == len(plain)
    for need in Need:
        assert queue.first(1_000, need=need) == [each for each in ordered if each.need is need]
        assert queue.counts()[need] == sum(each.need is need for each in ordered)
    for incident in {each for item in plain.values() for each in item.incidents}:
        assert queue.about(incident) == [each for each in ordered if incident in each.incidents]
