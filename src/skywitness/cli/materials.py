"""The bill of materials: every package that skywitness would use here, with version, licence and what needs it, as CycloneDX 1.6 (ECMA-424).

It is read off what is installed, and no network is asked. The same installation gives the same bytes: it names neither an instant nor a machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution

OURS = "skywitness"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_RUNS_OF_SIGNS = re.compile(r"[-_.]+")


def list_materials() -> dict[str, object]:
    """The document, ready to be written as JSON."""
    found = dict(sorted(_reach(OURS).items()))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**_component(found[OURS]), "type": "application"}},
        "components": [_component(each) for name, each in found.items() if name != OURS],
        "dependencies": [
            {"ref": _address(each), "dependsOn": [_address(found[need]) for need in sorted(set(_needs(each))) if need in found]}
            for each in found.values()
        ],
    }


def _reach(name: str) -> dict[str, Distribution]:
    """A package and all that it needs, however far away, as far as it is installed; what extras need as well."""
    found, waiting = dict[str, Distribution](), [name]
    while waiting:
        key = waiting.pop()
        if key in found:
            continue
        try:
            found[key] = distribution(key)
        except PackageNotFoundError:
            continue  # an extra, or for another system: not here, so not used
        waiting += _needs(found[key])
    return found


def _needs(package: Distribution) -> Iterator[str]:
    for told in package.requires or ():
        name = _NAME.match(told)
        if name:
            yield _canonical(name[0])


def _component(package: Distribution) -> dict[str, object]:
    address = _address(package)
    made: dict[str, object] = {"type": "library", "bom-ref": address, "name": _name(package), "version": package.version, "purl": address}
    licence = _licence(package)
    return {**made, "licenses": [licence]} if licence else made


def _licence(package: Distribution) -> Mapping[str, object] | None:
    """By its expression (PEP 639), else the classifiers, else what it says in a line; None when it tells none."""
    told = package.metadata
    if "License-Expression" in told:
        return {"expression": told["License-Expression"]}
    names = [each.rsplit(" :: ", 1)[-1] for each in told.get_all("Classifier") or () if each.startswith("License :: ")]
    name = "; ".join(names) or next(iter((told.get_all("License") or [""])[0].strip().splitlines()), "")
    return {"license": {"name": name}} if name else None


def _address(package: Distribution) -> str:
    """Its package URL.

    >>> _address(distribution("msgspec")).startswith("pkg:pypi/msgspec@")
    True
    """
    return f"pkg:pypi/{_name(package)}@{package.version}"


def _name(package: Distribution) -> str:
    return _canonical(package.metadata["Name"])


def _canonical(name: str) -> str:
    """A name as indexes compare it (PEP 503).

    >>> _canonical("Jinja2"), _canonical("ruamel.yaml_x")
    ('jinja2', 'ruamel-yaml-x')
    """
    return _RUNS_OF_SIGNS.sub("-", name).lower()
