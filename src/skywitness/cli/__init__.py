"""The command line: one file a verb, data to stdout, talk and progress to stderr."""

from skywitness.cli.app import main

__all__ = ["main"]
