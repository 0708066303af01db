"""Is the hidden state a sharpened cell state? How the values of c, tanh(c) and h are spread."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from models.analysis.trace import Trace

NEAR, FAR = 0.1, 0.9
BINS = 40  # over -1 to 1 they are 0.05 wide, so that NEAR and FAR are edges


@dataclass(frozen=True)
class Distribution:
    """How the values of one vector are spread, over all units and steps.

    Attributes:
        edges: (BINS + 1,), symmetric about 0: -1 to 1, or as far as the largest value.
        share: (BINS,), the share of the values in each bin; they add up to 1.
        near_zero: the share with magnitude below 0.1.
        saturated: the share with magnitude above 0.9.
    """

    edges: Tensor
    share: Tensor
    near_zero: float
    saturated: float

    @property
    def between(self) -> float:
        """The share that is neither: the smaller, the sharper."""
        return max(1 - self.near_zero - self.saturated, 0.0)


@dataclass(frozen=True)
class Distributions:
    """The vectors of one layer, compared.

    Attributes:
        vectors: "c", "tanh c" and "h"; "h" alone where the cell has no cell state.
        correlation: of tanh(c) with h, over all units and steps; None where there is no c, NaN where one of
            them never changes.
        note: what is missing and why, in one sentence; "" where nothing is.
    """

    vectors: dict[str, Distribution]
    correlation: float | None
    note: str

    @property
    def sharpened(self) -> bool | None:
        """Whether fewer values of h than of tanh(c) are in between; None where there is no c to compare."""
        if "c" not in self.vectors:
            return None
        return self.vectors["h"].between < self.vectors["tanh c"].between


def distributions(traces: Sequence[Trace], layer: int) -> Distributions:
    """Histograms of c, tanh(c) and h, and the numbers that decide the claim "h is a sharpened c".

    As h = o tanh(c) with o between 0 and 1, h is never beyond 0.9 more often than tanh(c), nor near zero less
    often. So "sharpened" can only mean that less is left in between. The claim is that of Edwin Chen (2017),
    Exploring LSTMs.

    Args:
        traces: what was read, at least one; values that are NaN (a recording may lack them) do not count.
        layer: from 0.

    Raises:
        ValueError: where there is no value at all.
    """
    values = {
        symbol: torch.cat([trace.layers[layer][symbol].flatten() for trace in traces])
        for symbol in ("c", "h")
        if symbol in traces[0].layers[layer]
    }
    known = ~torch.stack(list(values.values())).isnan().any(0)
    if not known.any():
        raise ValueError("there are no values to count; every step of this recording is empty")
    values = {symbol: own[known] for symbol, own in values.items()}
    if "c" not in values:
        note = "This cell has no cell state c, so there is only h, and nothing to compare it with."
        return Distributions({"h": distribution(values["h"])}, None, note)
    values = {"c": values["c"], "tanh c": values["c"].tanh(), "h": values["h"]}
    long, shown = (values[name] - values[name].mean() for name in ("tanh c", "h"))
    correlation = float(long @ shown / (long.norm() * shown.norm()))
    return Distributions({name: distribution(own) for name, own in values.items()}, correlation, "")


def distribution(values: Tensor) -> Distribution:
    """The histogram of values (N,), at least one and none of them NaN."""
    size = values.abs()
    edges = torch.linspace(-1, 1, BINS + 1, dtype=values.dtype) * max(float(size.max()), 1.0)
    places = torch.bucketize(values, edges[1:-1], right=True)
    share = torch.bincount(places, minlength=BINS).to(values.dtype) / len(values)
    near, far = ((size < NEAR).double().mean(), (size > FAR).double().mean())
    return Distribution(edges, share, float(near), float(far))
