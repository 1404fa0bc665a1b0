"""Ukrainian: tables in this folder, rules in ``extract.core``."""

from __future__ import annotations

from pathlib import Path

from skywitness.extract.core.reader import Reader

VERSION = "1"


class Ukrainian(Reader):
    """Reads reports in Ukrainian."""

    def __init__(self) -> None:
        super().__init__(Path(__file__).parent, VERSION)
