"""What models propose beside the reading of a report: optional, marked, and only in words of the report. No proposal is a claim."""

from skywitness.extract.proposals.asking import Asking as Asking
