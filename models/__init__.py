"""The science: cells, tasks, training, measuring. Knows torch, never the web."""

__version__ = "2"  # raised whenever a change alters what a config computes
