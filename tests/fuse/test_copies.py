"""Copies: what comes from what, and what only looks like it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from tests.fuse.invented import NIGHT

from skywitness.fuse.copies import find_copies
from skywitness.fuse.roots import trace_origins
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import DerivationKind, Stream


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    minutes: float
    copy: bool
    first: str
    second: str


CASES = msgspec.yaml.decode((Path(__file__).parent / "copies.yml").read_bytes(), type=list[Case])


def post(text: str, source: str, minutes: float = 0, *, url: str | None = None, forwarded_from: str | None = None) -> Report:
    at = NIGHT + timedelta(minutes=minutes)
    return make_report(
        source=source,
        stream=Stream.GRASSROOTS,
        text=text,
        published_at=at,
        collected_at=at,
        locator=Locator(),
        url=url,
        forwarded_from=forwarded_from,
    )


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_copy_is_a_text_told_again_soon(case: Case) -> None:
    posts = {each.digest: each for each in (post(case.first, "one"), post(case.second, "two", case.minutes))}
    assert bool(find_copies(posts)) is case.copy


def test_a_forward_names_its_origin() -> None:
    first, second = post("Тихо", "one"), post("Тихо", "two", 600, forwarded_from="one")
    (derivation,) = find_copies({each.digest: each for each in (first, second)})
    assert (derivation.kind, derivation.parent) == (DerivationKind.FORWARD, first.digest)


def test_a_link_to_one_report_makes_a_quotation_and_links_to_two_make_none() -> None:
    first = post("Взрыв", "one", url="https://t.me/one/1")
    other = post("Дым", "one", 1, url="https://t.me/one/2")
    quoting = post("Пишут: https://t.me/s/one/1?single", "two", 2)
    digest = post("За день: https://t.me/one/1 и https://t.me/one/2", "three", 3)
    found = find_copies({each.digest: each for each in (first, other, quoting, digest)})
    assert [(each.child, each.parent, each.kind) for each in found] == [(quoting.digest, first.digest, DerivationKind.QUOTE)]


def test_a_copy_of_a_copy_has_the_first_as_its_root_and_drift_does_not_chain() -> None:
    words = [f"{chr(1072 + number) * 3}слово" for number in range(30)]
    drifting = [" ".join([*(f"{chr(1072 + each) * 2}иное" for each in range(step)), *words[step:]]) for step in (0, 6, 12, 18, 24)]
    posts = [post(text, f"channel {number}", number) for number, text in enumerate(drifting)]
    derivations = find_copies({each.digest: each for each in posts})
    origins = trace_origins(derivations)
    assert origins[posts[1].digest] == posts[0].digest
    assert posts[4].digest not in origins or origins[posts[4].digest] != posts[0].digest
    assert not {each.parent for each in derivations} & {each.child for each in derivations}


def test_an_erased_report_is_a_copy_of_nothing() -> None:
    assert find_copies({each.digest: each for each in (post("", "one"), post("", "two", 1))}) == ()
