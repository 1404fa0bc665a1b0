"""News come together under a version, each once, in the order of their names."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts.collect_news import HEAD, add_version, list_news

LOG = f"# What is new\n\n{HEAD}\n\n## 0.1.0 (2030-01-01)\n\n- The first.\n"


def test_every_item_and_every_paragraph_is_one_news(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("A plain\nsentence.\n", "utf-8")
    (tmp_path / "a.md").write_text("- One thing\n  over two lines.\n- Another.\n", "utf-8")
    (tmp_path / "note.txt").write_text("none", "utf-8")
    assert list_news(tmp_path) == ["One thing over two lines.", "Another.", "A plain sentence."]


def test_a_version_goes_to_the_top_and_only_once() -> None:
    log = add_version(LOG, "0.2.0", "2031-01-01", ["New.", "Newer."])
    assert log.index("## 0.2.0 (2031-01-01)\n\n- New.\n- Newer.\n") < log.index("## 0.1.0")
    assert log.endswith("- The first.\n")
    with pytest.raises(ValueError, match=r"has 0\.2\.0 already"):
        add_version(log, "0.2.0", "2031-01-02", [])
    with pytest.raises(ValueError, match="no head"):
        add_version("", "0.3.0", "2031-01-02", [])
