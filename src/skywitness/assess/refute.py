"""Holds claims about systems (maker, origin, kind, year, operator) against reference facts: supported, refuted, or not to be told from the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from msgspec import Struct

from skywitness.assess.material import Said
from skywitness.model.incident import Refutation
from skywitness.model.words import Factuality, Verdict, What
from skywitness.reference.facts import Facts, System, Words, find_maker, find_system

YEAR_SLACK = {"first_flight": 1, "in_service": 2}
"""Years by which a claim may miss before it is refuted: authors count a first hop or a first real flight, a first unit or a decree."""


class Check(Struct, frozen=True, kw_only=True):
    """What the table says to a claim. ``fact`` is a sentence; it and its source are None when the table has nothing to say."""

    verdict: Verdict
    fact: str | None = None
    source: str | None = None
    as_of: str | None = None


UNKNOWN = Check(verdict=Verdict.INCONCLUSIVE)
Judgement = tuple[Verdict, str] | None


def check_reference(facts: Facts, subject: str | None, value: str | None, *, negated: bool = False) -> Check:
    """The verdict on a claim such as "Ka-52", "origin: Western", from the table's row and nothing else. Unknown is not refuted.

    ``value`` is "property: what is claimed"; without a property it is tried as an origin, then as a maker.

    >>> from skywitness.reference import load_facts
    >>> check_reference(load_facts(), "Ka-52", "origin: Western").fact
    'Ka-52: made by Kamov, Russia'
    >>> check_reference(load_facts(), "Ka-52", "maker: Mil").verdict.value
    'refutes'
    >>> check_reference(load_facts(), "Ka-520", "origin: Western").verdict.value
    'inconclusive'
    """
    system = find_system(facts, subject) if subject else None
    if system is None or not value:
        return UNKNOWN
    judged = _judge(facts, system, value)
    if judged is None:
        return UNKNOWN
    verdict, fact = judged
    if negated:
        verdict = {Verdict.SUPPORTS: Verdict.REFUTES, Verdict.REFUTES: Verdict.SUPPORTS}.get(verdict, verdict)
    return Check(verdict=verdict, fact=f"{system.name}: {fact}", source=system.source, as_of=system.as_of)


def refute_claims(facts: Facts, said: Iterable[Said]) -> tuple[Refutation, ...]:
    """The reference claims that the table contradicts, each with the fact and its source.

    An origin that is not stated as such ("a Ukrainian F-16") may be the owner's name and is not held against the table.
    """
    found = []
    for one in said:
        claim = one.assertion
        may_be_owner = claim.factuality is not Factuality.CERTAIN and (claim.value or "").startswith("origin")
        if claim.what is not What.REFERENCE or may_be_owner:
            continue
        check = check_reference(facts, claim.subject or claim.model, claim.value, negated=claim.negated)
        if check.verdict is Verdict.REFUTES and check.fact and check.source and check.as_of:
            found.append(
                Refutation(claim=claim.assertion_id, quote=claim.quote, fact=check.fact, fact_source=check.source, fact_as_of=check.as_of)
            )
    return tuple(found)


def read_origin(words: Words, value: str) -> frozenset[str] | None:
    """The countries that a word of origin stands for; None when it stands for none, or only from somebody's side ("foreign").

    >>> from skywitness.reference import load_facts
    >>> sorted(read_origin(load_facts().words, "Anglo-French, made in France")), read_origin(load_facts().words, "foreign-made")
    (['FR'], None)
    """
    tokens = re.findall(r"[^\W\d_]+", value.casefold().replace("u.s.", "us").replace("u.k.", "uk"))
    joined = " ".join(tokens)
    if any(token.startswith(stem) for token in tokens for stem in (*words.relative, *words.supply)):
        return None
    countries = set[str]()
    for token in tokens:
        stems = [(len(stem), origin) for origin in words.origins for stem in origin.stems if _begins(token, stem)]
        if stems:
            countries.update(max(stems, key=lambda found: found[0])[1].countries)
    for origin in words.origins:
        if any(" " in stem and stem in joined for stem in origin.stems):
            countries.update(origin.countries)
    return frozenset(countries) or None


def _begins(token: str, stem: str) -> bool:
    return token == stem or (len(stem) > 2 and token.startswith(stem))


def _judge(facts: Facts, system: System, value: str) -> Judgement:
    topic, _, claimed = value.partition(":") if ":" in value else ("", "", value)
    topic, claimed = topic.strip().casefold().replace(" ", "_"), claimed.strip()
    if not topic:
        return _judge_origin(facts, system, claimed) or _judge_maker(facts, system, claimed)
    judge = _JUDGES.get(topic)
    return judge(facts, system, claimed) if judge and claimed else None


def _judge_origin(facts: Facts, system: System, claimed: str) -> Judgement:
    countries = read_origin(facts.words, claimed)
    if countries is None:
        return None
    fact = _made_by(facts, system)
    if countries & set(system.origin):
        return Verdict.SUPPORTS, fact
    if countries & _with_heirs(facts.words, system.origin) or _with_heirs(facts.words, countries) & set(system.origin):
        return Verdict.INCONCLUSIVE, fact
    return Verdict.REFUTES, fact


def _judge_maker(facts: Facts, system: System, claimed: str) -> Judgement:
    maker = find_maker(facts, claimed)
    if maker is None or not system.makers:
        return None
    fact = _made_by(facts, system)
    if maker.name in system.makers:
        return Verdict.SUPPORTS, fact
    rows = [row for name in system.makers if (row := find_maker(facts, name))]
    related = any(row.name in maker.group or maker.name in row.group for row in rows)
    return (Verdict.INCONCLUSIVE if related else Verdict.REFUTES), fact


def _judge_kind(facts: Facts, system: System, claimed: str) -> Judgement:
    """The class decides first; roles refute only where the table says that they exclude one another."""
    words = facts.words
    kind, role = _kind_named(words, claimed), _role_named(words, claimed)
    if role == "fighter" and kind is None:
        kind = "plane"
    fact = f"is {_article(system.roles[0])} {_kind_phrase(system)}"
    if kind and not _may_be(words, kind, system.kind):
        return Verdict.REFUTES, fact
    if role is None:
        return (Verdict.SUPPORTS, fact) if _is_within(words, kind, system.kind) else None
    if role in system.roles:
        return Verdict.SUPPORTS, fact
    excluded = all(any({role, own} == set(pair) for pair in words.exclusive) for own in system.roles)
    return (Verdict.REFUTES if excluded else Verdict.INCONCLUSIVE), fact


def _judge_first_flight(_facts: Facts, system: System, claimed: str) -> Judgement:
    return _judge_year("first flew in", system.first_flight, claimed, YEAR_SLACK["first_flight"])


def _judge_in_service(_facts: Facts, system: System, claimed: str) -> Judgement:
    return _judge_year("in service since", system.in_service, claimed, YEAR_SLACK["in_service"])


def _judge_year(phrase: str, known: int | None, claimed: str, slack: int) -> Judgement:
    years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b(?!s)", claimed)]
    if known is None or len(years) != 1:
        return None
    verdict = Verdict.SUPPORTS if years[0] == known else Verdict.INCONCLUSIVE if abs(years[0] - known) <= slack else Verdict.REFUTES
    return verdict, f"{phrase} {known}"


def _judge_operator(facts: Facts, system: System, claimed: str) -> Judgement:
    """The table names some operators and never all, so nothing is refuted by absence."""
    countries = read_origin(facts.words, claimed)
    if countries is None or not countries & set(system.operators):
        return None
    return Verdict.SUPPORTS, f"operated by {_countries(facts.words, system.operators)}, among others"


_JUDGES: dict[str, Callable[[Facts, System, str], Judgement]] = {
    "origin": _judge_origin,
    "country": _judge_origin,
    "maker": _judge_maker,
    "role": _judge_kind,
    "class": _judge_kind,
    "kind": _judge_kind,
    "first_flight": _judge_first_flight,
    "in_service": _judge_in_service,
    "operator": _judge_operator,
}


def _made_by(facts: Facts, system: System) -> str:
    countries = _countries(facts.words, system.origin)
    return f"made by {' and '.join(system.makers)}, {countries}" if system.makers else f"made in {countries}"


def _countries(words: Words, codes: Iterable[str]) -> str:
    return " and ".join(words.countries.get(code, code) for code in codes)


def _with_heirs(words: Words, codes: Iterable[str]) -> set[str]:
    codes = set(codes)
    return codes.union(*(state.heirs for state in words.heirs if state.former in codes))


def _kind_phrase(system: System) -> str:
    role, kind = system.roles[0], system.kind.replace("_", " ")
    return role if kind in role else f"{role} {'drone' if kind == 'uav' else 'sea drone' if kind == 'usv' else kind}"


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _kind_named(words: Words, claimed: str) -> str | None:
    return _longest({word: kind.name for kind in words.classes for word in kind.words}, claimed)


def _role_named(words: Words, claimed: str) -> str | None:
    return _longest({word: role.name for role in words.roles for word in role.words}, claimed)


def _longest(named: dict[str, str], claimed: str) -> str | None:
    text = claimed.casefold().replace("ё", "е")
    hits = [word for word in named if re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text)]
    return named[max(hits, key=len)] if hits else None


def _is_within(words: Words, claimed: str | None, kind: str) -> bool:
    return claimed == kind or kind in words.wider.get(claimed or "", ())


def _may_be(words: Words, claimed: str, kind: str) -> bool:
    blurred = any({claimed, kind} == set(pair) for pair in words.blurred)
    return blurred or _is_within(words, claimed, kind) or _is_within(words, kind, claimed)
