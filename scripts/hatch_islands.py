"""Hatchling's hook: a wheel takes the islands with it, and has them built first where a checkout has not yet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class IslandsHook(BuildHookInterface[Any]):  # type: ignore[misc] # known only while a wheel is built
    """Builds what is missing; says so when it cannot, as the pages stand without scripts."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's names
        """Before a wheel is put together; an editable install takes the folder as it is."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root)))
        from scripts.build_islands import BUILT, build

        if not BUILT.exists() and (why := build()):
            self.app.display_warning(why)
