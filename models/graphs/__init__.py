"""The data flow of each architecture as a graph, and what follows from it: equations and values."""

from models.graphs.cells import GRAPHS, READOUT

__all__ = ["GRAPHS", "READOUT"]
