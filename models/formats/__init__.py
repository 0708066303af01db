"""What comes in and what goes out: files that can be opened, and FORMATS, those that can be written.

A new format to write is one file here and one line in FORMATS.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from models import bundle
from models.comparison import Comparison
from models.formats import explorer_json, script, tables, torch_state
from models.formats.tensors import LARGEST, header, is_safetensors, is_zip
from models.specimen import Specimen, of_run, of_text_run
from models.text import bundle as text_bundle
from models.text.run import TextRun


@dataclass(frozen=True)
class Format:
    """One way to take a network away.

    Attributes:
        ending: of the file's name.
        title: what it is, in a few words.
        write: the bytes, from the specimen and the text that it reads.
        lacks: why there can be none of this specimen, in one sentence; "" where there can.
    """

    ending: str
    title: str
    write: Callable[[Specimen, str], bytes]
    lacks: Callable[[Specimen], str] = lambda specimen: ""


FORMATS: dict[str, Format] = {
    "lstm-explorer": Format(
        ".json",
        "JSON that the article's own explorer shows",
        lambda specimen, text: explorer_json.dumps(specimen.read(text), specimen.name),
    ),
    "torch": Format(
        ".safetensors",
        "a state_dict that torch.nn loads, with characters and readout beside it",
        lambda specimen, text: torch_state.dumps(replace(specimen, sample=text)),
        torch_state.lacks,
    ),
    "csv": Format(
        ".csv",
        "a table with one row per step",
        lambda specimen, text: tables.csv(specimen.read(text)),
    ),
    "npz": Format(
        ".npz",
        "arrays for numpy",
        lambda specimen, text: tables.npz(specimen.read(text)),
    ),
    "script": Format(
        ".py",
        "a Python script that rebuilds the network and prints the same",
        script.dumps,
        script.lacks,
    ),
}


def open_file(
    data: bytes,
    filename: str = "",
    *,
    cell: str | None = None,
    seed: int | None = None,
    alphabet: str | None = None,
) -> Specimen:
    """The network or recording in a file: a run of ours, a state_dict of torch, or a JSON of lstm-explorer.

    Args:
        data: the file.
        filename: what to call it, where it does not say.
        cell: which cell of a run; the LSTM if there is one, else the first.
        seed: which seed of a run, by its number; the first.
        alphabet: the characters of a state_dict, in order.

    Raises:
        ValueError: and nothing else, whatever the bytes are; one sentence says what is wrong.
    """
    try:
        return recognise(data, filename, cell, seed, alphabet)
    except ValueError:
        raise
    except Exception as error:  # the bytes are anyone's: whatever breaks on them is told as bad input
        raise ValueError(f"the file is damaged and cannot be read ({type(error).__name__})") from error


def is_run(data: bytes) -> bool:
    """Whether the bytes begin as a run of ours; its own checksum decides whether it is a whole one."""
    return is_safetensors(data) and f'"{bundle.SEAL.key}":'.encode() in header(data)


def is_text_run(data: bytes) -> bool:
    """The same of a training on text."""
    return is_safetensors(data) and f'"{text_bundle.SEAL.key}":'.encode() in header(data)


def load_run(data: bytes) -> Comparison | TextRun | None:
    """The run in a file, of whichever kind; None where it is another kind of file.

    Raises:
        BundleError: for a run that is not whole.
    """
    if is_run(data):
        return bundle.loads(data)
    return text_bundle.loads(data) if is_text_run(data) else None


def recognise(
    data: bytes, filename: str, cell: str | None, seed: int | None, alphabet: str | None
) -> Specimen:
    """See `open_file`."""
    if not data:
        raise ValueError("the file is empty, and not a network")
    run = load_run(data)
    if run is not None:
        first = "lstm" if "lstm" in run.cells else next(iter(run.cells))
        of = of_run if isinstance(run, Comparison) else of_text_run
        found = of(run, cell or first, run.config.first_seed if seed is None else seed)
        if not all(value.isfinite().all() for value in found.network.parameters()):
            raise ValueError("the weights of this seed are NaN or infinite; choose another one")
        return found
    if len(data) > LARGEST:
        raise ValueError(f"the file is larger than {LARGEST // 2**20} MB, the most that is opened")
    if is_safetensors(data) or is_zip(data):
        return torch_state.loads(data, filename, alphabet)
    if data[:1] == b"\x80":
        raise ValueError(
            "the file is a pickle, which can run code and is not opened; save the state_dict() as "
            ".safetensors, or with the torch.save of today's torch"
        )
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") or filename.lower().endswith(".json"):
        return explorer_json.loads(data)
    raise ValueError(
        "the file is not a .safetensors file, not a state_dict of torch.save and not a JSON of lstm-explorer"
    )


__all__ = ["FORMATS", "LARGEST", "Format", "is_run", "is_text_run", "load_run", "open_file"]
