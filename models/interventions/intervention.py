"""What is done to a running network: one change, written in one line, and read back from it.

    ACTION:[LAYER/]SYMBOL:UNITS[:VALUE][@WHERE]        edit:PLACE:CHARACTER

    add:c:3:3@X          add 3 to unit 3 of the cell state whenever X is read
    add:c:3:2x@X         add twice what the unit itself changes by at each counted character
    clamp:f:*:1          hold every forget gate at 1, always
    zero:1/h:2+5@t4-9    put units 2 and 5 of layer 1's hidden state to 0 at places 4 to 9
    mean:i:7             put a gate to its own mean over the task's strings
    swap:state:*:Bxx@t2  put in, at place 2, the state that the string Bxx has there
    edit:4:b             read b instead of what stands at place 4

In this form units, layers and places count from 0; `parse` and `text` shift them for a screen, which
counts from 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from urllib.parse import quote, unquote

ACTIONS: dict[str, str] = {
    "clamp": "hold at a value",
    "add": "add a value",
    "zero": "set to 0",
    "mean": "set to its mean",
    "swap": "take from another string",
    "edit": "change one character",
}
VALUED = ("clamp", "add")
STATE = "state"  # every state symbol of every layer
LONGEST = 20  # interventions at a time
LARGEST = 1e6


@dataclass(frozen=True)
class Where:
    """When an intervention acts: whenever `character` is read, from place `start` to `end`, or always."""

    character: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Intervention:
    """One change.

    Attributes:
        action: one of ACTIONS.
        symbol: the quantity, or "state" for the whole state; "" for an edit.
        layer: counted from 0.
        units: counted from 0; () for all.
        value: what is added or held.
        own_steps: whether `value` counts in steps of the unit's own, its mean change per counted character.
        other: the string that a swap takes the state from.
        character: what an edit puts at the place `where.start`.
        where: when it acts.
    """

    action: str
    symbol: str = ""
    layer: int = 0
    units: tuple[int, ...] = ()
    value: float = 0.0
    own_steps: bool = False
    other: str = ""
    character: str = ""
    where: Where = Where()

    def text(self, first: int = 0) -> str:
        """The line that `parse` reads back; `first` is the number of the first unit, layer and place."""
        if self.action == "edit":
            return f"edit:{self.where.start + first}:{quote(self.character, safe='')}"
        layer = f"{self.layer + first}/" if self.layer else ""
        units = "+".join(str(unit + first) for unit in self.units) or "*"
        parts = [self.action, layer + self.symbol, units]
        if self.action in VALUED:
            parts.append(f"{self.value:g}" + ("x" if self.own_steps else ""))
        if self.action == "swap":
            parts.append(quote(self.other, safe=""))
        return ":".join(parts) + written(self.where, first)


def written(where: Where, first: int) -> str:
    """The @ part: "" for always."""
    if where.character:
        return "@" + quote(where.character, safe="")
    if where.start is None:
        return ""
    end = "" if where.end == where.start else f"-{where.end + first}"
    return f"@t{where.start + first}{end}"


def parse(text: str, first: int = 0) -> Intervention:
    """The intervention that a line writes down.

    Raises:
        ValueError: for a line that is none; the message says what would be right.
    """
    line, _, place = text.strip().partition("@")
    action, *parts = line.split(":")
    if action not in ACTIONS:
        raise ValueError(f"unknown action {action[:20]!r}; choose from {', '.join(ACTIONS)}")
    if action == "edit":
        if len(parts) != 2 or len(unquote(parts[1])) != 1 or place:
            form = f"edit:PLACE:CHARACTER, such as edit:{4 + first}:b"
            raise ValueError(f"an edit reads {form}, not {text[:60]!r}")
        start = number(parts[0], "place", first)
        return Intervention("edit", character=unquote(parts[1]), where=Where("", start, start))
    wanted = 3 if action in (*VALUED, "swap") else 2
    if len(parts) != wanted:
        form = f"{action}:SYMBOL:UNIT" + {"swap": ":STRING@X"}.get(action, ":VALUE" if wanted == 3 else "")
        raise ValueError(f"{action} reads {form}, not {text[:60]!r}")
    layer, _, symbol = parts[0].rpartition("/")
    where = read_where(place, first)
    if action == "swap" and where == Where():
        raise ValueError("a swap needs a place, such as @X or @t3: where the other state is put in")
    value, own_steps = read_value(parts[2]) if action in VALUED else (0.0, False)
    return Intervention(
        action,
        symbol,
        number(layer, "layer", first) if layer else 0,
        () if parts[1] == "*" else tuple(number(unit, "unit", first) for unit in parts[1].split("+")),
        value,
        own_steps,
        unquote(parts[2]) if action == "swap" else "",
        where=where,
    )


def read_where(text: str, first: int) -> Where:
    """A character, t and one place, or t and a range of places; "" is always."""
    if not text:
        return Where()
    if len(unquote(text)) == 1:
        return Where(unquote(text))
    start, dash, end = text[1:].partition("-")
    if text[0] != "t":
        right = "one character or by t and a place, such as @X or @t3"
        raise ValueError(f"@ is followed by {right}, not {text[:20]!r}")
    begin = number(start, "place", first)
    last = number(end, "place", first) if dash else begin
    if last < begin:
        raise ValueError(f"the range of places ends before it begins: {text[:20]!r}")
    return Where("", begin, last)


def read_value(text: str) -> tuple[float, bool]:
    """A number, and whether it counts in the unit's own steps."""
    own_steps = text.endswith("x")
    try:
        value = float(text.removesuffix("x"))
    except ValueError:
        value = float("nan")
    if not isfinite(value) or abs(value) > LARGEST:
        right = f"a number from {-LARGEST:g} to {LARGEST:g}, such as 3 or 2x"
        raise ValueError(f"a value is {right}, not {text[:20]!r}")
    return value, own_steps


def number(text: str, what: str, first: int) -> int:
    """A count from `first`, as one from 0."""
    if not (text.isascii() and text.isdecimal() and len(text) < 7) or int(text) < first:
        raise ValueError(f"a {what} is a whole number from {first}, not {text[:20]!r}")
    return int(text) - first


def parse_all(texts: Iterable[str], first: int = 0) -> list[Intervention]:
    """Several lines, in the order in which they act."""
    found = [parse(text, first) for text in texts if text.strip()]
    if len(found) > LONGEST:
        raise ValueError(f"at most {LONGEST} interventions at a time, not {len(found)}")
    return found
