"""The records that flow between stages: frozen, checked at the border, trusted inside. No I/O lives here."""
