"""Toolbox for written words: plain views with true offsets, tokens, sentences, languages."""
