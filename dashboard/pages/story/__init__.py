"""The story: the article's experiments as one long page, each claim with a live network behind it."""
