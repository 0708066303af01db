"""Training recipes as data. A new one is one entry in RECIPES; names with + between make one of several."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

STARTS = ("uniform", "identity", "fixed identity")  # of the recurrent weights


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
        gate_noise: standard deviation of the Gaussian noise added to every pre-activation, drawn anew for
            each character that is read in training, before the multiplication.
        hard: whether gates and candidates are trained with straight lines in place of sigmoid and tanh. These
            give way, evenly, over the middle 60 % of training.
        saturation: a factor on every gate and candidate pre-activation after training.
        chrono: whether the biases of the gates start as if what is read had to be kept for a while.
        slowness: how many times as slowly as it can the memory of a GRU changes in the beginning; its readout
            is larger by the same factor.
        recurrence: how the recurrent weights U of a cell without gates start, one of STARTS; if they are
            fixed they stay so, without biases.
        grid: the distance between the values that weights may have in the second half of training, and
            afterwards; 0 for any value.
        peephole_decay: the penalty on the peephole weights, its factor on the sum of their squares.
        answers: whether the loss counts the characters of the answers alone.
    """

    title: str
    about: str
    slope: float = 1.0
    weight_noise: float = 0.0
    peephole_noise: float = 0.0
    gate_noise: float = 0.0
    hard: bool = False
    saturation: float = 1.0
    chrono: bool = False
    slowness: float = 1.0
    recurrence: str = "uniform"
    grid: float = 0.0
    peephole_decay: float = 0.0
    answers: bool = False

    @property
    def by_autograd(self) -> bool:
        """Whether it asks for something that the compiled kernels do not do."""
        slow = self.slowness != 1
        return any(
            (self.gate_noise, self.hard, slow, self.fixed, self.grid, self.peephole_decay, self.answers)
        )

    @property
    def fixed(self) -> bool:
        """Whether the recurrent weights of a cell without gates stay the identity."""
        return self.recurrence == "fixed identity"

    def slope_at(self, progress: float) -> float:
        """The factor k when this share (0 to 1) of training is done."""
        return self.slope ** middle(progress)

    def hard_at(self, progress: float) -> float:
        """How much of an activation is hard (0 to 1) when this share (0 to 1) of training is done."""
        return 1 - middle(progress) if self.hard else 0.0

    def grid_at(self, progress: float) -> float:
        """The distance between a weight's values when this share (0 to 1) of training is done."""
        return self.grid if progress >= 0.5 else 0.0


