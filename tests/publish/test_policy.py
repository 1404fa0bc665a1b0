"""How a policy of one's own is laid over the one that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from skywitness.errors import BadSettings
from skywitness.model.words import Precision
from skywitness.publish.policy import load_policy


def test_a_policy_of_ones_own_changes_only_what_it_says(tmp_path: Path) -> None:
    own = tmp_path / "policy.toml"
    own.write_text("[delay]\ndefending_unit_hours = 24.0\n")
    assert load_policy(own).delay.defending_unit_hours == 24
    assert load_policy(own).finest.air_defence is Precision.REGION


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[delay]\nunit = 3", "unit"),
        ("[finest]\nimpact = 'house'", "house"),
        ("[new]\na = 1", "new"),
        ("[delay\n", "not TOML"),
        ("delay = 3", "delay"),
    ],
)
def test_a_policy_that_is_not_understood_is_named(tmp_path: Path, text: str, words: str) -> None:
    own = tmp_path / "policy.toml"
    own.write_text(text)
    with pytest.raises(BadSettings, match=words) as caught:
        load_policy(own)
    assert "policy.toml" in str(caught.value)


def test_a_policy_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be read"):
        load_policy(tmp_path / "none.toml")
