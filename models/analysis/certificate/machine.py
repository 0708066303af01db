"""Reads characters for all strings of a class at once."""

import numpy as np
import torch

from models.analysis.certificate.known import Known, Step, UnsureError
from models.analysis.certificate.moves import moves
from models.analysis.certificate.rounding import around, corners, sigmoids, tanhs
from models.network import Network


class Machine:
    """Reads characters in the one arithmetic that is meant, and counts its steps.

    Args:
        network: a single network without the axis S, one layer, whose cell carries h and c.
        most: how many characters it may read.
    """

    def __init__(self, network: Network, most: int) -> None:
        self.network, self.left, (self.cell,) = network, most, network.cells
        self.inputs = network.encode(torch.arange(network.vocabulary))[:, None]
        self.W, self.U, self.b, self.V, self.v = (
            abs(w.numpy()).astype(float)
            for w in (self.cell.W, self.cell.U, self.cell.b, network.V, network.v)
        )
        self.p = getattr(self.cell, "p", torch.zeros(3, network.hidden)).numpy()

    def read(self, state: Known, character: int) -> Step:
        """All strings of the class at once.

        Raises:
            UnsureError: where the likeliest next character may not be the same for all of them.
        """
        if not self.left:
            raise UnsureError("it takes more steps than are allowed")
        self.left -= 1
        seen: dict[str, np.ndarray] = {}

        def tap(layer: int, symbol: str, value: torch.Tensor) -> torch.Tensor:
            seen[symbol] = value[0].numpy()
            return value

        x, h = self.inputs[character], torch.from_numpy(state.h[0])[None]
        top, _ = self.network.step(x, [{"h": h, "c": torch.from_numpy(state.low)[None]}], tap)
        scores = self.network.readout(top)[0].numpy()
        if not np.isfinite([*seen["c"], *scores]).all():
            raise UnsureError("what it computes is not a number")
        if (state.h[0] == state.h[1]).all() and (state.low == state.high).all():
            c, h, f, d = (np.stack([v, v]) for v in (seen["c"], seen["h"], seen["f"], seen["i"] * seen["g"]))
        else:
            z = (x @ self.cell.W + h @ self.cell.U + self.cell.b)[0].numpy()
            c, h, f, d = self.enclosed(state, seen, z, self.W[character] + self.b[0])
        move = moves(state, c, f, d)
        slope = np.where(np.isnan(move) | (c[0] == c[1]), 0.0, state.slope)
        return Step(Known(h, *c, slope), self.likeliest(scores, h), f, d, move)

    def enclosed(
        self, state: Known, seen: dict[str, np.ndarray], z: np.ndarray, fed: np.ndarray
    ) -> list[np.ndarray]:
        """The new c and h, the forget gate and i g, each (2, H) from lowest to highest.

        Args:
            seen: what one string of the class has.
            z: (4 H,) its pre-activations, without what the gates see of c.
            fed: (4 H,) the absolute sizes of what is added to the recurrent sums.
        """
        z_i, z_f, z_g, z_o = np.split(around(z, state.h, self.U, fed), 4, axis=1)
        c = np.stack([state.low, state.high])
        i = sigmoids(z_i + corners(self.p[0], c), seen["i"])
        f = sigmoids(z_f + corners(self.p[1], c), seen["f"])
        g = np.where(z_g[0] == z_g[1], seen["g"], tanhs(z_g))
        d = corners(i, g)
        c = corners(f, c) + d
        o = sigmoids(z_o + corners(self.p[2], c), seen["o"])
        known = (o[0] == o[1]) & (c[0] == c[1])
        return [c, np.where(known, seen["h"], corners(o, tanhs(c))), f, d]

    def likeliest(self, scores: np.ndarray, h: np.ndarray) -> int:
        """The number of the next character, from the scores (V,) of the lowest h."""
        best = int(scores.argmax())
        low, high = around(scores, h, self.V, self.v[0])
        if (h[0] != h[1]).any() and (np.delete(high, best) >= low[best]).any():
            raise UnsureError("the likeliest next character may not be the same for all N")
        return best
