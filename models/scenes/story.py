"""What happens in a film: a process that is known, so that what is best to believe is known too.

A film has a cast, and cuts from one to another. After each night every creature begins something new, drawn
from PRIOR, and goes on with it whether it is in the picture or not. A clear frame shows what. A look of
surprise is much more frequent in an attack. Water alone is the same picture, and as frequent, whatever is
going on: what settles it is some frames back, or many, or nowhere.
"""

from dataclasses import dataclass

import numpy as np

LABELS = ("showering", "drinking", "attacked", "idle")
ACTIVITIES = 3  # the first of the labels; idle is what a dry creature is
IDLE = 3

KINDS = ("shower", "spring", "foe", "water", "pause", "surprise", "night")
SHOWER, SPRING, FOE, WATER, PAUSE, SURPRISE, NIGHT = range(len(KINDS))  # a clear one's number is its label's

CAST = ("Tip", "Bo")  # with pointed ears, and with round ones

PRIOR = np.array([0.6, 0.3, 0.1])  # those of the article's feedforward net, which sees one frame of water
SURPRISED = np.array([0.015, 0.01, 0.18])  # chance of a surprise; after one the odds are .3, .1, .6
CLEAR = 0.04  # chance of a clear frame
WET = 0.7  # chance of a frame of water alone
OPENING = 0.8  # chance that the first frame of a creature after a night is clear
NIGHTFALL = 0.04  # chance that a frame is night
STAYS = 0.5  # chance that the next frame shows the same creature; else it is one of the cast

Frames = np.ndarray  # (F, T): one number for each frame of F films


@dataclass(frozen=True)
class Films:
    """F films of T frames.

    Attributes:
        kinds: (F, T) what each frame shows, numbers in KINDS.
        who: (F, T) whom it shows, numbers in CAST.
    """

    kinds: Frames
    who: Frames

    def part(self, chosen: object) -> "Films":
        """Some of the films, or of their frames: an index of (F, T)."""
        return Films(self.kinds[chosen], self.who[chosen])


def body(activity: np.ndarray) -> np.ndarray:
    """The chance of each kind of frame during an activity: (...) numbers to (..., K)."""
    chances = np.zeros((*activity.shape, len(KINDS)))
    np.put_along_axis(chances, activity[..., None], CLEAR, -1)
    chances[..., WATER] = WET
    chances[..., SURPRISE] = SURPRISED[activity]
    chances[..., PAUSE] = 1 - CLEAR - WET - SURPRISED[activity]
    return chances


def draw_films(count: int, frames: int, rng: np.random.Generator) -> tuple[Films, Frames]:
    """F = `count` films of T = `frames`, each beginning as after a night, and the label of every frame."""
    kinds, who, labels = (np.empty((count, frames), np.int64) for _ in range(3))
    films = np.arange(count)
    begins, shown = np.ones(count, bool), rng.integers(len(CAST), size=count)
    activity, unseen = np.empty((count, len(CAST)), np.int64), np.ones((count, len(CAST)), bool)
    for t in range(frames):
        new = drawn(np.broadcast_to(PRIOR, (count * len(CAST), ACTIVITIES)), rng).reshape(count, len(CAST))
        activity = np.where(begins[:, None], new, activity)
        unseen |= begins[:, None]
        shown = np.where(rng.random(count) < STAYS, shown, rng.integers(len(CAST), size=count))
        own, first = activity[films, shown], unseen[films, shown]
        kind = np.where(first & (rng.random(count) < OPENING), own, drawn(body(own), rng))
        begins = ~begins & (rng.random(count) < NIGHTFALL)
        kinds[:, t], who[:, t] = np.where(begins, NIGHT, kind), shown
        labels[:, t] = np.where(is_dry(kinds[:, t]), IDLE, own)
        unseen[films, shown] = False
    return Films(kinds, who), labels


def drawn(chances: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One number for each row of chances (F, K), (F,)."""
    # The last sum may be a little below 1.
    return (rng.random((len(chances), 1)) >= chances.cumsum(1)[:, :-1]).sum(1)


def is_dry(kinds: np.ndarray) -> np.ndarray:
    """Where no water is: nothing is going on there, whatever was before."""
    return kinds >= PAUSE


def lags(films: Films) -> Frames:
    """How many frames back it was seen what is going on: 0 in the frame itself, -1 nowhere.

    A frame of water is settled by the last clear one of the same creature, if no night came since.
    """
    count, frames = films.kinds.shape
    found, row = np.zeros((count, frames), np.int64), np.arange(count)
    last = np.full((count, len(CAST)), -1)
    for t in range(frames):
        kind, who = films.kinds[:, t], films.who[:, t]
        last[kind == NIGHT] = -1
        last[row, who] = np.where(kind < ACTIVITIES, t, last[row, who])
        seen = last[row, who]
        found[:, t] = np.where(kind != WATER, 0, np.where(seen < 0, -1, t - seen))
    return found


def beliefs(films: Films) -> np.ndarray:
    """What is best to believe of each frame, given those up to it: probabilities (F, T, L).

    Bayes' rule, frame by frame: no network can do better than this on average. A reader may put frames into
    an order that the process never draws; where clear frames contradict each other, the last one counts.
    """
    count, frames = films.kinds.shape
    row, belief = np.arange(count), np.tile(PRIOR, (count, len(CAST), 1))
    likelihood = body(np.arange(ACTIVITIES)).T  # of each kind, in each activity
    found = np.zeros((count, frames, len(LABELS)))
    for t in range(frames):
        kind, who = films.kinds[:, t], films.who[:, t]
        clear, night, dry = kind < ACTIVITIES, kind == NIGHT, is_dry(kind)
        own = belief[row, who]
        own[clear] = np.eye(ACTIVITIES)[kind[clear]]
        own[~clear & ~night] *= likelihood[kind[~clear & ~night]]
        own /= own.sum(1, keepdims=True)
        belief[row, who] = own
        belief[night] = PRIOR
        found[dry, t, IDLE] = 1
        found[~dry, t, :ACTIVITIES] = own[~dry]
    return found
