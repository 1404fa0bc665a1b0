"""Russian: tables in this folder, rules in ``extract.core``."""

from __future__ import annotations

from pathlib import Path

from skywitness.extract.core.reader import Reader
from skywitness.extract.narrative import read_told
from skywitness.model.reading import Reading
from skywitness.model.report import Report, SourceProfile

VERSION = "1"
FOLDER = Path(__file__).parent


class Russian(Reader):
    """Reads reports in Russian."""

    def __init__(self) -> None:
        super().__init__(FOLDER, VERSION)

    def read(self, report: Report, profile: SourceProfile) -> Reading:
        """All that the report says: a post as it stands, an article sentence by sentence."""
        return read_told(report, profile, self.language, super().read)
