"""A network as a Python script that needs torch and nothing else, for reading and for running.

The equations in it are the source of the cell's own `step`, with whatever that names, so a new cell needs
nothing more.
"""

import base64
import inspect
import re
import textwrap
from collections.abc import Callable
from types import CodeType, ModuleType
from typing import Any

import torch
from torch import Tensor

from models.cells import CELLS, Cell
from models.specimen import Specimen
from models.tasks.task import check_text, end_of

WRITES = 200  # the most characters that the script writes after the text
PLAIN = (int, float, str, tuple)

TEMPLATE = '''\
"""{name}: reads a text, says which character comes next, and writes on. Needs torch and nothing else.

    python this_file.py TEXT

The equations of the cell come first, its weights last. A step gets x (1, D), its state by letter, each
(1, H), and a tap that sees every quantity. Written by Gatescope.
"""

from __future__ import annotations

import base64
import sys

{imports}

ALPHABET = {alphabet!r}  # the characters, in the order of their numbers
TEXT = {text!r}  # is read where no other is given
HIDDEN, LAYERS = {hidden}, {layers}
CARRIED = {carried!r}  # what goes on to the next step
END, MOST = {end!r}, {most}  # writing ends with this character if there is one, or after so many

{helpers}
class {cell}:
    """{docstring}
    """
{attributes}
    def __init__(self, layer):
        for name, parameter in WEIGHTS[layer].items():
            setattr(self, name, decoded(*parameter))

{methods}

def untouched(symbol, value):
    """Sees every quantity by its letter and could replace it. Print here, or hold a gate at 0."""
    return value


def decoded(rows, columns, text):
    """A matrix of float32 from its bytes."""
    numbers = torch.frombuffer(bytearray(base64.b64decode(text)), dtype=torch.float32)
    return numbers.reshape(rows, columns).clone()


def read(character, cells, states):
    """One step through all layers: the top layer's h (1, H), and the new state of each layer."""
    h, new = torch.zeros(1, len(ALPHABET)), []
    h[0, ALPHABET.index(character)] = 1
    for cell, state in zip(cells, states):
        out = cell.step(h, state, untouched)
        new.append({{symbol: out[symbol] for symbol in CARRIED}})
        h = out["h"]
    return h, new


def main():
    text = sys.argv[1] if len(sys.argv) > 1 else TEXT
    if not text or set(text) - set(ALPHABET):
        sys.exit(f"the text must have at least one character, and only these: {{ALPHABET!r}}")
    torch.set_num_threads(1)
    V, v = (decoded(*READOUT[name]) for name in ("V", "v"))
    cells = [{cell}(layer) for layer in range(LAYERS)]
    states = [{{symbol: torch.zeros(1, HIDDEN) for symbol in CARRIED}} for _ in cells]
    top = []
    for character in text:
        h, states = read(character, cells, states)
        top.append(h)
    chances = (torch.stack(top) @ V + v).softmax(-1)[:, 0]
    for step, (character, chance) in enumerate(zip(text, chances), 1):
        best = int(chance.argmax())
        said = f"says {{ALPHABET[best]!r}}  with probability {{chance[best]:.6f}}"
        print(f"{{step:4}}  reads {{character!r}}  {{said}}")
    written = ""
    while len(written) < MOST and (text + written)[-1:] != END:
        written += ALPHABET[int((h @ V + v).argmax())]
        h, states = read(written[-1], cells, states)
    print(f"writes {{written!r}}")


# The parameters of each layer: rows, columns, and the numbers (float32, little-endian) in base64.
WEIGHTS = [
{weights}]
READOUT = {{  # the scores of the next character are h V + v
{readout}}}

if __name__ == "__main__":
    main()
'''


def lacks(specimen: Specimen) -> str:
    """Why there can be no script of it, in one sentence; "" where there can."""
    if specimen.network is None:
        return "a recording has no weights, so a script could not read another text with it"
    return "" if specimen.has_readout else "the network has no readout, so a script would have nothing to say"


