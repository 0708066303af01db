"""The story: what the cells are, built up."""
