"""A Ray cluster as an engine: plain tasks over batches, on a cluster that is there or on one of this machine's own, with nothing told to anybody.

Ray has telemetry, and a page of its own with the power to run code: both are off for a cluster that we start. It listens on the network all the same, but lets nobody
in without the token that Ray keeps in ``~/.ray/auth_token``. A cluster that others started has the settings that they gave it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from skywitness.engine.protocol import TRIES, Job, do, in_order, pack
from skywitness.errors import MissingPart, PartFailed

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # before Ray is imported
try:
    import ray
    from ray.exceptions import NodeDiedError, OutOfMemoryError, WorkerCrashedError
except ImportError as error:  # pragma: no cover - the extra is installed where tests run
    raise MissingPart("--engine ray needs Ray; install it with: pip install 'skywitness[ray]'") from error

B = TypeVar("B")
R = TypeVar("R")
AHEAD = 2
"""Batches that wait for each core of the cluster, so that none is idle while we write what came back."""
KNOCK_S = 5.0
STORE_BYTES = 400_000_000
"""Shared memory for batches on their way, on a cluster of this machine's own; Ray would else take a third of its memory."""


class OnRay:
    """Tasks on the cluster that this process is connected to."""

    def __init__(self) -> None:
        self._do = ray.remote(do).options(max_retries=TRIES - 1, num_cpus=1)

    def map(self, job: Job[B, R], batches: Iterable[B], /) -> Iterator[R]:
        """A task for each batch. Ray does one again whose worker or machine died."""
        packed = ray.put(pack(job))
        cores = int(ray.cluster_resources().get("CPU", 1))  # type: ignore[no-untyped-call]  # Ray leaves it without types
        yield from in_order(lambda batch: self._do.remote(packed, batch), self._take, batches, cores * AHEAD)

    def _take(self, coming: Any) -> Any:  # noqa: ANN401 - a reference of Ray's, and what the job gives
        try:
            return ray.get(coming)
        except (WorkerCrashedError, NodeDiedError, OutOfMemoryError) as error:
            raise PartFailed(f"a worker of Ray died {TRIES} times at the same work; see Ray's logs: is there too little memory?") from error


def _knock(address: str) -> None:
    """Ask whether anybody listens at HOST:PORT; what is no such address is left to Ray.

    Raises
    ------
    OSError
        Nobody does.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), timeout=KNOCK_S).close()


@contextmanager
def open_ray(address: str | None, processes: int | None) -> Iterator[OnRay]:
    """The cluster at an address such as ``10.0.0.5:6379``; without one, a cluster of this machine alone, with so many workers, until the block ends.

    Raises
    ------
    PartFailed
        No cluster answers at the address, or it is of another version.
    """
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    try:
        if address is None:
            ray.init(num_cpus=processes or os.cpu_count(), include_dashboard=False, object_store_memory=STORE_BYTES, **quiet)
        else:
            _knock(address)  # Ray itself may wait for ever where nobody answers
            ray.init(address=address, **quiet)
    except (OSError, RuntimeError, ValueError) as error:
        where = address or "this machine"
        raise PartFailed(
            f"no Ray cluster to be had at {where}: {' '.join(str(error).split())[:300]}; start one with: ray start --head"
        ) from error
    try:
        yield OnRay()
    finally:
        ray.shutdown()
