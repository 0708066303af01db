"""The order in which the equations are built up, and why each one is there."""

from dataclasses import dataclass
from itertools import groupby

PREDICTION = "y"  # the readout, which is the same for all cells


@dataclass(frozen=True)
class Stage:
    """One equation more.

    Attributes:
        cell: whose it is.
        symbol: what it computes.
        why: what it is for, or what was wrong before; {h} stands for the name of h.
    """

    cell: str
    symbol: str
    why: str


STAGES: tuple[Stage, ...] = (
    Stage(
        "feedforward", "h",
        "Start without memory. The character picks one row of {W}. What comes out depends on that character "
        "and on nothing else, so every a gives the same numbers.",
    ),
    Stage(
        "feedforward", "y",
        "A prediction is read off {h}: one score for each character, made into probabilities. This line "
        "stays the same for every cell.",
    ),
    Stage(
        "rnn", "h",
        "Add one term, {h-} {U}, and the past has a way in. But all of {h} is computed anew at every step: "
        "whatever is to last has to survive being multiplied and squashed each time.",
    ),
    Stage(
        "lstm", "g",
        "Keep the RNN’s line, but call its result a proposal: {g} is what could be remembered of this step. "
        "Nothing is written yet.",
    ),
    Stage(
        "lstm", "i",
        "Not everything deserves to be written. A second layer, squashed to lie between 0 and 1, says how "
        "much of each proposal is let in.",
    ),
    Stage(
        "lstm", "f",
        "A third says how much of the old memory is kept. At 1 nothing is lost, at 0 nothing is left.",
    ),
    Stage(
        "lstm", "c",
        "Now the memory itself: what was there, as far as it is kept, plus what is new, as far as it is let "
        "in. No matrix and no squashing on the way, so a number can stay for as long as its valve is open.",
    ),
    Stage(
        "lstm", "o",
        "What is remembered need not be shown. The last gate says what of the memory matters at this step.",
    ),
    Stage(
        "lstm", "h",
        "Shown is the memory, squashed, as far as that gate lets it through. It goes to the prediction, and "
        "back into all four layers at the next step.",
    ),
    Stage(
        "gru", "r",
        "Could one memory do instead of two? A GRU carries only {h}. Its first gate says how much of the "
        "past a proposal may look at.",
    ),
    Stage(
        "gru", "n",
        "The proposal is the RNN’s line once more, with that gate on the way back.",
    ),
    Stage(
        "gru", "z",
        "One gate does the work of two: as much as it keeps of the old, it refuses of the new.",
    ),
    Stage(
        "gru", "h",
        "So each number is a blend, and whatever is forgotten is replaced. A blend of values between −1 and "
        "1 stays between them, so there is no room to add 1 at every step.",
    ),
    Stage(
        "peephole", "i",
        "Back to the LSTM, whose gates see only what was shown, {h-}. A peephole lets a gate see the memory "
        "itself, each neuron its own: one weight, {p_i}, times {c-}.",
    ),
    Stage("peephole", "f", "The same for the gate that keeps."),
    Stage(
        "peephole", "o",
        "The last gate sees the new memory, {c}, which is there by then. All else is the LSTM’s.",
    ),
)  # fmt: skip

GIVEN = {"peephole": ("g", "c", "h")}  # what a cell takes over from the one before it


def cells() -> dict[str, list[int]]:
    """The places of each cell's stages, counted from 0."""
    places = range(len(STAGES))
    return {cell: list(group) for cell, group in groupby(places, lambda place: STAGES[place].cell)}


def there(place: int) -> list[str]:
    """The symbols whose equations are there at a stage: those given, and all up to it."""
    cell = STAGES[place].cell
    built = [STAGES[k].symbol for k in cells()[cell] if k <= place]
    first = [] if (cell, place) == ("feedforward", 0) else [PREDICTION]
    return [*GIVEN.get(cell, ()), *built, *(symbol for symbol in first if symbol not in built)]
