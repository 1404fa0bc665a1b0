"""What patterns are said to need must be there wherever they match."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from skywitness.extract.narrative.needs import needed_pieces
from skywitness.extract.narrative.tables import Rule, narrative_tables

_WORLDS = Path(__file__).parent
_RULES = [(lang, name, rule) for lang in ("ru", "uk", "en") for name, rules in narrative_tables(lang).rules.items() for rule in rules]
_NEEDY = [(lang, name, rule) for lang, name, rule in _RULES if rule.needs is not None]


def _texts(node: object) -> list[str]:
    """All texts of the golden tables beside this file."""
    if isinstance(node, str):
        return [node]
    below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [text for one in below for text in _texts(one)]


_TOLD = [text for path in sorted(_WORLDS.glob("*.yml")) for text in _texts(yaml.safe_load(path.read_text("utf-8")))]


def test_no_rule_matches_a_text_without_what_it_needs() -> None:
    matched = [(rule, text) for _, _, rule in _NEEDY for text in _TOLD if rule.pattern.search(text)]
    assert len(matched) > 100
    assert all(_holds(rule, text) for rule, text in matched)


def test_a_guarded_search_finds_what_the_pattern_finds() -> None:
    tables = narrative_tables("ru")
    found = [(tables.search(name, text), tables[name].search(text)) for name in ("theme", "genre", "engaged", "means") for text in _TOLD]
    assert [None if one is None else one.span() for one, _ in found] == [None if other is None else other.span() for _, other in found]
    assert 0 < sum(one is None for one, _ in found) < len(found)


def test_most_rules_need_something() -> None:
    assert len(_NEEDY) > 0.8 * len(_RULES)


@pytest.mark.parametrize(
    ("expression", "pieces"),
    [
        ("drone", {"drone"}),
        ("Drone|UAVs?", {"drone", "uav"}),
        ("(?:two )?drones?", {"drone"}),
        (r"\w+(?<=x)(?:shot|brought) down", {" down"}),
        ("(?:ab|drone)", None),
        ("(?:drone)?", None),
        ("[dт]ро", None),
        ("(?!drone)..", None),
        ("(?:strike ){2,}", {"strike "}),
    ],
)
def test_pieces_are_those_of_the_part_that_is_hardest_to_meet(expression: str, pieces: set[str] | None) -> None:
    assert needed_pieces(re.compile(expression, re.IGNORECASE)) == pieces


@given(
    st.lists(st.sampled_from(["дрон", "сбит", "ab", "ночью", "БПЛА"]), min_size=1, max_size=3), st.text(max_size=20), st.text(max_size=20)
)
def test_a_choice_is_met_by_each_of_its_branches(branches: list[str], before: str, behind: str) -> None:
    pattern = re.compile("(?:" + "|".join(branches) + ")", re.IGNORECASE)
    rule = Rule(pattern, {}, needed_pieces(pattern))
    assert all(_holds(rule, f"{before}{branch}{behind}") for branch in branches)


def _holds(rule: Rule, text: str) -> bool:
    return rule.needs is None or any(piece in text.lower() for piece in rule.needs)
