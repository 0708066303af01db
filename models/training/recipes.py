"""Training recipes as data. A new one is one line in RECIPES."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """What is done to the weights while they are trained. The result is always an ordinary network.

    Attributes:
        title: the name on screen.
        about: what it does and why, with the source.
        slope: the factor k by which every gate and candidate pre-activation is multiplied at the end.
            It grows from 1, evenly in log k, over the middle 60 % of training, and is then folded into
            the weights. Cells without gates keep k = 1, and so does a candidate that is linear.
        weight_noise: standard deviation of the Gaussian noise added to every weight, drawn anew at each
            step, before the multiplication.
        peephole_noise: the same for the peephole weights p.
    """

    title: str
    about: str
    slope: float = 1.0
    weight_noise: float = 0.0
    peephole_noise: float = 0.0

    def slope_at(self, progress: float) -> float:
        """The factor k when this share (0 to 1) of training is done."""
        along = min(max((progress - 0.2) / 0.6, 0.0), 1.0)
        return self.slope**along


RECIPES: dict[str, Recipe] = {
    "plain": Recipe(
        title="Plain",
        about="Adam on the cross-entropy and nothing else, as in the article (Chen 2017).",
    ),
    "sharpened": Recipe(
        title="Sharpened",
        about=(
            "Noise on the weights forces wide margins (Murray & Edwards 1994), and a slope that grows "
            "from 1 to 30 turns every gate into a switch (slope annealing: Chung, Ahn & Bengio 2017). "
            "A gate that leaks loses count after a few dozen steps; a switch does not leak. Made for cells "
            "with a cell state: the one memory of a GRU is worse off with it."
        ),
        slope=30.0,
        weight_noise=0.07,  # 998 of 1,000 LSTMs then count to 1000; with 0.05, 392 of 400
        peephole_noise=0.3,
    ),
}