def middle(progress: float) -> float:
    """How far (0 to 1) a training is in its middle 60 %."""
    return min(max((progress - 0.2) / 0.6, 0.0), 1.0)


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
    "slope": Recipe(
        title="Slope",
        about=(
            "Half of sharpened: the slope alone (Chung, Ahn & Bengio 2017). Gates become switches, but "
            "nothing has widened their margins."
        ),
        slope=30.0,
    ),
    "weight_noise": Recipe(
        title="Weight noise",
        about=(
            "The other half: the noise alone (Murray & Edwards 1994). Margins are wide, but gates leak."
        ),
        weight_noise=0.07,
        peephole_noise=0.3,
    ),
    "gate_noise": Recipe(
        title="Gate noise",
        about=(
            "Noise on every pre-activation, drawn anew for each character: a gate that has to be right all "
            "the same is pushed to its ends (Salakhutdinov & Hinton 2009 made binary codes so)."
        ),
        gate_noise=1.0,
    ),
    "hard": Recipe(
        title="Hard activations",
        about=(
            "Trained with straight lines that end in place of sigmoid and tanh (Gulcehre et al. 2016; "
            "Courbariaux et al. 2016): a gate can be shut, not only nearly. In the middle of training they "
            "give way to sigmoid and tanh, 30 times as steep, which gates that are shut do not notice."
        ),
        slope=30.0,
        hard=True,
    ),
    "saturated": Recipe(
        title="Saturated",
        about=(
            "A transformation, not a way to train: once training is over, every gate and candidate "
            "pre-activation is multiplied by 20. Shows what a network would do with perfect switches "
            "(the saturated networks of Merrill 2019). Without wide margins it destroys most networks."
        ),
        saturation=20.0,
    ),
    "chrono": Recipe(
        title="Chrono",
        about=(
            "Biases that start out remembering for as long as the strings are: the forget gate's at log u, "
            "the input gate's at -log u, with u drawn evenly from 1 to the longest string "
            "(Tallec & Ollivier 2018)."
        ),
        chrono=True,
    ),
    "small_steps": Recipe(
        title="Small steps",
        about=(
            "The update gate of a GRU starts at a bias of log 300,000 (the rule of chrono, for a time longer "
            "than any string), and its readout is as many times as large. Its memory then moves in steps so "
            "small that it does not feel its ends at 1 and -1. It counts until what leaks adds up: a "
            "saturated GRU cannot count (Weiss, Goldberg & Yahav 2018)."
        ),
        slowness=3e5,
    ),
    "identity": Recipe(
        title="Identity",
        about=(
            "Recurrent weights that start at the identity: every unit begins by keeping what it has. With "
            "ReLU, the IRNN of Le, Jaitly & Hinton (2015)."
        ),
        recurrence="identity",
    ),
    "fixed_identity": Recipe(
        title="Fixed identity",
        about=(
            "Recurrent weights that stay the identity, without biases: a unit keeps what it has, the "
            "constant error carousel of Hochreiter & Schmidhuber (1997). With ReLU it adds and takes away, "
            "down to 0."
        ),
        recurrence="fixed identity",
    ),
    "grid": Recipe(
        title="Whole numbers",
        about=(
            "In the second half of training all weights are rounded to whole numbers where they are used, "
            "and the gradient passes through the rounding (Courbariaux, Bengio & David 2015). Up and down "
            "by 2 is exact where up and down by almost the same is not."
        ),
        grid=1.0,
    ),
    "small_peepholes": Recipe(
        title="Small peepholes",
        about=(
            "A penalty on the squares of the peephole weights: what they add to a gate grows with the cell "
            "state, so that a gate that was right for 10 is wrong for 1000 (weight decay: "
            "Krogh & Hertz 1992)."
        ),
        peephole_decay=0.01,
    ),
    "answers": Recipe(
        title="Answers only",
        about=(
            "The loss counts the characters of the answers alone (as in Delétang et al. 2023). Else a "
            "network also learns when prompts end, such as never after more than 10 a's, and that stands in "
            "the way of counting on."
        ),
        answers=True,
    ),
}  # fmt: skip

USUAL = Recipe("", "")
SETTINGS = tuple(field.name for field in fields(Recipe) if field.name not in ("title", "about"))


def recipe_of(name: str) -> Recipe:
    """The recipe of this name, or of several names with + between them, in the order of RECIPES.

    Raises ValueError, with one sentence that says what would be right.
    """
    names = name.split("+") if isinstance(name, str) else []
    if not names or set(names) - set(RECIPES):
        raise ValueError(f"unknown recipe {name!r}; choose from {', '.join(RECIPES)}, or some with + between")
    right = [each for each in RECIPES if each in names and (each != "plain" or set(names) == {"plain"})]
    if names != right:
        raise ValueError(f"the recipe {name!r} is called {'+'.join(right)!r}: each name once, as in the list")
    chosen = [RECIPES[each] for each in names]
    settings = {setting: joined(setting, chosen) for setting in SETTINGS}
    title, about = " + ".join(each.title for each in chosen), " ".join(each.about for each in chosen)
    return Recipe(title, about, **settings)


def joined(setting: str, recipes: Sequence[Recipe]) -> Any:
    """What these recipes say together of a setting; at most one of them may ask for anything unusual."""
    usual = getattr(USUAL, setting)
    asked = [recipe for recipe in recipes if getattr(recipe, setting) != usual]
    if len({getattr(recipe, setting) for recipe in asked}) > 1:
        titles, what = " and ".join(recipe.title for recipe in asked), setting.replace("_", " ")
        raise ValueError(f"{titles} each ask for a {what} of their own; choose one of them")
    return getattr(asked[0], setting) if asked else usual
