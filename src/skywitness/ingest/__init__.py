"""Inputs become reports: each file is recognised by content and read item by item; what cannot be used is set aside with its place and reason."""

from skywitness.ingest.recognise import read_input

__all__ = ["read_input"]
