"""Fusion that goes on: reports and decisions come and go, and only what they touch is worked out again."""

from skywitness.fuse.ongoing.doubts import find_doubts
from skywitness.fuse.ongoing.fusing import Ongoing
from skywitness.fuse.ongoing.gathering import Touched
from skywitness.fuse.ongoing.leaves import Filed

__all__ = ["Filed", "Ongoing", "Touched", "find_doubts"]
