"""Diagrams of the cells, drawn from `models.graphs`."""
