"""Where everything stands in the diagrams, in units of which a diagram is 400 wide.

Time goes from left to right, what is read comes from below. A gate's line ends at a valve, which stands on
the pipe that it opens.
"""

from dataclasses import dataclass, field

Point = tuple[float, float]
Edge = tuple[str, str]

TOP, BOX, SUM = 56, 232, 290  # heights: of the memory's pipe, of gates and candidates, of what they sum
OLD, READ = 320, 350  # the lines on which the hidden state before the step and the input come
FIRST, SECOND, THIRD, FOURTH = 70, 144, 218, 292  # columns: of the LSTM's gates and candidate
LEFT, RIGHT = 10, 390


@dataclass(frozen=True)
class Places:
    """The layout of one cell.

    Attributes:
        height: of the diagram.
        at: where each node stands.
        bends: the corners of an edge; without, it goes across and then up or down.
        outputs: how the pipe of a state goes on to the next step, from its node.
        ports: where the name of what comes in or goes out is written: its left or right end, and its line.
    """

    height: float
    at: dict[str, Point]
    bends: dict[Edge, tuple[Point, ...]] = field(default_factory=dict)
    outputs: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    ports: dict[str, Point] = field(default_factory=dict)


def column(symbol: str, x: float) -> dict[str, Point]:
    """A gate or candidate over its sum."""
    return {symbol: (x, BOX), f"sum {symbol}": (x, SUM)}


PLAIN = Places(
    height=214,
    at={"x": (LEFT, 188), "sum h": (200, 128), "h": (200, 64)},
    outputs={"h": ((RIGHT, 64),)},
    ports={"x": (LEFT - 4, 206), "h": (RIGHT + 4, 40)},
)

RNN = Places(
    height=PLAIN.height,
    at=PLAIN.at | {"h-": (LEFT, 158)},
    outputs=PLAIN.outputs,
    ports=PLAIN.ports | {"h-": (LEFT - 4, 134)},
)

LSTM = Places(
    height=376,
    at={
        "x": (LEFT, READ), "h-": (LEFT, OLD), "c-": (LEFT, TOP),
        **column("f", FIRST), **column("i", SECOND), **column("g", THIRD), **column("o", FOURTH),
        "f c-": (FIRST, TOP), "i g": (THIRD, 138), "c": (THIRD, TOP), "tanh c": (346, 108), "h": (346, 165),
    },
    bends={("i", "i g"): ((SECOND, 138),), ("o", "h"): ((FOURTH, 165),)},
    outputs={"c": ((RIGHT, TOP),), "h": ((346, OLD), (RIGHT, OLD))},
    ports={
        "x": (LEFT - 4, 368), "h-": (LEFT - 4, 296), "c-": (LEFT - 4, 24), "c": (RIGHT + 4, 24),
        "h": (RIGHT + 4, 340),
    },
)  # fmt: skip

PEEPHOLE = Places(
    height=LSTM.height,
    at=LSTM.at,
    bends=LSTM.bends | {
        ("c-", "sum f"): ((24, TOP), (24, 272), (FIRST - 13, 272), (FIRST - 13, SUM)),
        ("c-", "sum i"): ((24, TOP), (24, 272), (SECOND - 13, 272), (SECOND - 13, SUM)),
        ("c", "sum o"): ((374, TOP), (374, SUM)),
    },
    outputs=LSTM.outputs,
    ports=LSTM.ports,
)  # fmt: skip

GRU = Places(
    height=376,
    at={
        "x": (LEFT, READ), "h-": (LEFT, TOP),
        **column("z", FIRST), **column("r", 160), **column("n", 300),
        "h- U_n + d": (212, SUM), "r h-": (250, SUM), "1 - z": (160, 138), "(1 - z) n": (300, 138),
        "z h-": (FIRST, TOP), "h": (300, TOP),
    },
    bends={
        ("h-", "sum z"): ((24, TOP), (24, OLD), (FIRST - 5, OLD), (FIRST - 5, SUM)),
        ("h-", "sum r"): ((24, TOP), (24, OLD), (155, OLD), (155, SUM)),
        ("h-", "h- U_n + d"): ((24, TOP), (24, OLD), (212, OLD)),
        ("z", "1 - z"): ((FIRST, 138),),
        ("r", "r h-"): ((250, BOX),),
    },
    outputs={"h": ((RIGHT, TOP),)},
    ports={"x": (LEFT - 4, 368), "h-": (LEFT - 4, 24), "h": (RIGHT + 4, 24)},
)  # fmt: skip

PLACES: dict[str, Places] = {
    "feedforward": PLAIN, "rnn": RNN, "lstm": LSTM, "gru": GRU, "peephole": PEEPHOLE,
}  # fmt: skip
