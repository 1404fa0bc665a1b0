"""What a report says: language-neutral machinery in ``core``, one folder of tables per language."""
