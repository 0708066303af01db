"""Reads characters for all strings of a class at once."""

import numpy as np
import torch

from models.analysis.certificate.known import Known, Step, StepsError, UnsureError
from models.analysis.certificate.rounding import around, corners, outward, sigmoids, tanhs
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
        self.U, self.V = (w.numpy().astype(float) for w in (self.cell.U, network.V))
        self.W, self.b, self.v = (abs(w.numpy()).astype(float) for w in (self.cell.W, self.cell.b, network.v))
        self.p = getattr(self.cell, "p", torch.zeros(3, network.hidden)).numpy()

    def read(self, state: Known, character: int) -> Step:
        """One character, for all strings of the class.

        Raises:
            StepsError: where no step is left.
            UnsureError: where the numbers are none.
        """
        if not self.left:
            raise StepsError("it takes more steps than are allowed")
        self.left -= 1
        seen: dict[str, np.ndarray] = {}

        def tap(layer: int, symbol: str, value: torch.Tensor) -> torch.Tensor:
            seen[symbol] = value[0].numpy()
            return value

        x, h = self.inputs[character], torch.from_numpy(state.h[0])[None]
        top, _ = self.network.step(x, [{"h": h, "c": torch.from_numpy(state.c[0])[None]}], tap)
        scores = self.network.readout(top)[0].numpy()
        if not (np.isfinite(seen["c"]).all() and np.isfinite(scores).all()):
            raise UnsureError("what it computes is not a number")
        if state.single:
            c, h, f, d = (np.array([v, v]) for v in (seen["c"], seen["h"], seen["f"], seen["i"] * seen["g"]))
            return Step(state, Known(h, c, state.slope, state.more), int(scores.argmax()), f, d)
        z = (x @ self.cell.W + h @ self.cell.U + self.cell.b)[0].numpy()
        c, h, f, d = self.enclosed(state, seen, z, self.W[character] + self.b[0])
        after = Known(h, c, np.where((f == 1).all(0), state.slope, 0.0), state.more)
        return Step(state, after, self.likeliest(scores, seen["h"], h), f, d)

    def enclosed(
        self, state: Known, seen: dict[str, np.ndarray], z: np.ndarray, fed: np.ndarray
    ) -> list[np.ndarray]:
        """The new c and h, the forget gate and i g, each (2, H) from lowest to highest.

        Args:
            seen: what the string with the lowest h and c has.
            z: (4 H,) its pre-activations, without what the gates see of c.
            fed: (4 H,) the absolute sizes of what is added to the recurrent sums.
        """
        z_i, z_f, z_g, z_o = np.split(around(z, state.h[0], state.h, self.U, fed), 4, axis=1)
        i = sigmoids(z_i + corners(self.p[0], state.c), seen["i"])
        f = sigmoids(z_f + corners(self.p[1], state.c), seen["f"])
        g = np.where(z_g[0] == z_g[1], seen["g"], tanhs(z_g))
        d = corners(i, g)
        c = self.moved(state, f, d)
        o = sigmoids(z_o + corners(self.p[2], c), seen["o"])
        known = (o[0] == o[1]) & (c[0] == c[1])
        return [c, np.where(known, seen["h"], corners(o, tanhs(c))), f, d]

    def moved(self, state: Known, f: np.ndarray, d: np.ndarray) -> np.ndarray:
        """(2, H) the new c; a line stays one, with room for how differently its strings may be rounded."""
        c = corners(f, state.c) + d
        if not state.slope.any():
            return c
        error = np.spacing(abs(c).max(0)).astype(float)
        wide = outward(state.c[0] + (d[0] - error), state.c[1] + (d[1] + error))
        alike = ~np.isnan(Step(state, Known(state.h, c, state.slope), None, f, d).move)
        return np.where(alike | (state.slope == 0) | (f != 1).any(0), c, wide)

    def likeliest(self, scores: np.ndarray, own: np.ndarray, h: np.ndarray) -> int | None:
        """The number of the next character, from the scores (V,) of `own` (H,), for all h between (2, H)."""
        best = int(scores.argmax())
        low, high = around(scores, own, h, self.V, self.v[0])
        return best if (np.delete(high, best) < low[best]).all() or (h[0] == h[1]).all() else None
