"""A world with known truth and the sources that speak of it, so that every part of skywitness can be held against what really happened.

The world is abstract on purpose: chances per layer, no real system's parameters, no guidance, no optimisation of attack or defence.
"""
