"""What leaves the ledger: one do-no-harm gate, the shape of its rows, and the formats that they are written in."""

from skywitness.publish.filters import in_box, since_instant
from skywitness.publish.harm import Gate, Released, release
from skywitness.publish.places import Atlas, fine_place_words
from skywitness.publish.policy import Policy, load_policy

__all__ = ["Atlas", "Gate", "Policy", "Released", "fine_place_words", "in_box", "load_policy", "release", "since_instant"]
