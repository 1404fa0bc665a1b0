"""Turns the place names of readings into places: discs with a region code, each with the reason why it was settled so, or why it was not."""

from skywitness.locate.reading import locate_name, locate_reading

__all__ = ["locate_name", "locate_reading"]
