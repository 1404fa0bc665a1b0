"""The evidentiary archive beside a ledger: files as they were collected, provably unchanged, and who held them."""

from skywitness.archive.check import Fault, Survey, examine, survey_archive
from skywitness.archive.entry import Act, Entry
from skywitness.archive.store import FOLDER, Archive, Kept

__all__ = ["FOLDER", "Act", "Archive", "Entry", "Fault", "Kept", "Survey", "examine", "survey_archive"]
