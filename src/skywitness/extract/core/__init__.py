"""The language-neutral machinery of extraction: from words to marks, from marks to frames, from frames to assertions."""
