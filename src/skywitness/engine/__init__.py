"""Where costly work on many batches is done: in this process, in a pool of processes beside it, or on the machines of a Ray cluster.

An engine decides where and never what: results come in the order of the batches, so that a ledger gets the same rows in the same order from each.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from skywitness.engine.local import HERE, Local
from skywitness.engine.protocol import Engine, Job

__all__ = ["HERE", "Engine", "EngineName", "Job", "Local", "open_engine"]


class EngineName(StrEnum):
    """The engines that one can ask for."""

    LOCAL = "local"
    RAY = "ray"


@contextmanager
def open_engine(name: EngineName, *, address: str | None = None, processes: int | None = None) -> Iterator[Engine]:
    """An engine until the block ends: ``processes`` of this machine (as many as it has cores, when none are named), or the Ray cluster at an address;
    Ray without an address is started on this machine, for the block alone.

    Raises
    ------
    MissingPart
        Ray is asked for and not installed.
    PartFailed
        No cluster answers at the address.
    """
    if name is EngineName.LOCAL:
        with Local(processes) as local:
            yield local
        return
    from skywitness.engine.on_ray import open_ray  # an extra; Ray takes a second to import

    with open_ray(address, processes) as ray:
        yield ray
