"""The limited process that reads Content Credentials. Started by :mod:`skywitness.media.manifests` only.

``python -m skywitness.media.manifest_worker FILE MEDIA-TYPE MEMORY-BYTES CPU-SECONDS``
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from c2pa import C2paError, Context, Reader, Settings

from skywitness.media.confine import confine, leave_with

OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}


def main() -> None:
    """Write the manifests, or the library's error, as JSON. The library is told to stay offline, and could not go online if it were not."""
    path, media_type, memory_bytes, cpu_s = sys.argv[1:5]
    told: dict[str, object]
    with Path(path).open("rb") as file, Context(Settings.from_dict(OFFLINE)) as context:
        confine(memory_bytes=int(memory_bytes), cpu_s=int(cpu_s))
        try:
            with Reader(media_type, file, context=context) as reader:
                told = {"manifests": json.loads(reader.json())}
        except (C2paError, OSError, ValueError) as error:
            told = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    leave_with(main)
