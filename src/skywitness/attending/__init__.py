"""Attends to a ledger while people work on it: obeys what they decide, and keeps the queue of what needs one of them."""

from skywitness.attending.queue import Queue
from skywitness.attending.steward import Steward

__all__ = ["Queue", "Steward"]
