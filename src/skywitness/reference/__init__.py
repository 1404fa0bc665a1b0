"""Curated knowledge with source and date on every line: what systems are, and which authority answers for what."""

from skywitness.reference.authorities import Authority, answers_there, authorities_for, find_authority, known_profiles, load_authorities
from skywitness.reference.facts import Facts, Maker, System, find_maker, find_system, load_facts

__all__ = [
    "Authority",
    "Facts",
    "Maker",
    "System",
    "answers_there",
    "authorities_for",
    "find_authority",
    "find_maker",
    "find_system",
    "known_profiles",
    "load_authorities",
    "load_facts",
]
