"""How one cell is trained: many seeds at once."""
