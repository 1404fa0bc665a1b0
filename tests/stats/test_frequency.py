"""How often the like came true: every case is counted once, and a rare class is not judged by its frequent sisters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skywitness.stats import Cases, count_cases, find_cases
from skywitness.stats.frequency import ENOUGH, rest_around

PATHS = st.builds("/".join, st.tuples(st.sampled_from("ab"), st.sampled_from("cd"), st.sampled_from("ef")))
COUNTED = st.dictionaries(PATHS, st.tuples(st.integers(0, 250), st.integers(0, 250)), min_size=1)


def cases_of(counted: dict[str, tuple[int, int]]) -> list[tuple[str, bool]]:
    return [(path, True) for path, (right, _) in counted.items() for _ in range(right)] + [
        (path, False) for path, (_, wrong) in counted.items() for _ in range(wrong)
    ]


@given(COUNTED)
def test_each_case_is_counted_once_and_only_in_classes_that_have_enough(counted: dict[str, tuple[int, int]]) -> None:
    table = count_cases(cases_of(counted))
    assert all(cases.of >= ENOUGH for cases in table.values())
    assert sum(cases.of for cases in table.values()) <= sum(map(sum, counted.values()))


@given(COUNTED)
def test_what_is_found_for_the_cases_counted_is_calibrated_on_them(counted: dict[str, tuple[int, int]]) -> None:
    judged = cases_of(counted)
    table = count_cases(judged)
    by_class: dict[str, list[bool]] = {}
    for path, came_true in judged:
        if found := find_cases(table, path):
            by_class.setdefault(found[0], []).append(came_true)
    for name, outcomes in by_class.items():
        assert table[name] == Cases(sum(outcomes), len(outcomes))


def test_a_rare_class_is_not_judged_by_its_frequent_sister() -> None:
    table = count_cases([("a/often", True)] * 500 + [("a/seldom", False)] * 20)
    assert find_cases(table, "a/seldom") is None
    assert find_cases(table, "a/often") == ("a/often", Cases(500, 500))


def test_rests_go_outwards() -> None:
    assert rest_around("a/b/c") == "a/b/others"
    assert rest_around("a/b/others") == "a/others"
    assert rest_around("a/others") is None
    assert rest_around("a") is None
