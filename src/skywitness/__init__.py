"""skywitness pieces aerial incidents together from official statements and witness footage, and shows what each fact stands on."""

__version__ = "0.1.0"
