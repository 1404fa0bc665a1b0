"""Walking JSON piece by piece gives what decoding it whole gives, however the pieces fall."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.ingest.json_cursor import BrokenJson, JsonCursor

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(st.text(max_size=6), VALUES, max_size=5)


@given(DOCUMENTS, st.integers(1, 9), st.booleans())
def test_members_are_those_of_the_decoded_document(document: dict[str, object], piece_bytes: int, is_spaced: bool) -> None:
    written = json.dumps(document, ensure_ascii=not is_spaced, indent=2 if is_spaced else None).encode()
    cursor = JsonCursor(io.BytesIO(written), max_item_bytes=10_000, piece_bytes=piece_bytes)
    assert {key: json.loads(cursor.take() or b"") for key in cursor.members()} == document


@given(st.lists(VALUES, max_size=6), st.integers(1, 9))
def test_elements_are_those_of_the_decoded_array(array: list[object], piece_bytes: int) -> None:
    cursor = JsonCursor(io.BytesIO(json.dumps(array).encode()), max_item_bytes=10_000, piece_bytes=piece_bytes)
    assert [json.loads(cursor.take() or b"") for _number in cursor.elements()] == array


@given(st.binary(max_size=60), st.integers(1, 9))
def test_garbage_ends_in_broken_json_or_in_nothing(garbage: bytes, piece_bytes: int) -> None:
    cursor = JsonCursor(io.BytesIO(b"{" + garbage), max_item_bytes=20, piece_bytes=piece_bytes)
    with contextlib.suppress(BrokenJson):
        skip_all(cursor)


def skip_all(cursor: JsonCursor) -> None:
    for _key in cursor.members():
        cursor.skip()


def test_a_value_over_the_limit_is_passed_over() -> None:
    cursor = JsonCursor(io.BytesIO(b'["' + b"x" * 50 + b'", 2]'), max_item_bytes=10, piece_bytes=4)
    assert [cursor.take() for _number in cursor.elements()] == [None, b"2"]


@pytest.mark.parametrize("broken", [b'{"a" 1}', b'{"a": 1', b'{"a": 1,', b"{1: 2}", b'{"a": 1 "b": 2}', b'{"\\ud800": 1}', b""])
def test_what_is_broken_is_said_with_its_byte(broken: bytes) -> None:
    with pytest.raises(BrokenJson, match=r"\(byte \d"):
        skip_all(JsonCursor(io.BytesIO(broken), max_item_bytes=10))