def dumps(specimen: Specimen, text: str) -> bytes:
    """The script; text is what it reads where it is given no other.

    Raises:
        ValueError: where there are no weights or no readout, and for a cell that uses what cannot be held.
    """
    if lacks(specimen):
        raise ValueError(lacks(specimen))
    check_text(text, specimen.alphabet)
    network, kind = specimen.network, CELLS[specimen.cell]
    source = excerpt(network.cells[0])
    layers = [dict(cell.named_parameters()) for cell in network.cells]
    return TEMPLATE.format(
        name=re.sub(r'["\\\s]+', " ", specimen.name),
        text=text,
        alphabet=specimen.alphabet,
        hidden=network.hidden,
        layers=len(layers),
        carried=kind.state_symbols,
        end=end_of(specimen.alphabet),
        most=WRITES,
        cell=kind.__name__,
        docstring=textwrap.indent(inspect.cleandoc(kind.__doc__ or kind.title), "    ").strip(),
        weights="".join(f"    {{\n{textwrap.indent(matrices(layer), '    ')}    }},\n" for layer in layers),
        readout=matrices({"V": network.V, "v": network.v}),
        **source,
    ).encode()


def matrices(parameters: dict[str, Tensor]) -> str:
    """The entries of a dict literal, one for each parameter (rows, columns)."""
    entries = ""
    for name, value in parameters.items():
        text = base64.encodebytes(value.detach().numpy().astype("<f4").tobytes()).decode()
        lines = "\n".join(f'        "{line}"' for line in text.split())
        entries += f'    "{name}": ({value.shape[0]}, {value.shape[1]}, (\n{lines}\n    )),\n'
    return entries


def excerpt(cell: Cell) -> dict[str, str]:
    """The source of the cell's `step`, of each method and function that it calls, and what else they name."""
    modules, functions, helpers, attributes, methods = ["import torch"], [], [], [], []
    kind, seen = type(cell), {f"self.{name}" for name, _ in cell.named_parameters()}

    def follow(function: Callable) -> str:
        """The function's source; what it names goes into the lists."""
        source = textwrap.dedent(inspect.getsource(function))
        own = {f"self.{name}": name for name in re.findall(r"\bself\.(\w+)", source)}
        for key in sorted(own.keys() - seen):
            seen.add(key)
            attribute(own[key], getattr(cell, own[key], None))
        for name in sorted((names(function.__code__) & set(function.__globals__)) - seen):
            seen.add(name)
            constant(name, function.__globals__[name], function.__module__)
        return source

    def attribute(name: str, value: Any) -> None:
        if inspect.isfunction(getattr(kind, name, None)):
            methods.append(follow(getattr(kind, name)))
        elif inspect.isbuiltin(value) and getattr(torch, value.__name__, None) is value:
            attributes.append(f"    {name} = staticmethod(torch.{value.__name__})\n")
        elif isinstance(value, PLAIN):
            attributes.append(f"    {name} = {value!r}\n")
        else:
            raise ValueError(f"the {kind.title} uses self.{name}, which a script cannot hold")

    def constant(name: str, value: Any, module: str) -> None:
        if isinstance(value, ModuleType):
            modules.append(f"import {value.__name__} as {name}")
        elif getattr(torch, name, None) is value:
            functions.append(name)
        elif inspect.isfunction(value) and value.__module__ == module:
            helpers.append(f"\n{follow(value)}\n")
        elif isinstance(value, PLAIN):
            helpers.insert(0, f"{name} = {value!r}\n")
        else:
            raise ValueError(f"the {kind.title} uses {name}, which a script cannot hold")

    methods.insert(0, follow(kind.step))
    if functions:
        modules.append(f"from torch import {', '.join(sorted(functions))}")
    return {
        "imports": "\n".join(line for line in modules if line != "import torch as torch"),
        "helpers": "".join(helpers),
        "attributes": "".join(sorted(attributes)),
        "methods": "\n".join(textwrap.indent(source, "    ") for source in methods),
    }


def names(code: CodeType) -> set[str]:
    """Every name that a piece of code may look up, the functions inside it included."""
    inner = (names(constant) for constant in code.co_consts if isinstance(constant, CodeType))
    return set(code.co_names).union(*inner)
