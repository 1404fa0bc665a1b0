"""Fuzzes one parser in this process until libFuzzer ends it: ``python -m bench.attack NAME [libFuzzer's options]``, as ``bench.fuzz`` starts it.

Our own modules are watched for what they cover, so they are loaded here and nowhere before.
"""

from __future__ import annotations

import logging
import sys

import atheris

with atheris.instrument_imports(include=["skywitness", "tests"], enable_loader_override=False):
    from tests.hostile.parsers import PARSERS
    from tests.hostile.seeds import SEEDS


def main(name: str, arguments: list[str]) -> None:
    """Attack it."""
    logging.disable()
    for seed in SEEDS[name]:
        PARSERS[name](seed)  # what is loaded once is no part of the first input's time
    atheris.Setup([name, *arguments], PARSERS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
