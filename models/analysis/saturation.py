"""How often each gate is shut or open: the share of time that it is saturated."""

from collections.abc import Sequence

import torch
from torch import Tensor

from models.analysis.trace import Trace
from models.names import NAMES

SHUT, OPEN = 0.1, 0.9  # a gate below is left-saturated, above right-saturated


def saturation(traces: Sequence[Trace], layer: int) -> dict[str, Tensor]:
    """For each gate and unit the shares of time that it is below 0.1 and above 0.9.

    A unit whose forget gate is always open integrates; one whose gates are never saturated works on a
    short fuse. Karpathy, Johnson & Li (2015), Visualizing and understanding recurrent networks, figure 3.

    Args:
        traces: what was read, at least one; steps that are NaN (a recording may lack them) do not count.
        layer: from 0.

    Returns:
        symbol -> (H, 2), the shares shut and open; a unit without any value has NaN. Empty for a cell
        without gates.
    """
    shares = {}
    for symbol in traces[0].layers[layer]:
        if symbol in NAMES and NAMES[symbol].scale == "gate":
            values = torch.cat([trace.layers[layer][symbol] for trace in traces])
            sides = torch.stack([values < SHUT, values > OPEN], 2).sum(0)
            shares[symbol] = sides / (~values.isnan()).sum(0)[:, None]
    return shares
