"""Networks of `torch.nn.LSTM`, `GRU` and `RNN`: a state_dict read as a network of ours, and written.

torch keeps weight_ih (n H, D) and weight_hh (n H, H), the gates stacked in our order, and two biases (n H).
We keep the transposes W (D, n H) and U (H, n H), and one bias b: their sum, but for the GRU's candidate,
whose second bias d is inside the reset gate. What torch has no place for (characters, readout, names) is
JSON in the metadata of the .safetensors file.
"""

import json
import re
import string
from io import BytesIO
from pathlib import PurePath
from typing import Any

import torch
from safetensors.torch import save
from torch import Tensor

from models.cells import CELLS
from models.cells.cell import ACTIVATIONS
from models.formats.tensors import Source, listed, read_tensors
from models.network import Network
from models.specimen import Specimen
from models.tasks import TASKS
from models.tasks.task import check_text, spelled

MOST_HIDDEN, MOST_LAYERS, MOST_CHARACTERS = 512, 4, 256
METADATA = "gatescope-network"
BLOCKS = {4: "lstm", 3: "gru", 1: "rnn"}  # how many H high blocks weight_hh stacks
KEY = re.compile(
    r"(?P<module>.*?)(?:weight|bias)_(?P<side>ih|hh|hr)_l(?P<layer>\d{1,3})(?P<reverse>_reverse)?"
)
TEXTS = ("name", "cell", "activation", "alphabet", "sample", "about")  # of the description


def loads(data: bytes, filename: str = "", alphabet: str | None = None) -> Specimen:
    """The network in a state_dict: a .safetensors file, or one of `torch.save`.

    The names may have any prefix. The kind is told by the rows of weight_hh_l0: 4 H for an LSTM, 3 H for
    a GRU, H for an RNN. An embedding (V, D), whose name has "emb" in it, is folded into W; one linear layer
    (V, H) is taken as the readout.

    Args:
        data: the file; at most 512 hidden units, 4 layers and 256 characters.
        filename: what to call the network, where the file does not say.
        alphabet: its V characters in order, where the file does not say, or says it otherwise.

    Raises:
        ValueError: for anything else, naming what is wrong.
    """
    tensors, metadata = read_tensors(data)
    own = description(metadata[METADATA]) if METADATA in metadata else {}
    source, notes = Source(tensors), []
    module, layers = recurrent(list(tensors))
    cell, hidden = kind(source, f"{module}weight_hh_l0")
    if own and own["cell"] != cell:
        raise ValueError(f"the file describes the cell {own['cell']!r}, and holds the weights of {cell!r}")
    inputs = source.columns(f"{module}weight_ih_l0")
    embedding = embedded(source, inputs)
    vocabulary = len(embedding) if embedding is not None else inputs
    if not 1 <= vocabulary <= MOST_CHARACTERS:
        raise ValueError(f"the network reads {vocabulary} characters; 1 to {MOST_CHARACTERS} can be opened")
    if embedding is not None:
        notes.append("The embedding is folded into the input weights of the first layer.")
    if cell == "rnn" and not own:
        notes.append("A state_dict does not name the activation of an RNN; tanh is assumed.")
    activation = own.get("activation", "tanh")
    network = Network(cell, vocabulary, hidden, layers, activation=activation).requires_grad_(False)
    for layer in range(layers):
        fold(network, layer, source, module, inputs, embedding if layer == 0 else None)
    has_readout = readout(network, source, own, notes)
    if not all(parameter.isfinite().all() for parameter in network.parameters()):
        raise ValueError("the weights are too large for numbers of 32 bits")
    characters = named(vocabulary, alphabet, own.get("alphabet"), notes)
    task = TASKS.get(own.get("task") or "")
    return Specimen(
        name=own.get("name") or PurePath(filename).stem or f"torch {cell}",
        alphabet=characters,
        cell=cell,
        network=network,
        task=task if task and task.alphabet == characters else None,
        has_readout=has_readout,
        sample=own.get("sample", "") if set(own.get("sample", "")) <= set(characters) else "",
        notes=tuple(filter(None, (own.get("about"), *own.get("notes", ()), *notes))),
    )


