"""Pictures: of their kind at a glance, never twice the same, and what a browser gets is what was drawn."""

import struct
import zlib
from base64 import b64decode

import numpy as np

from dashboard.png import RAMP, data_url
from models.scenes.pictures import SIZE, draw_pictures
from models.scenes.story import CAST, KINDS, NIGHT, Films

EACH = 150
SHOWN = len(KINDS) * len(CAST)
WHAT = np.repeat(np.arange(SHOWN), EACH)  # kind and creature of each picture, as one number


def drawn(seed: int) -> np.ndarray:
    """So many pictures of each kind and creature, (K C, EACH, SIZE, SIZE)."""
    shown = WHAT.reshape(SHOWN, EACH)
    films = Films(shown // len(CAST), shown % len(CAST))
    return draw_pictures(films, np.random.default_rng(seed))


def test_pictures_are_grey_and_the_same_again_from_the_same_seed() -> None:
    one = drawn(0)
    assert one.shape == (SHOWN, EACH, SIZE, SIZE) and one.dtype == np.float32
    assert one.min() >= 0 and one.max() <= 1
    assert (one == drawn(0)).all() and (one != drawn(1)).any()


def test_no_two_pictures_are_alike() -> None:
    flat = drawn(0).reshape(-1, SIZE * SIZE)
    assert len(np.unique(flat, axis=0)) == len(flat)


def test_the_nearest_neighbour_tells_what_is_shown() -> None:
    """A picture is closest to one of its own kind: what is hard in a film is not to see."""
    known, new = (drawn(seed).reshape(-1, SIZE * SIZE) for seed in (0, 1))
    distance = (new**2).sum(1)[:, None] + (known**2).sum(1) - 2 * new @ known.T
    found = WHAT[distance.argmin(1)]
    assert (found // len(CAST) == WHAT // len(CAST)).mean() > 0.95
    matters = WHAT // len(CAST) != NIGHT  # it is dark then, and whom it shows tells nothing
    assert (found == WHAT)[matters].mean() > 0.9


def test_a_png_holds_the_picture() -> None:
    picture = np.linspace(0, 1, 15).reshape(3, 5)
    data = b64decode(data_url(picture).removeprefix("data:image/png;base64,"))
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    parts, rest = {}, data[8:]
    while rest:
        (length,) = struct.unpack(">I", rest[:4])
        kind, body, sum_ = rest[4:8], rest[8 : 8 + length], rest[8 + length : 12 + length]
        assert struct.unpack(">I", sum_)[0] == zlib.crc32(kind + body)
        parts[kind], rest = body, rest[12 + length :]
    assert struct.unpack(">IIBB", parts[b"IHDR"][:10]) == (5, 3, 8, 3)
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(3, 6)
    assert (rows[:, 0] == 0).all() and (rows[:, 1:] == (picture * 255).round()).all()
    palette = np.frombuffer(parts[b"PLTE"], np.uint8).reshape(256, 3)
    assert (palette[0] == RAMP[0]).all() and (palette[255] == RAMP[-1]).all()
