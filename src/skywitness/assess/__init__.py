"""What an incident adds up to and what is missing from it: gaps, silences, contradictions, refuted claims, hypotheses, response."""

from skywitness.assess.dossier import assess
from skywitness.assess.material import Material
from skywitness.assess.refute import Check, check_reference

__all__ = ["Check", "Material", "assess", "check_reference"]
