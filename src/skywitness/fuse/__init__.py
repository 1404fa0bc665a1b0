"""One happening, counted once: copies, incidents, roll-ups, and what each value stands on."""

from skywitness.fuse.copies import shorten_address
from skywitness.fuse.evidence import Evidence, Fused
from skywitness.fuse.footage import group_findings
from skywitness.fuse.fusion import fuse
from skywitness.fuse.idle import is_idle, leave_out_idle, list_links
from skywitness.fuse.rulings import obey

__all__ = ["Evidence", "Fused", "fuse", "group_findings", "is_idle", "leave_out_idle", "list_links", "obey", "shorten_address"]