def recurrent(names: list[str]) -> tuple[str, int]:
    """The prefix of the one recurrent module, and how many layers it has."""
    found = [match for match in map(KEY.fullmatch, names) if match]
    modules = sorted({match["module"] for match in found})
    if not found:
        raise ValueError(
            "the file has no weight_ih_l0, so it is not the state_dict of a torch.nn.LSTM, GRU or RNN"
        )
    if len(modules) > 1:
        raise ValueError(f"the file has several recurrent modules, {listed(modules)}; save one of them")
    if any(match["reverse"] for match in found):
        raise ValueError("the network is bidirectional, which is not supported: it would read the future")
    if any(match["side"] == "hr" for match in found):
        raise ValueError("the LSTM has a proj_size, which is not supported; train it without")
    layers = 1 + max(int(match["layer"]) for match in found)
    if layers > MOST_LAYERS:
        raise ValueError(f"the network has {layers} layers; at most {MOST_LAYERS} can be opened")
    return modules[0], layers


def kind(source: Source, name: str) -> tuple[str, int]:
    """The cell and H, from the shape (n H, H) of weight_hh_l0."""
    hidden = source.columns(name)
    rows = len(source.left[name])
    if not hidden or rows % hidden or rows // hidden not in BLOCKS:
        raise ValueError(
            f"{name!r} has the shape {(rows, hidden)}, where (4 H, H) of an LSTM, (3 H, H) of a GRU "
            "or (H, H) of an RNN is expected"
        )
    if hidden > MOST_HIDDEN:
        raise ValueError(f"the network has {hidden} hidden units; at most {MOST_HIDDEN} can be opened")
    return BLOCKS[rows // hidden], hidden


def embedded(source: Source, inputs: int) -> Tensor | None:
    """The embedding (V, D) in float64; None where the network reads one-hot characters."""
    found = [name for name in source.matrices() if "emb" in name.lower() and not KEY.fullmatch(name)]
    if not found:
        return None
    if len(found) > 1:
        raise ValueError(f"the file has several embeddings, {listed(found)}; save the network with one")
    return source.take(found[0], len(source.left[found[0]]), inputs)


def fold(
    network: Network, layer: int, source: Source, module: str, inputs: int, embedding: Tensor | None
) -> None:
    """Put torch's weights of one layer into ours, added and multiplied in float64."""
    cell, hidden = network.cells[layer], network.hidden
    rows = len(cell.blocks) * hidden
    W = source.take(f"{module}weight_ih_l{layer}", rows, hidden if layer else inputs).T
    U = source.take(f"{module}weight_hh_l{layer}", rows, hidden).T
    b, b_hh = (source.bias(f"{module}bias_{side}_l{layer}", rows) for side in ("ih", "hh"))
    if network.cell == "gru":
        cell.d.copy_(b_hh[2 * hidden :])
        b_hh[2 * hidden :] = 0
    cell.W.copy_(W if embedding is None else embedding @ W)
    cell.U.copy_(U)
    cell.b.copy_(b + b_hh)


def readout(network: Network, source: Source, own: dict[str, Any], notes: list[str]) -> bool:
    """Put in the readout: the described one, or the one linear layer that fits. False where there is none."""
    shape = (network.vocabulary, network.hidden)
    fitting = [name for name in source.matrices() if tuple(source.left[name].shape) == shape]
    if own:
        source = Source(own["readout"])
        fitting = ["readout.weight"] if own["readout"] else []
    if len(fitting) == 1:
        network.V.copy_(source.take(fitting[0], *shape).T)
        network.v.copy_(source.bias(re.sub("weight$", "bias", fitting[0]), network.vocabulary))
    elif not own:
        several = f" Several layers could be it: {listed(fitting)}." if fitting else ""
        notes.append(f"The file has no readout: what the network predicts is not known.{several}")
    if source.left:
        notes.append(f"Not used: {listed(list(source.left))}.")
    return len(fitting) == 1


def named(vocabulary: int, given: str | None, own: str | None, notes: list[str]) -> str:
    """The network's characters: as the user says, as the file says, or the first printable ones."""
    if given is None and own is None:
        latin = "".join(map(chr, range(0xA1, 0x180))).replace("\xad", "")
        characters = (string.digits + string.ascii_letters + string.punctuation + " " + latin)[:vocabulary]
        notes.append(f"The file does not name its characters; they are called {spelled(characters)}.")
        return characters
    characters = own if given is None else given
    distinct = len(set(characters))
    if len(characters) != vocabulary or distinct != vocabulary:
        raise ValueError(
            f"the network reads {vocabulary} different characters; the alphabet given has {len(characters)}, "
            f"{distinct} of them different"
        )
    return characters


def description(text: str) -> dict[str, Any]:
    """What `dumps` has written beside the weights; the readout as tensors."""
    try:
        found = json.loads(text)
        linear = found["readout"] or {}
        found["readout"] = {
            f"readout.{name}": torch.tensor(values, dtype=torch.double) for name, values in linear.items()
        }
        "".join([*(found[key] for key in TEXTS), *found["notes"]]).encode()
        if found["activation"] not in ACTIVATIONS or not isinstance(found["task"], str | None):
            raise ValueError("an activation or a task that there is not")
    except Exception as error:
        raise ValueError("the file's description of its network is damaged") from error
    return found


def lacks(specimen: Specimen) -> str:
    """Why torch.nn cannot hold it, in one sentence; "" where it can."""
    if specimen.network is None:
        return "a recording has no weights to write"
    if specimen.cell not in BLOCKS.values():
        title = CELLS[specimen.cell].title
        return f"torch.nn has no {title}; a script has its equations too (--format script)"
    return ""


def state_dict(specimen: Specimen) -> dict[str, Tensor]:
    """The names and tensors that torch.nn.LSTM(V, H, L), GRU or RNN loads strictly.

    Raises:
        ValueError: for a recording, and for a cell that torch.nn does not have.
    """
    if lacks(specimen):
        raise ValueError(lacks(specimen))
    found = {}
    for layer, cell in enumerate(specimen.network.cells):
        second = torch.zeros_like(cell.b[0])
        if specimen.cell == "gru":
            second[2 * cell.hidden :] = cell.d[0]
        ours = {"weight_ih": cell.W.T, "weight_hh": cell.U.T, "bias_ih": cell.b[0], "bias_hh": second}
        found |= {f"{name}_l{layer}": value.detach().contiguous() for name, value in ours.items()}
    return found


def dumps(specimen: Specimen, about: str = "") -> bytes:
    """A .safetensors file with exactly torch's names, and in its metadata everything else of the network.

    Args:
        specimen: a network of a cell that torch.nn has.
        about: where it comes from, in a sentence; read back as its first note.
    """
    tensors, network = state_dict(specimen), specimen.network
    if specimen.sample:
        check_text(specimen.sample, specimen.alphabet)
    linear = {"weight": network.V.T.tolist(), "bias": network.v[0].tolist()}
    document = {
        "name": specimen.name,
        "cell": specimen.cell,
        "activation": network.activation,
        "alphabet": specimen.alphabet,
        "task": specimen.task and specimen.task.name,
        "sample": specimen.sample,
        "about": about,
        "notes": specimen.notes,
        "readout": linear if specimen.has_readout else None,
    }
    return save(tensors, metadata={METADATA: json.dumps(document)})


def dumps_pt(specimen: Specimen) -> bytes:
    """The cells alone as `torch.save` writes them, for torch.load(file, weights_only=True)."""
    file = BytesIO()
    torch.save(state_dict(specimen), file)
    return file.getvalue()
