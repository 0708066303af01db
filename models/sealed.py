"""Files that tell when they were cut off or changed: tensors, one JSON document, a SHA-256 over both.

Each is a .safetensors file, whose header's metadata holds the document under a key of its own. Nothing is
pickled. The bytes may be anyone's: whatever is wrong with them is told in one sentence.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

LARGEST = 64 * 2**20  # bytes; the largest file that is read
LONGEST_VERSION = 64  # characters


class BundleError(ValueError):
    """A file that is not a whole one of ours; the message says why, in one sentence."""


@dataclass(frozen=True)
class Seal:
    """One kind of file.

    Attributes:
        key: of the document in the metadata.
        format: the number of its format, which is the only one that is read.
        what: what such a file is called.
        largest: how many bytes are read at most.
    """

    key: str
    format: int
    what: str
    largest: int = LARGEST

    def dumps(self, document: dict[str, Any], tensors: dict[str, Tensor]) -> bytes:
        """The bytes of the .safetensors file."""
        document = {"format": self.format, **document}
        document["sha256"] = digest(document, tensors)
        return save(tensors, metadata={self.key: json.dumps(document)})

    def loads(self, data: bytes) -> tuple[dict[str, Any], dict[str, Tensor]]:
        """The document and the tensors, as they were written; what they mean is yet to be checked.

        Raises:
            BundleError: for a truncated, foreign or changed file.
        """
        if len(data) > self.largest:
            raise BundleError(
                f"the file is larger than {self.largest // 2**20} MB, the most that a {self.what} can have"
            )
        document, tensors = self.header(data), read_tensors(data)
        if document.get("format") != self.format:
            found = document.get("format")
            raise BundleError(f"the {self.what} has file format {found!r}; this version reads {self.format}")
        if document.pop("sha256", None) != digest(document, tensors):
            raise BundleError(
                f"the {self.what}'s checksum does not match: the file was changed after it was written"
            )
        return document, tensors

    def header(self, data: bytes) -> dict[str, Any]:
        """Our JSON document from the file's header."""
        length = int.from_bytes(data[:8], "little")
        if len(data) < 8 or data[8:9] != b"{":
            raise BundleError("the file is not a .safetensors file")
        if length > len(data) - 8:
            raise BundleError("the file is truncated: it ends before its header does")
        foreign = f"the file is not a {self.what} of Gatescope"
        try:
            document = json.loads(json.loads(data[8 : 8 + length])["__metadata__"][self.key])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BundleError(f"{foreign}: it has no description of one") from error
        if not isinstance(document, dict):
            raise BundleError(f"{foreign}: its description is not an object")
        return document


def read_tensors(data: bytes) -> dict[str, Tensor]:
    """Every tensor of the file."""
    try:
        return load(data)
    except SafetensorError as error:
        raise BundleError(f"the file is truncated or damaged ({error})") from error


def digest(document: dict[str, Any], tensors: dict[str, Tensor]) -> str:
    """SHA-256 over the document and, by name, each tensor's type, shape and bytes."""
    try:
        sha = hashlib.sha256(json.dumps(document, sort_keys=True).encode())
        for name in sorted(tensors):
            value = tensors[name]
            sha.update(f"{name} {value.dtype} {tuple(value.shape)}".encode())
            sha.update(value.numpy().tobytes())
    except (TypeError, ValueError, RecursionError) as error:
        raise BundleError(f"the file holds what no file of ours does ({error})") from error
    return sha.hexdigest()


def check_version(version: Any) -> str:
    """The version of the code that wrote a file; ValueError where it is not a word."""
    if not isinstance(version, str) or len(version) > LONGEST_VERSION or not version.isprintable():
        raise ValueError("its code version is not a word")
    return version
