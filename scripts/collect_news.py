"""Puts the news of changes.d/ together under a version in CHANGELOG.md, and empties the folder.

python -m scripts.collect_news 0.2.0 2027-01-15
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAD = "News of a coming release are collected in `changes.d/`, a file each, and put together here when it is made."


def list_news(folder: Path) -> list[str]:
    """Every news as one item of a list, by the name of its file."""
    items = []
    for path in sorted(folder.glob("*.md")):
        paragraphs = re.split(r"\n\s*\n|\n(?=- )", path.read_text("utf-8").strip())
        items += [" ".join(paragraph.removeprefix("- ").split()) for paragraph in paragraphs if paragraph.strip()]
    return items


def add_version(changelog: str, version: str, day: str, news: list[str]) -> str:
    """The change log with a version at its top.

    Raises
    ------
    ValueError
        It has that version already, or no head to put one under.
    """
    if f"## {version} " in changelog:
        raise ValueError(f"the change log has {version} already; name another version")
    before, head, after = changelog.partition(HEAD)
    if not head:
        raise ValueError("the change log has no head; it begins with how news are collected")
    items = "\n".join(f"- {each}" for each in news)
    return f"{before}{head}\n\n## {version} ({day})\n\n{items}\n\n{after.strip()}".rstrip() + "\n"


if __name__ == "__main__":
    number, date = sys.argv[1:3]
    log, folder = ROOT / "CHANGELOG.md", ROOT / "changes.d"
    log.write_text(add_version(log.read_text("utf-8"), number, date, list_news(folder)), encoding="utf-8")
    for path in folder.glob("*.md"):
        path.unlink()
