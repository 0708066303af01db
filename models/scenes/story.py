"""What happens in a film: a process that is known, so that what is best to believe is known too.

After each night a new activity begins, drawn from PRIOR, and frames follow while it lasts. A clear one shows
what is going on. A look of surprise is much more frequent in an attack. Water alone is the same picture, and
as frequent, whatever is going on: what settles it is some frames back, or many, or nowhere.
"""

from dataclasses import dataclass

import numpy as np

LABELS = ("showering", "drinking", "attacked", "idle")
ACTIVITIES = 3  # the first of the labels; idle is what a dry creature is
IDLE = 3

KINDS = ("shower", "spring", "foe", "water", "pause", "surprise", "night")
SHOWER, SPRING, FOE, WATER, PAUSE, SURPRISE, NIGHT = range(len(KINDS))  # a clear one's number is its label's

PRIOR = np.array([0.6, 0.3, 0.1])  # those of the article's feedforward net, which sees one frame of water
SURPRISED = np.array([0.015, 0.01, 0.18])  # chance of a surprise; after one the odds are .3, .1, .6
CLEAR = 0.04  # chance of a clear frame
WET = 0.7  # chance of a frame of water alone
OPENING = 0.8  # chance that an activity begins with a clear frame
NIGHTFALL = 0.05  # chance that the frame after this one is night


@dataclass(frozen=True)
class Films:
    """F films of T frames, drawn from the process.

    Attributes:
        kinds: (F, T) what each frame shows, numbers in KINDS.
        labels: (F, T) what is going on, numbers in LABELS.
    """

    kinds: np.ndarray
    labels: np.ndarray


def body(activity: np.ndarray) -> np.ndarray:
    """The chance of each kind of frame during an activity: (...) numbers to (..., K)."""
    chances = np.zeros((*activity.shape, len(KINDS)))
    np.put_along_axis(chances, activity[..., None], CLEAR, -1)
    chances[..., WATER] = WET
    chances[..., SURPRISE] = SURPRISED[activity]
    chances[..., PAUSE] = 1 - CLEAR - WET - SURPRISED[activity]
    return chances


def draw_films(count: int, frames: int, rng: np.random.Generator) -> Films:
    """So many films, F = `count` and T = `frames`; each begins as after a night."""
    kinds = np.empty((count, frames), np.int64)
    labels = np.empty_like(kinds)
    begins, activity = np.ones(count, bool), np.zeros(count, np.int64)
    for t in range(frames):
        activity = np.where(begins, drawn(np.broadcast_to(PRIOR, (count, ACTIVITIES)), rng), activity)
        opens = begins & (rng.random(count) < OPENING)
        shown = np.where(opens, activity, drawn(body(activity), rng))
        falls = ~begins & (rng.random(count) < NIGHTFALL)
        kinds[:, t] = np.where(falls, NIGHT, shown)
        labels[:, t] = np.where(is_dry(kinds[:, t]), IDLE, activity)
        begins = falls
    return Films(kinds, labels)


def drawn(chances: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One number for each row of chances (F, K), (F,)."""
    # The last sum may be a little below 1.
    return (rng.random((len(chances), 1)) >= chances.cumsum(1)[:, :-1]).sum(1)


def is_dry(kinds: np.ndarray) -> np.ndarray:
    """Where no water is: nothing is going on there, whatever was before."""
    return kinds >= PAUSE


def lags(kinds: np.ndarray) -> np.ndarray:
    """How many frames back it is seen what is going on: 0 in the frame itself, -1 nowhere; (F, T) to (F, T).

    A frame of water is settled by the last clear one, if no night came since.
    """
    count, frames = kinds.shape
    found = np.zeros((count, frames), np.int64)
    last = np.full(count, -1)
    for t in range(frames):
        now = kinds[:, t]
        last = np.where(now < ACTIVITIES, t, np.where(now == NIGHT, -1, last))
        found[:, t] = np.where(now != WATER, 0, np.where(last < 0, -1, t - last))
    return found


def beliefs(kinds: np.ndarray) -> np.ndarray:
    """What is best to believe of each frame, given those up to it: (F, T) kinds to (F, T, L) probabilities.

    Bayes' rule, frame by frame: no network can do better than this on average. A reader may put frames into
    an order that the process never draws; where clear frames contradict each other, the last one counts.
    """
    count, frames = kinds.shape
    belief = np.tile(PRIOR, (count, 1))
    likelihood = body(np.arange(ACTIVITIES)).T  # of each kind, in each activity
    found = np.zeros((count, frames, len(LABELS)))
    for t in range(frames):
        now = kinds[:, t]
        clear, night, dry = now < ACTIVITIES, now == NIGHT, is_dry(now)
        belief[clear] = np.eye(ACTIVITIES)[now[clear]]
        belief[night] = PRIOR
        belief[~clear & ~night] *= likelihood[now[~clear & ~night]]
        belief /= belief.sum(1, keepdims=True)
        found[dry, t, IDLE] = 1
        found[~dry, t, :ACTIVITIES] = belief[~dry]
    return found
