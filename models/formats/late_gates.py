"""Gates that were logged a step away from the states that they lead to, recognised and lined up."""

import torch
from torch import Tensor, nan, tanh

GATES = "ifgo"
ROUNDED = 5e-4  # the most that a number with 3 decimals is off
EXPLAINED = 0.95  # the share of steps below which something is said
EQUATIONS = "c = f c' + i g and h = o tanh(c)"


def line_up(layers: list[dict[str, Tensor]]) -> list[str]:
    """Move the gates one step on where the equations ask for it; what was found, in a sentence."""
    as_written, moved = holds(layers, 0), holds(layers, 1)
    if not len(as_written):
        return []
    shares = [f"{right.double().mean():.0%}" for right in (as_written, moved)]
    only_moved, only_as_written = (moved & ~as_written).sum(), (as_written & ~moved).sum()
    if only_moved >= 2 and only_moved > 4 * only_as_written:
        for vectors in layers:
            for symbol in GATES:
                if symbol in vectors:
                    vectors[symbol] = torch.cat([vectors[symbol][:1] * nan, vectors[symbol][:-1]])
        return [
            "The file logs its gates one step apart from its states, and they have been lined up: for every "
            f"neuron {EQUATIONS} held at {shares[0]} of the steps as written, and hold at {shares[1]} now."
        ]
    if as_written.double().mean() < EXPLAINED:
        return [
            f"The recorded gates do not explain the states: for every neuron {EQUATIONS} hold at {shares[0]} "
            f"of the steps as written, and at {shares[1]} with the gates of the step before."
        ]
    return []


def holds(layers: list[dict[str, Tensor]], late: int) -> Tensor:
    """(T - 1,) whether the equations hold for every neuron within rounding, with gates from `late` steps ago.

    Empty where the file has not what an equation needs.
    """
    right = []
    for vectors in layers:
        now = {symbol: values.double()[1:] for symbol, values in vectors.items()}
        now |= {
            symbol: vectors[symbol].double()[1 - late :][: len(now["h"])] for symbol in GATES if symbol in now
        }
        if {"c", "i", "f", "g"} <= set(now):
            old, (i, f, g) = vectors["c"].double()[:-1], (now[symbol] for symbol in "ifg")
            slack = ROUNDED * (1 + old.abs() + f.abs() + i.abs() + g.abs()) + 1e-6
            right.append(((f * old + i * g - now["c"]).abs() <= slack).all(1))
        if {"c", "o", "h"} <= set(now):
            slack = ROUNDED * (2 + now["o"].abs()) + 1e-6
            right.append(((now["o"] * tanh(now["c"]) - now["h"]).abs() <= slack).all(1))
    return torch.stack(right).all(0) if right else torch.zeros(0, dtype=torch.bool)
