"""Named tensors from bytes that may be anything: .safetensors, or the zip file of `torch.save`.

Nothing that could run is unpickled: `torch.load` is called with weights_only, and only after the zip
file's own directory has been read.
"""

import json
from io import BytesIO
from zipfile import ZipFile

import torch
from safetensors.torch import load
from torch import Tensor

LARGEST = 20 * 2**20  # bytes, of the file and of what it unpacks to


def is_safetensors(data: bytes) -> bool:
    """Whether they begin as a .safetensors file: 8 bytes of length, then JSON; no text has zeros there."""
    return data[5:9] == b"\0\0\0{"


def is_zip(data: bytes) -> bool:
    return data[:2] == b"PK"


def header(data: bytes) -> bytes:
    """The JSON at the beginning of a .safetensors file, unread."""
    end = 8 + int.from_bytes(data[:8], "little")
    if end > len(data):
        raise ValueError("the file is truncated: it ends before its header does")
    return data[8:end]


def read_tensors(data: bytes) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Every tensor by name, and the metadata, which only .safetensors files have.

    Raises:
        ValueError: for anything that does not hold tensors by name, on the CPU and of a bounded size.
    """
    tensors, metadata = (from_zip(data), {}) if is_zip(data) else from_safetensors(data)
    if not tensors:
        raise ValueError("the file holds no tensors")
    for name, value in tensors.items():
        if value.layout != torch.strided or value.device.type != "cpu" or value.is_quantized:
            raise ValueError(f"{name!r} is not a plain tensor; save the weights dense and as floats")
    # A tensor of stride 0 claims any size at no cost: what is counted is what a copy would take.
    if sum(value.numel() * value.element_size() for value in tensors.values()) > LARGEST:
        raise ValueError(f"the tensors unpack to more than {LARGEST // 2**20} MB")
    return tensors, metadata


def from_safetensors(data: bytes) -> tuple[dict[str, Tensor], dict[str, str]]:
    description = header(data)
    try:
        return load(data), json.loads(description).get("__metadata__", {})
    except Exception as error:
        raise ValueError(f"the .safetensors file is truncated or damaged ({error})") from error


def from_zip(data: bytes) -> dict[str, Tensor]:
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except Exception as error:
        raise ValueError(f"the zip file is truncated or damaged ({error})") from error
    names = {entry.filename.rpartition("/")[2] for entry in entries}
    if "data.pkl" not in names:
        raise ValueError("the zip file is not one that torch.save has written: it has no data.pkl")
    if "constants.pkl" in names:
        raise ValueError("the file is a TorchScript program, which is not run; save its state_dict() instead")
    if sum(entry.file_size for entry in entries) > LARGEST:
        raise ValueError(f"the zip file unpacks to more than {LARGEST // 2**20} MB, and is not unpacked")
    try:
        loaded = torch.load(BytesIO(data), map_location="cpu", weights_only=True)
    except Exception as error:
        raise ValueError(
            "the file holds more than tensors, or is damaged; a whole module is a pickle, which can run code "
            "and is not opened: save module.state_dict()"
        ) from error
    if not isinstance(loaded, dict) or not all(
        isinstance(name, str) and isinstance(value, Tensor) for name, value in loaded.items()
    ):
        raise ValueError("the file holds no state_dict, that is tensors by name; save module.state_dict()")
    return {name: value.detach() for name, value in loaded.items()}


class Source:
    """The tensors of a file, each taken by its name and checked; what was not taken is left."""

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        self.left = dict(tensors)

    def take(self, name: str, *shape: int) -> Tensor:
        """The tensor of that name and shape, in float64."""
        if name not in self.left:
            raise ValueError(f"the file has no {name!r}, which should have the shape {shape}")
        value = self.left.pop(name)
        if tuple(value.shape) != shape:
            raise ValueError(f"{name!r} has the shape {tuple(value.shape)}, where {shape} is expected")
        if not value.is_floating_point():
            raise ValueError(f"{name!r} holds {str(value.dtype).removeprefix('torch.')}, not real numbers")
        value = value.double()
        if not value.isfinite().all():
            raise ValueError(f"{name!r} holds numbers that are NaN or infinite")
        return value

    def bias(self, name: str, size: int) -> Tensor:
        """A bias (size,), zero where the module was made with bias=False."""
        return self.take(name, size) if name in self.left else torch.zeros(size, dtype=torch.double)

    def columns(self, name: str) -> int:
        """How many columns the matrix of that name has."""
        if name not in self.left:
            raise ValueError(f"the file has no {name!r}")
        if self.left[name].ndim != 2:
            raise ValueError(
                f"{name!r} has the shape {tuple(self.left[name].shape)}, where two axes are expected"
            )
        return self.left[name].shape[1]

    def matrices(self) -> list[str]:
        """The names of what is left and has two axes."""
        return [name for name, value in self.left.items() if value.ndim == 2]


def listed(names: list[str]) -> str:
    """A few names, as in Python, and how many more there are."""
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return ", ".join(map(repr, sorted(names)[:4])) + more
