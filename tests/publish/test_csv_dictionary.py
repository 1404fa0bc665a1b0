"""The data dictionary in the documents is the one of the code."""

from __future__ import annotations

from pathlib import Path

from skywitness.publish.formats.csv_table import COLUMNS

DICTIONARY = Path(__file__).parents[2] / "docs" / "csv-columns.md"
HEAD = """# The columns of the CSV export

An incident or a tally a line, UTF-8, RFC 4180. A text that a spreadsheet would run as a formula has an apostrophe before it. An empty cell is
never a zero: the `_state` column beside it says why it is empty. Contexts have no place in a table; the `incidents` format carries them.

| column | meaning |
|---|---|
"""


def test_every_column_is_in_the_documents_with_its_meaning() -> None:
    assert DICTIONARY.read_text("utf-8") == HEAD + "".join(f"| `{name}` | {meaning} |\n" for name, meaning in COLUMNS.items())
