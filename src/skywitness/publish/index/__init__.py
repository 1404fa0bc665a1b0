"""What released incidents can be chosen by: kept in columns, so that half a million are filtered while a reader waits."""

from __future__ import annotations

from skywitness.publish.index.choosing import Choices, Selection, Spot, Wanted
from skywitness.publish.index.keeping import Index

__all__ = ["Choices", "Index", "Selection", "Spot", "Wanted"]
