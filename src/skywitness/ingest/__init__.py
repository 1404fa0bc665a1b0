"""Inputs become reports: each file is recognised by content and read item by item; what cannot be used is set aside with its place and reason."""

from skywitness.ingest.plain import Line, Parser
from skywitness.ingest.recognise import Item, read_input, split_input

__all__ = ["Item", "Line", "Parser", "read_input", "split_input"]
