"""W3C PROV-JSON: how every value came to be, from incident to attribute, candidate, claim and report, and who said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import BinaryIO

import msgspec

from skywitness.model.ids import content_id
from skywitness.publish.formats.rows import Row, part, parts, words

PREFIXES = {"sky": "urn:skywitness:", "prov": "http://www.w3.org/ns/prov#", "xsd": "http://www.w3.org/2001/XMLSchema#"}
Statement = tuple[str, object, dict[str, object]]
"""A section of the document, an id in it (of a relation, its two ends), and what it says."""


class Prov:
    """One document of bundles, a bundle a row, so that it can be written row by row."""

    format = "prov"
    media_type = "application/json"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the document, bundle by bundle."""
        out.write(b'{"prefix":' + msgspec.json.encode(PREFIXES) + b',"bundle":{')
        before = b"\n"
        for row in rows:
            out.write(before + msgspec.json.encode(f"sky:bundle/{row['id']}") + b":" + msgspec.json.encode(_bundle(row)))
            before = b",\n"
        out.write(b"\n}}\n")


def _bundle(row: Row) -> dict[str, dict[str, object]]:
    """The statements by section; relations are numbered as they come, each once."""
    sections: dict[str, dict[str, object]] = {"prefix": dict(PREFIXES)}
    names: dict[object, str] = {}
    for section, key, said in _statements(row):
        name = key if isinstance(key, str) else names.setdefault((section, key), f"_:n{len(names) + 1}")
        sections.setdefault(section, {})[name] = said
    return sections


def _statements(row: Row) -> Iterator[Statement]:
    whole = f"sky:{row['id']}"
    yield "activity", "sky:conclude", {"prov:type": "sky:Conclusion", "prov:label": "fused and assessed by skywitness"}
    yield (
        "entity",
        whole,
        {
            "prov:type": f"sky:{row['kind']}",
            **_told(row, "title", "what", "target", "standing", "verdict", "state", "stated", "ledger_head"),
        },
    )
    yield _relation("wasGeneratedBy", whole, "sky:conclude", "prov:entity", "prov:activity")
    for report in words(row, "reports") or [str(row["report"])]:
        yield "entity", f"sky:report/{report}", {"prov:type": "sky:Report"}
        yield _derived(whole, f"sky:report/{report}")
    for copy in parts(row, "copies"):
        yield _derived(f"sky:report/{copy['child']}", f"sky:report/{copy['parent']}", f"sky:{copy['kind']}")
    for before in words(row, "merged_from"):
        yield _relation("specializationOf", f"sky:{before}", whole, "prov:specificEntity", "prov:generalEntity")
    for about, attribute in part(row, "attributes").items():
        if isinstance(attribute, Mapping):
            yield from _of_attribute(whole, about, attribute)


def _of_attribute(whole: str, about: str, attribute: Row) -> Iterator[Statement]:
    value = f"{whole}/{about}"
    yield "entity", value, {"prov:type": "sky:Attribute", **_told(attribute, "preferred", "state", "standing", "probability", "why")}
    yield _derived(whole, value)
    for number, candidate in enumerate(parts(attribute, "candidates")):
        yield from _of_candidate(value, f"{value}/candidate-{number}", candidate)


def _of_candidate(value: str, name: str, candidate: Row) -> Iterator[Statement]:
    """What is said: by its only claim where there is one, else by an entity for all claims that say it, as a row does not tell which report holds which."""
    claims = [f"sky:{claim}" for claim in words(candidate, "claims")]
    said = _told(candidate, "value", "state", "factuality", "negated", "roots")
    [spoken] = claims if len(claims) == 1 else [name]
    yield "entity", spoken, {"prov:type": "sky:Claim" if claims == [spoken] else "sky:Candidate", **said}
    yield _derived(value, spoken)
    for claim in claims:
        if claim != spoken:
            yield "entity", claim, {"prov:type": "sky:Claim"}
            yield _derived(spoken, claim)
    for report in words(candidate, "reports"):
        yield _derived(spoken, f"sky:report/{report}", "prov:Quotation")
    for asserter in words(candidate, "asserters"):
        agent = _name_agent(asserter)
        yield "agent", agent, {"prov:type": "prov:Agent", "prov:label": asserter}
        yield _relation("wasAttributedTo", spoken, agent, "prov:entity", "prov:agent")


@lru_cache(maxsize=10_000)
def _name_agent(asserter: str) -> str:
    return f"sky:agent/{content_id('g', asserter)}"


def _told(row: Row, *keys: str) -> dict[str, object]:
    """What a row says under these keys; null cannot stand in PROV-JSON, and the state beside it says why there is no value."""
    return {f"sky:{key}": row[key] for key in keys if row.get(key) is not None}


def _derived(child: str, parent: str, how: str | None = None) -> Statement:
    section, key, said = _relation("wasDerivedFrom", child, parent, "prov:generatedEntity", "prov:usedEntity")
    return section, key, said | ({"prov:type": how} if how else {})


def _relation(section: str, one: str, other: str, one_role: str, other_role: str) -> Statement:
    return section, (one, other), {one_role: one, other_role: other}
