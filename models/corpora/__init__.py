"""Texts to learn from. A new one is one file here and one line in CORPORA."""
