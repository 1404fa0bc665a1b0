"""Is the footage what it says it is? Each verifier looks at one file and says supports, refutes or inconclusive, with a measure and a sentence."""

from skywitness.model.incident import Finding

__all__ = ["Finding"]
