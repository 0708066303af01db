"""Small pictures as PNG files inside an address, in the colours of a ramp from night to light."""

import struct
import zlib
from base64 import b64encode

import numpy as np

RAMP = np.array(
    [[13, 20, 48], [38, 84, 124], [126, 178, 196], [240, 240, 226], [255, 252, 240]]
)  # dark to light


def data_url(picture: np.ndarray) -> str:
    """A picture (rows, columns) of brightness from 0 to 1."""
    rows, columns = picture.shape
    levels = np.round(picture * 255).astype(np.uint8)
    # Each row begins with a byte that says it is not filtered.
    lines = np.hstack([np.zeros((rows, 1), np.uint8), levels]).tobytes()
    header = struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)  # 8 bits, by a palette
    parts = ((b"IHDR", header), (b"PLTE", palette()), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)
    return f"data:image/png;base64,{b64encode(data).decode()}"


def palette() -> bytes:
    """256 colours, from black's to white's."""
    at, stops = np.linspace(0, 1, 256), np.linspace(0, 1, len(RAMP))
    return (
        np.stack([np.interp(at, stops, channel) for channel in RAMP.T], 1).round().astype(np.uint8).tobytes()
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    """One part of a PNG file: length, kind, data, checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
