"""Tells subscribers what they asked to be told: rules over released rows, an outbox on the disk, delivery in order, corrections to the same people."""
