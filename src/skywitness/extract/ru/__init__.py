"""Russian: tables in this folder, rules in ``extract.core``."""

from __future__ import annotations

from pathlib import Path

from skywitness.extract.core.reader import NOTHING, Reader
from skywitness.extract.narrative import may_tell, read_told
from skywitness.in_step import Steps
from skywitness.model.reading import Reading
from skywitness.model.report import Report, SourceProfile

VERSION = "1"
FOLDER = Path(__file__).parent


class Russian(Reader):
    """Reads reports in Russian."""

    def __init__(self) -> None:
        super().__init__(FOLDER, VERSION)

    def steps(self, report: Report, profile: SourceProfile) -> Steps[Reading]:
        """All that the report says: a post as it stands, an article sentence by sentence."""
        if not may_tell(report.text, self.language, self.lets_pass):
            return self.assembled(report, profile, NOTHING)
        yield
        return (yield from read_told(report, profile, self.language, super().steps))
