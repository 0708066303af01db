"""The value of everything in a data flow, at every step of a text."""

import torch
from torch import Tensor

from models.analysis.trace import Trace
from models.cells import Cell
from models.graphs.cells import GRAPHS, READOUT
from models.graphs.node import BEFORE, Graph
from models.network import Network
from models.training.batches import encode


def weights(network: Network) -> dict[str, Tensor]:
    """Every weight of a network of one layer by its letter.

    W_i (D, H), U_i (H, H) and b_i (1, H) for each block, where there is but one without its name;
    p_i (1, H) for each peephole; V (H, V) and v (1, V).
    """
    cell = network.cells[0]
    found = {"V": network.V, "v": network.v}
    for name, parameter in cell.named_parameters():
        found |= {name: parameter} if name == "d" else cut(cell, name, parameter)
    return found


def cut(cell: Cell, name: str, parameter: Tensor) -> dict[str, Tensor]:
    """A parameter in its blocks."""
    if name == "p":
        return {f"p_{block}": row[None] for block, row in zip("ifo", parameter, strict=True)}
    if len(cell.blocks) == 1:
        return {name: parameter}
    return {f"{name}_{block}": parameter[:, cell.columns(block)] for block in cell.blocks}


@torch.inference_mode()
def values(network: Network, trace: Trace) -> dict[str, Tensor]:
    """The values behind a trace of a network of one layer.

    Returns:
        By node (T, H); "x" and the readout's "y" and "sum y" are (T, V). What a sum adds up is there too, by
        source and weight: "x W_i" (T, H).
    """
    traced, known = trace.layers[0], weights(network)
    found = {"x": network.encode(torch.tensor(encode(trace.characters, trace.alphabet)))}
    for symbol in network.cells[0].state_symbols:
        found[symbol + BEFORE] = torch.cat([torch.zeros_like(traced[symbol][:1]), traced[symbol][:-1]])
    phi = {"phi": network.cells[0].phi, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "softmax": soften}
    flow: Graph = GRAPHS[network.cell] | READOUT
    for name, node in flow.items():
        if name in found:
            continue
        if node.kind == "sum":
            parts = [weighted(found, known, source, weight) for source, weight in node.parts]
            found[name] = sum(parts[1:], parts[0]).expand(len(trace.characters), -1)
        elif node.kind == "product":
            found[name] = found[node.sources[0]] * found[node.sources[1]]
        elif node.kind == "complement":
            found[name] = 1 - found[node.sources[0]]
        else:
            found[name] = phi[node.kind](found[node.sources[0]])
    return found


def soften(scores: Tensor) -> Tensor:
    """Scores (T, V) to probabilities."""
    return scores.softmax(-1)


def weighted(found: dict[str, Tensor], known: dict[str, Tensor], source: str, weight: str) -> Tensor:
    """One summand, which is kept where it is a product with a weight; a peephole is elementwise."""
    if not source:
        return known[weight]
    if not weight:
        return found[source]
    value = found[source] * known[weight] if weight.startswith("p") else found[source] @ known[weight]
    found[f"{source} {weight}"] = value
    return value
