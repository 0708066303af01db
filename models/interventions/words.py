"""Interventions in words, for a reader."""

from models.interventions.intervention import STATE, Intervention, Where
from models.names import NAMES


def describe(each: Intervention, layers: int = 1, naming: str = "standard") -> str:
    """One intervention as a phrase; neurons, layers and steps count from 1, as on screen.

    Args:
        each: the intervention.
        layers: how many layers the network has: a layer is named only where there are several.
        naming: whose names: "standard" or "article".
    """
    if each.action == "edit":
        return f"read {each.character} at step {each.where.start + 1}"
    what = quantity(each, layers, naming)
    match each.action:
        case "clamp":
            done = f"hold {what} at {amount(each)}"
        case "add" if each.value < 0:
            done = f"take {amount(each).removeprefix('-')} from {what}"
        case "add":
            done = f"add {amount(each)} to {what}"
        case "zero":
            done = f"set {what} to 0"
        case "mean":
            done = f"set {what} to its mean"
        case "swap":
            done = f"swap {what} with that of {each.other!r}"
    return done + place(each.where)


def quantity(each: Intervention, layers: int, naming: str) -> str:
    """Which units of what."""
    if each.symbol == STATE:
        return "the whole state" if not each.units else f"the state of {neurons(each.units)}"
    name = getattr(NAMES[each.symbol], naming) if each.symbol in NAMES else each.symbol
    layer = f" in layer {each.layer + 1}" if layers > 1 else ""
    whose = neurons(each.units) if each.units else "every neuron"
    return f"the {name} of {whose}{layer}"


def neurons(units: tuple[int, ...]) -> str:
    numbers = [str(unit + 1) for unit in units]
    if len(numbers) == 1:
        return f"neuron {numbers[0]}"
    return f"neurons {', '.join(numbers[:-1])} and {numbers[-1]}"


def amount(each: Intervention) -> str:
    return f"{each.value:g}" + (" of its own steps" if each.own_steps else "")


def place(where: Where) -> str:
    if where.character:
        return f" at {where.character}"
    if where.start is None:
        return ""
    if where.start == where.end:
        return f" at step {where.start + 1}"
    return f" at steps {where.start + 1} to {where.end + 1}"
