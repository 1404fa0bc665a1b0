"""Articles and other prose: who says what of which happening, what is only thought, what nobody tells. Tables per language beside the code."""

from skywitness.extract.narrative.article import may_tell, read_told
from skywitness.extract.narrative.discourse import add_discourse, read_discourse

__all__ = ["add_discourse", "may_tell", "read_discourse", "read_told"]
