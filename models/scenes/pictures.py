"""Small pictures of creatures and some water, drawn from what a frame shows; no two are alike.

Pictures that show the same differ in where the creature is, in light, in which way round they are, in each
drop and in the grain. Brightness goes from 0, black, to 1, white.
"""

import numpy as np

from models.scenes.story import FOE, NIGHT, PAUSE, SHOWER, SPRING, SURPRISE, WATER, Films

SIZE = 16  # pixels, both ways
GRAIN = 0.04  # standard deviation of the noise of each pixel
FALLING, ON_IT = 14, 4  # drops of water in a wet picture: behind the creature, and on it
STROKE = 2  # pixels of a drop

Shape = np.ndarray  # (N, SIZE, SIZE), from 0 outside to 1 inside


class Canvas:
    """N pictures that are painted at once, each with a creature of its own, who (N,), at (y, x)."""

    def __init__(self, who: np.ndarray, rng: np.random.Generator) -> None:
        self.who, self.rng, count = who, rng, len(who)
        self.rows, self.columns = np.mgrid[:SIZE, :SIZE].astype(np.float32)
        self.pixels = np.zeros((count, SIZE, SIZE), np.float32)
        self.y, self.x = self.between(8.5, 10.5), self.between(6.5, 8.5)

    def between(self, low: float, high: float) -> np.ndarray:
        """A number for each picture, (N, 1, 1)."""
        return self.rng.uniform(low, high, (len(self.pixels), 1, 1)).astype(np.float32)

    def fill(self, brightness: float) -> None:
        """The background, a little lighter or darker in each picture."""
        self.pixels[:] = self.between(brightness - 0.06, brightness + 0.06)

    def paint(self, shape: Shape, brightness: float) -> None:
        """Cover what is there with a shape."""
        self.pixels += shape * (brightness - self.pixels)

    def is_one(self, who: int) -> np.ndarray:
        """1 in the pictures of one creature and 0 elsewhere, (N, 1, 1): a shape times this is only there."""
        return (self.who == who).astype(np.float32)[:, None, None]

    def ellipse(self, down: float, right: float, height: float, width: float) -> Shape:
        """Half axes in pixels; the middle is counted from the creature's."""
        y, x = self.rows - self.y - down, self.columns - self.x - right
        inside = 1 - np.sqrt((y / height) ** 2 + (x / width) ** 2)
        return np.clip(inside * min(height, width) + 0.5, 0, 1)

    def box(self, top: float, left: float, bottom: float, right: float) -> Shape:
        """A box between these rows and columns, counted from the creature's middle."""
        y, x = self.rows - self.y, self.columns - self.x
        inside = np.minimum(np.minimum(y - top, bottom - y), np.minimum(x - left, right - x))
        return np.clip(inside + 0.5, 0, 1)


def draw_pictures(films: Films, rng: np.random.Generator) -> np.ndarray:
    """A picture for each frame, (F, T, SIZE, SIZE) float32 from 0 to 1."""
    flat, who = films.kinds.reshape(-1), films.who.reshape(-1)
    pixels = np.empty((len(flat), SIZE, SIZE), np.float32)
    for kind, painted in PAINTERS.items():
        places = np.flatnonzero(flat == kind)
        if len(places):
            canvas = Canvas(who[places], rng)
            painted(canvas)
            pixels[places] = canvas.pixels
    turned = rng.random(len(flat)) < 0.5
    pixels[turned] = pixels[turned, :, ::-1]
    pixels += GRAIN * rng.standard_normal(pixels.shape, np.float32)
    return pixels.clip(0, 1).reshape(*films.kinds.shape, SIZE, SIZE)


