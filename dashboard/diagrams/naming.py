"""How a term is written, in the letters of the literature and in the article's words."""

from models.graphs.expression import BIASES
from models.graphs.node import BEFORE
from models.names import NAMES

NAMINGS = {"standard": "letters", "article": "the article’s words"}
# As short as the article has them in its own equations; r and z are ours, it has none of a GRU.
WORDS = {
    "h": "wm", "c": "ltm", "i": "save", "f": "remember", "g": "ltm′", "o": "focus",
    "r": "reset", "z": "keep", "n": "wm′",
}  # fmt: skip

Label = tuple[str, str]  # what is written, and below the line


def label(term: str, naming: str) -> Label:
    """A symbol, a state before the step or a weight, such as ("h", "t−1") or ("W", "save")."""
    words = WORDS if naming == "article" else {}
    letter, _, block = term.partition("_")
    if block:
        return letter, words.get(block, block)
    if term.endswith(BEFORE):
        return words.get(letter[0], letter[0]), "t−1"
    return (words.get(term, term), "t") if is_quantity(term) else (term, "")


def is_quantity(term: str) -> bool:
    """Whether it has a value of its own at each step; weights stay what they are."""
    return term.removesuffix(BEFORE) in (*NAMES, "x", "y") and term not in BIASES


def called(term: str, naming: str) -> str:
    """What a quantity is called, "" for a weight."""
    if term in ("x", "y"):
        return {"x": "input", "y": "prediction"}[term]
    name = NAMES.get(term.removesuffix(BEFORE))
    past = " of the step before" if term.endswith(BEFORE) else ""
    return f"{getattr(name, naming)}{past}" if name else ""
