"""What is at hand is what was read last, and never what somebody said is another by now."""

from __future__ import annotations

from functools import partial

from skywitness.publish.at_hand import AtHand


def note(read: list[str], key: str) -> str:
    """Read a key, and note that it was read."""
    read.append(key)
    return key


def test_the_longest_unused_goes_first() -> None:
    read, at_hand = list[str](), AtHand[str, str](2)
    for key in "abacab":
        at_hand.get(key, partial(note, read, key))
    assert read == ["a", "b", "c", "b"]


def test_nothing_is_also_a_value_that_is_kept() -> None:
    read, at_hand = list[str](), AtHand[str, None](2)
    for _ in range(2):
        at_hand.get("a", lambda: read.append("a"))
    assert read == ["a"]


def test_what_is_forgotten_while_it_is_read_is_not_kept() -> None:
    at_hand = AtHand[str, str](2)

    def read_slowly() -> str:
        at_hand.forget(["a"])
        return "old"

    assert at_hand.get("a", read_slowly) == "old"
    assert at_hand.get("a", lambda: "new") == "new"
