"""The file of the article's own explorer, lstm-explorer: what an LSTM did on one text.

One JSON object: `name`; `chars`, a list of T characters; and for each layer L from 0 to 4 `hsL`, `csL`,
`i_gateL`, `j_gateL` (the candidate), `f_gateL` and `o_gateL`, each a list of H neurons, each a list of T
numbers with 3 decimals, and empty where there is nothing.
"""

import json
from itertools import zip_longest
from typing import Any

import torch
from torch import Tensor, nan

from models.analysis.trace import Trace
from models.formats.late_gates import GATES, line_up
from models.specimen import Specimen

KEYS = {"i": "i_gate", "f": "f_gate", "g": "j_gate", "o": "o_gate", "c": "cs", "h": "hs"}
LAYERS = 5
LONGEST, MOST_HIDDEN = 20_000, 512


def dumps(trace: Trace, name: str) -> bytes:
    """What the explorer shows of this trace.

    Only what means the same is written. A cell without a cell state or without one of the LSTM's gates
    leaves that list empty: of a GRU, a vanilla RNN and a feedforward net there are hidden states alone.
    A value that a recording lacks is null.

    Raises:
        ValueError: for more than 5 layers.
    """
    if len(trace.layers) > LAYERS:
        raise ValueError(
            f"lstm-explorer has place for {LAYERS} layers, and the network has {len(trace.layers)}"
        )
    found: dict[str, Any] = {"name": name, "chars": list(trace.characters)}
    for number, layer in zip_longest(range(LAYERS), trace.layers, fillvalue={}):
        for symbol, key in KEYS.items():
            found[f"{key}{number}"] = decimals(layer[symbol].T) if symbol in layer else []
    return json.dumps(found, separators=(",", ":")).encode()


def decimals(neurons: Tensor) -> list[list[float | None]]:
    """(H, T) numbers with 3 decimals; None for NaN."""
    rows = ((neurons.double() * 1000).round() / 1000).tolist()
    return [[None if value != value else value for value in row] for row in rows]


def loads(data: bytes) -> Specimen:
    """The recording in such a file, at most 20,000 steps of 512 neurons.

    The files that came with the article log each gate one step before the state that it leads to. Where
    the LSTM's equations say so, the gates are lined up, and the first step has none (NaN).

    Raises:
        ValueError: for anything else, naming what is wrong.
    """
    found = parse(data)
    characters = text(found.get("chars"))
    name = found.get("name", "recording")
    if not isinstance(name, str) or not encodable(name):
        raise ValueError("the file's 'name' is not a text")
    layers = [layer(found, number, len(characters)) for number in range(LAYERS)]
    while layers and not layers[-1]:
        layers.pop()
    check_layers(layers)
    notes = line_up(layers)
    if set(layers[0]) != set(KEYS):
        names = ", ".join(key for symbol, key in KEYS.items() if symbol not in layers[0])
        notes.append(f"The file has nothing under {names}.")
    alphabet = "".join(dict.fromkeys(characters))
    return Specimen(
        name=name[:100] or "recording",
        alphabet=alphabet,
        cell="rnn" if set(layers[0]) == {"h"} else "lstm",
        recording=Trace(alphabet, characters, layers, torch.zeros(len(characters), 0)),
        has_readout=False,
        sample=characters,
        notes=tuple(notes),
    )


def parse(data: bytes) -> dict[str, Any]:
    """The JSON object in these bytes."""
    try:
        found = json.loads(data, parse_constant=refuse)
    except json.JSONDecodeError as error:
        message = f"the JSON is broken at line {error.lineno}, column {error.colno}: {error.msg}"
        raise ValueError(message) from error
    except UnicodeDecodeError as error:
        raise ValueError(f"the JSON is not UTF-8 text (byte {error.start})") from error
    except RecursionError as error:
        raise ValueError("the JSON is nested too deeply to be a recording") from error
    if not isinstance(found, dict) or "chars" not in found or "hs0" not in found:
        raise ValueError(
            "the JSON is not one of lstm-explorer, an object with 'chars', 'hs0', 'cs0' and so on"
        )
    return found


def refuse(constant: str) -> None:
    raise ValueError(f"the JSON has {constant} where a number is expected")


def encodable(value: str) -> bool:
    """Whether it is text that can be written; JSON can also hold halves of characters."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def text(characters: Any) -> str:
    """The characters as one string."""
    if not isinstance(characters, list) or not characters:
        raise ValueError("the file's 'chars' is not a list of characters")
    if len(characters) > LONGEST:
        raise ValueError(f"the text has {len(characters)} characters; at most {LONGEST} can be opened")
    for place, character in enumerate(characters):
        if not isinstance(character, str) or len(character) != 1 or not encodable(character):
            raise ValueError(
                f"'chars' has {shown(character)} at place {place}, where one character is expected"
            )
    return "".join(characters)


def shown(value: Any) -> str:
    """A value as it would be in Python, cut short."""
    return ascii(value) if len(ascii(value)) <= 30 else f"{ascii(value)[:30]}..."


def layer(found: dict[str, Any], number: int, steps: int) -> dict[str, Tensor]:
    """Every vector (T, H) of one layer that the file has."""
    vectors = {symbol: found.get(f"{key}{number}", []) for symbol, key in KEYS.items()}
    return {
        symbol: vector(f"{KEYS[symbol]}{number}", neurons, steps, gappy=symbol in GATES)
        for symbol, neurons in vectors.items()
        if neurons != []
    }


def vector(key: str, neurons: Any, steps: int, gappy: bool) -> Tensor:
    """One vector (T, H); null is NaN where gaps are allowed."""
    if not isinstance(neurons, list) or not all(isinstance(neuron, list) for neuron in neurons):
        raise ValueError(f"{key!r} is not a list of neurons, each a list of numbers")
    if len(neurons) > MOST_HIDDEN:
        raise ValueError(f"{key!r} has {len(neurons)} neurons; at most {MOST_HIDDEN} can be opened")
    allowed = {int, float, type(None)} if gappy else {int, float}
    for place, neuron in enumerate(neurons):
        if len(neuron) != steps:
            raise ValueError(
                f"neuron {place} of {key!r} has {len(neuron)} values, and the text {steps} characters"
            )
        if not set(map(type, neuron)) <= allowed:
            wrong = next(value for value in neuron if type(value) not in allowed)
            raise ValueError(f"neuron {place} of {key!r} has {shown(wrong)} where a number is expected")
    gaps = [[nan if value is None else value for value in neuron] for neuron in neurons]
    try:
        values = torch.tensor(gaps, dtype=torch.float32)
    except (OverflowError, RuntimeError, ValueError) as error:
        raise ValueError(f"{key!r} has a number that is too large") from error
    if values.isinf().any():
        raise ValueError(f"{key!r} has a number that is too large")
    return values.T.contiguous()


def check_layers(layers: list[dict[str, Tensor]]) -> None:
    """Raise ValueError unless every layer has hidden states, the same vectors and as many neurons in each."""
    hidden = layers[0]["h"].shape[1] if layers and "h" in layers[0] else 0
    for number, vectors in enumerate(layers or [{}]):
        if "h" not in vectors:
            raise ValueError(f"the file has no hidden states for layer {number}: 'hs{number}' is empty")
        if set(vectors) != set(layers[0]):
            raise ValueError(f"layer {number} has other vectors than layer 0")
        for symbol, values in vectors.items():
            if values.shape[1] != hidden:
                raise ValueError(
                    f"'{KEYS[symbol]}{number}' has {values.shape[1]} neurons, and 'hs0' has {hidden}"
                )
