"""Remember which way a grammar was entered."""

from itertools import accumulate, islice
from random import Random

from models.tasks.near import other
from models.tasks.task import END, Drawn, Example, rest

# The Reber grammar: from each node, the characters that may come and the node to which each leads.
ARCS: dict[int, dict[str, int]] = {
    1: {"T": 2, "P": 3},
    2: {"S": 2, "X": 4},
    3: {"T": 3, "V": 5},
    4: {"X": 3, "S": 6},
    5: {"P": 4, "V": 6},
}
ENTRY, EXIT = 1, 6
LEAVES = {4: "S", 5: "V"}  # the character that leaves the walk, where one does
HEAD = 3  # characters before the walk


class Reber(Drawn):
    """B, T or P, a walk through the Reber grammar from its B to its E, the same T or P again, E, and the end.

    The walk passes places where it may end; it does so at the N-th, after about 2N characters. Only the
    last T or P must be remembered, over all of it; the rest follows from where the walk is.
    Cleeremans, Servan-Schreiber & McClelland (1989), Finite state automata and simple recurrent networks;
    Hochreiter & Schmidhuber (1997), Long short-term memory. Their walks end by the toss of a coin at each
    such place, so most are short; here N is given.

    >>> Reber().example("BTBTSSXXTVPXV", 2)
    Example(prompt='BTBTSSXXTVV', answer='ETE$')
    >>> Reber().allowed("BT"), Reber().allowed("BTBT"), Reber().allowed("BTBTX"), Reber().allowed("BTBTXSE")
    ('B', 'SX', 'XS', 'T')
    """

    name = "reber"
    title = "Embedded Reber"
    verb = ("remembers", "remember")
    alphabet = "BTPSXVE" + END
    hidden = 20
    layers = 1
    draws = 6

    def stem(self, longest: int, rng: Random) -> str:
        text, node = f"B{rng.choice('TP')}B", ENTRY
        while longest:
            character = rng.choice([c for c, to in ARCS[node].items() if to != EXIT])
            text, node = text + character, ARCS[node][character]
            longest -= node in LEAVES
        return text

    def example(self, stem: str, n: int) -> Example:
        nodes = accumulate(stem[HEAD:], lambda node, character: ARCS[node][character], initial=ENTRY)
        leaves = ((end, LEAVES[node]) for end, node in enumerate(nodes, HEAD) if node in LEAVES)
        end, cue = next(islice(leaves, n - 1, None))
        return Example(stem[:end] + cue, f"E{stem[1]}E{END}")

    def allowed(self, prefix: str) -> str:
        head, node = prefix[:HEAD], ENTRY
        if head not in ("B", "BT", "BP", "BTB", "BPB"):
            return ""
        if len(head) < HEAD:
            return "TP" if head == "B" else "B"
        for end, character in enumerate(prefix[HEAD:], HEAD + 1):
            node = ARCS[node].get(character, 0)
            if node == EXIT:
                return rest(f"E{head[1]}E{END}", prefix[end:])[:1]
            if not node:
                return ""
        return "".join(ARCS[node])

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        return [other(example, 1, "TP", rng)]
