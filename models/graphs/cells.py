"""The data flow of each architecture, written down once: diagrams, equations and values all come from here.

A test holds it to the cells themselves: `tests/unit/test_graphs.py`.
"""

from models.graphs.node import Graph, Node, graph, total

X, H, C = Node("x", "input"), Node("h-", "state"), Node("c-", "state")


def weighted(symbol: str, *more: tuple[str, str]) -> Node:
    """What a gate or a candidate is squashed from: x W + h U + b, and more before the bias."""
    inputs = (("x", f"W_{symbol}"), ("h-", f"U_{symbol}"), *more, ("", f"b_{symbol}"))
    return total(f"sum {symbol}", *inputs)


def squashed(symbol: str, by: str) -> Node:
    """A gate or a candidate."""
    return Node(symbol, by, (f"sum {symbol}",))


def product(name: str, gate: str, other: str) -> Node:
    """What a gate lets through."""
    return Node(name, "product", (gate, other))


FEEDFORWARD = graph(X, total("sum h", ("x", "W"), ("", "b")), squashed("h", "phi"))

RNN = graph(X, H, total("sum h", ("x", "W"), ("h-", "U"), ("", "b")), squashed("h", "phi"))

LSTM = graph(
    X, H, C,
    weighted("g"), squashed("g", "tanh"),
    weighted("i"), squashed("i", "sigmoid"),
    weighted("f"), squashed("f", "sigmoid"),
    product("f c-", "f", "c-"),
    product("i g", "i", "g"),
    total("c", ("f c-", ""), ("i g", "")),
    weighted("o"), squashed("o", "sigmoid"),
    Node("tanh c", "tanh", ("c",)),
    product("h", "o", "tanh c"),
)  # fmt: skip

GRU = graph(
    X, H,
    weighted("r"), squashed("r", "sigmoid"),
    total("h- U_n + d", ("h-", "U_n"), ("", "d")),
    product("r h-", "r", "h- U_n + d"),
    total("sum n", ("x", "W_n"), ("", "b_n"), ("r h-", "")), squashed("n", "tanh"),
    weighted("z"), squashed("z", "sigmoid"),
    Node("1 - z", "complement", ("z",)),
    product("(1 - z) n", "1 - z", "n"),
    product("z h-", "z", "h-"),
    total("h", ("(1 - z) n", ""), ("z h-", "")),
)  # fmt: skip

PEEPHOLE = LSTM | graph(
    weighted("i", ("c-", "p_i")),
    weighted("f", ("c-", "p_f")),
    weighted("o", ("c", "p_o")),
)

GRAPHS: dict[str, Graph] = {
    "feedforward": FEEDFORWARD,
    "rnn": RNN,
    "lstm": LSTM,
    "gru": GRU,
    "peephole": PEEPHOLE,
}

# From the hidden state to the next character, the same for all.
READOUT = graph(total("sum y", ("h", "V"), ("", "v")), Node("y", "softmax", ("sum y",)))