def creature(canvas: Canvas) -> None:
    """Round, with a light belly; one has pointed ears, the other round ones."""
    for side in (-2.6, 2.6):
        canvas.paint(canvas.ellipse(-4.4, side, 2.3, 1) * canvas.is_one(0), 0.22)
    for side in (-4, 4):
        canvas.paint(canvas.ellipse(-3, side, 1.8, 1.8) * canvas.is_one(1), 0.22)
    canvas.paint(canvas.ellipse(0, 0, 4.6, 4.4), 0.22)
    canvas.paint(canvas.ellipse(2.2, 0, 1.7, 2.4), 0.45)


def eyes(canvas: Canvas, wide: bool) -> None:
    """Two bright dots; wide ones have room for a pupil."""
    for side in (-1.7, 1.7):
        canvas.paint(
            canvas.ellipse(-1.6, side, 1.5, 1.4) if wide else canvas.ellipse(-1.4, side, 0.7, 0.6), 1
        )
        if wide:
            canvas.paint(canvas.ellipse(-1.6, side, 0.6, 0.6), 0)


def closed_eyes(canvas: Canvas) -> None:
    """Two lines."""
    for side in (-1.7, 1.7):
        canvas.paint(canvas.box(-1.6, side - 0.8, -1, side + 0.8), 0.95)


def drops(canvas: Canvas, count: int) -> None:
    """Water, as short bright strokes anywhere; below the lower edge it goes on at the upper one."""
    pictures = np.arange(len(canvas.pixels))[:, None]
    y, x = canvas.rng.integers(SIZE, size=(2, len(pictures), count))
    for down in range(STROKE):
        canvas.pixels[pictures, (y + down) % SIZE, x] = 0.95


def water(canvas: Canvas) -> None:
    """It is wet, and nothing says from what."""
    canvas.fill(0.62)
    drops(canvas, FALLING)
    creature(canvas)
    closed_eyes(canvas)
    drops(canvas, ON_IT)


def shower(canvas: Canvas) -> None:
    """A head of a shower above it."""
    water(canvas)
    canvas.paint(canvas.box(-9.5, -0.6, -7, 0.6), 0.05)
    canvas.paint(canvas.box(-7.2, -4, -5.8, 4), 0.05)


def spring(canvas: Canvas) -> None:
    """A basin in front of it."""
    water(canvas)
    canvas.paint(canvas.ellipse(4.6, 0, 2.4, 6), 0.05)
    canvas.paint(canvas.ellipse(4.2, 0, 1.3, 4.6), 0.95)


def foe(canvas: Canvas) -> None:
    """Somebody with spikes at its side, who spits."""
    canvas.x -= 2.5
    water(canvas)
    canvas.paint(canvas.ellipse(-1.5, 8, 4, 2.6), 0)
    canvas.paint(canvas.ellipse(-6, 8.6, 2, 0.8), 0)
    canvas.paint(canvas.ellipse(-2.6, 7.2, 0.8, 0.8), 1)
    canvas.paint(canvas.box(-0.2, 1, 0.6, 5.6), 1)


def meadow(canvas: Canvas) -> None:
    """Dry ground under a light sky."""
    canvas.fill(0.85)
    canvas.paint(canvas.box(3.5, -20, 20, 20), 0.65)
    creature(canvas)


def pause(canvas: Canvas) -> None:
    """Nothing happens."""
    meadow(canvas)
    eyes(canvas, wide=False)


def surprise(canvas: Canvas) -> None:
    """It has seen something that we have not."""
    meadow(canvas)
    eyes(canvas, wide=True)
    canvas.paint(canvas.ellipse(1.8, 0, 1.1, 0.9), 0)


def night(canvas: Canvas) -> None:
    """Moon and sleep."""
    canvas.fill(0.08)
    creature(canvas)
    closed_eyes(canvas)
    canvas.paint(canvas.ellipse(-7, 5, 1.8, 1.8), 0.95)
    canvas.paint(canvas.ellipse(-7.5, 4.2, 1.5, 1.5), 0.08)


PAINTERS = {
    SHOWER: shower,
    SPRING: spring,
    FOE: foe,
    WATER: water,
    PAUSE: pause,
    SURPRISE: surprise,
    NIGHT: night,
}
