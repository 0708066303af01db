"""The glossary: what every letter means, in the field's words and in the article's.

Imports nothing of this project, so that cells, figures and pages can all read from it.
The article is Edwin Chen, "Exploring LSTMs" (2017).
"""

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Name:
    """One traced quantity of a cell.

    Attributes:
        symbol: the letter in equations, code and figures.
        standard: the usual name in the literature.
        article: the name that the article gives it.
        low, high: the range of its values.
        scale: which colour scale shows it: "gate" (0 to 1), "signed" (-1 to 1) or "free".
        meaning: one sentence for a reader who meets it for the first time.
    """

    symbol: str
    standard: str
    article: str
    low: float
    high: float
    scale: str
    meaning: str


NAMES: dict[str, Name] = {
    "h": Name(
        "h", "hidden state", "working memory", -1, 1, "signed",
        "What the cell shows to the rest of the network at this step.",
    ),
    "c": Name(
        "c", "cell state", "long-term memory", -inf, inf, "free",
        "What the cell keeps for later; nothing but its gates can change it.",
    ),
    "i": Name(
        "i", "input gate", "save", 0, 1, "gate",
        "How much of the candidate is written into the cell state; 0 ignores the input.",
    ),
    "f": Name(
        "f", "forget gate", "remember", 0, 1, "gate",
        "How much of the old cell state is kept; 1 keeps everything.",
    ),
    "g": Name(
        "g", "candidate", "candidate for long-term memory", -1, 1, "signed",
        "What would be added to the cell state if the input gate were open.",
    ),
    "o": Name(
        "o", "output gate", "focus", 0, 1, "gate",
        "How much of the cell state is shown in the hidden state.",
    ),
    "r": Name(
        "r", "reset gate", "reset", 0, 1, "gate",
        "How much of the old hidden state the candidate may look at.",
    ),
    "z": Name(
        "z", "update gate", "keep", 0, 1, "gate",
        "How much of the old hidden state is kept; 1 keeps everything, 0 replaces it.",
    ),
    "n": Name(
        "n", "candidate", "candidate for the one memory", -1, 1, "signed",
        "What replaces the part of the hidden state that the update gate lets go.",
    ),
}  # fmt: skip

AXES: dict[str, str] = {
    "S": "seeds",
    "B": "batch",
    "T": "time",
    "D": "input",
    "H": "hidden",
    "V": "vocabulary",
}


def scale_of(symbol: str, largest: float = 0.0) -> str:
    """The colour scale of values of a symbol, the largest of which has this magnitude.

    It is "free" for what leaves the range of its name, such as a ReLU's h or a candidate that is linear, and
    for a symbol of a user's own.
    """
    if symbol not in NAMES or largest > NAMES[symbol].high:
        return "free"
    return NAMES[symbol].scale
