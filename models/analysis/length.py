"""How far a network generalizes: exact generation, length by length."""

from collections.abc import Callable, Iterator, Sequence
from random import Random

import torch
from torch import Tensor

from models.cells import State
from models.kernels import KERNELS
from models.kernels.compiled import is_warm
from models.kernels.reader import FusedReader
from models.network import Network, Taps, untapped
from models.tasks import Example, Task
from models.training.batches import encode

STEM_SEED = 20170526  # measuring draws its strings apart from training


def measuring_stems(task: Task, longest: int) -> list[str]:
    """The stems that are measured, drawn apart from each other: how far one measures does not change them."""
    if not task.random:
        return task.stems(longest, Random(STEM_SEED))
    count = len(task.stems(1, Random(STEM_SEED)))
    return [task.stems(longest, Random(STEM_SEED + k))[0] for k in range(count)]


def make_reader(network: Network, task: Task, lengths: Sequence[int], taps: Taps) -> "Reader | FusedReader":
    """What reads soonest: the kernels, if they are compiled and nothing intervenes; torch for all others."""
    ours = type(network) is Network and network.cell in KERNELS and network.V.dtype == torch.float32
    if ours and taps is untapped and is_warm():
        return FusedReader(network, task, measuring_stems(task, max(lengths)))
    return Reader(network, task, lengths, taps)


def never() -> bool:
    """The should_stop that never does."""
    return False


class Reader:
    """Reads a task's stems once, from left to right, and tests answers at the lengths asked for.

    A network's free-running answer is exact if and only if its most likely character is right at each
    position of the answer: up to the first mistake, what it feeds back to itself is the truth. So all
    lengths are tested side by side, each branching off from the state after its part of the stem.

    Args:
        network: S seeds.
        task: what was learned.
        lengths: every length that will be asked for.
        taps: an intervention that acts while prompts are read and answers are written.
    """

    def __init__(self, network: Network, task: Task, lengths: Sequence[int], taps: Taps = untapped) -> None:
        self.network, self.task, self.taps = network, task, taps
        self.stems = measuring_stems(task, max(lengths))
        self.numbers = [torch.tensor(encode(stem, task.alphabet)) for stem in self.stems]
        self.position = 0
        self.state = network.zero_state(len(self.stems))
        self.kept: dict[tuple[int, int], list[State]] = {}
        # A stem's prompts end where that stem has them, so all branches are planned before reading.
        self.branches: dict[int, list[tuple[int, int]]] = {}
        for n in lengths:
            for k, stem in enumerate(self.stems):
                end = len(task.example(stem, n).prompt) - 1
                self.branches.setdefault(end, []).append((n, k))

    def exact(self, lengths: Sequence[int], until_wrong: bool = False) -> Tensor:
        """(S, len(lengths)): whether every answer of that length is exact. Each can be asked for once.

        With `until_wrong`, a length after a seed's first mistake may be called wrong without being tried.
        """
        keys = [(n, k) for n in lengths for k in range(len(self.stems))]
        examples = [self.task.example(self.stems[k], n) for n, k in keys]
        self.read_to(max(len(example.prompt) for example in examples) - 1)
        states = [self.kept.pop(key) for key in keys]
        state = [
            {symbol: torch.cat([s[layer][symbol] for s in states], 1) for symbol in symbols}
            for layer, symbols in enumerate(self.state)
        ]
        right = self.answers_right(state, examples)
        return right.unflatten(1, (len(lengths), len(self.stems))).all(2)

    def read_to(self, end: int) -> None:
        """Read on, keeping the state wherever a prompt branches off."""
        while self.position < end:
            column = torch.stack([stem[min(self.position, len(stem) - 1)] for stem in self.numbers])
            tap = self.taps(column, torch.full_like(column, self.position))
            _, self.state = self.network.step(self.network.encode(column), self.state, tap)
            self.position += 1
            for n, k in self.branches.pop(self.position, ()):
                self.kept[n, k] = [{s: v[:, k : k + 1] for s, v in layer.items()} for layer in self.state]

    def keep_seeds(self, going: Tensor) -> None:
        """Go on with these seeds only: (S,) true for each that stays."""
        self.network = self.network.select(going.nonzero().flatten().tolist())
        self.state = [{s: v[going] for s, v in layer.items()} for layer in self.state]
        self.kept = {
            key: [{s: v[going] for s, v in layer.items()} for layer in state]
            for key, state in self.kept.items()
        }

    def answers_right(self, state: list[State], examples: list[Example]) -> Tensor:
        """(S, examples): whether each answer is written exactly, from the state before its cue."""
        seeds, alphabet = len(self.network.V), self.task.alphabet
        right = torch.ones(seeds, len(examples), dtype=torch.bool)
        # Longest answers first, so that those that have ended are cut off at the end.
        order = sorted(range(len(examples)), key=lambda k: -len(examples[k].answer))
        state = [{k: v[:, order] for k, v in layer.items()} for layer in state]
        texts = [encode(examples[k].prompt[-1] + examples[k].answer, alphabet) for k in order]
        cues = torch.tensor([len(examples[k].prompt) - 1 for k in order])
        width = len(texts[0])
        padded = torch.tensor([text + [0] * (width - len(text)) for text in texts])
        active = [sum(len(text) > t + 1 for text in texts) for t in range(width - 1)]
        for t, count in enumerate(active):
            state = [{k: v[:, :count] for k, v in layer.items()} for layer in state]
            read = padded[:count, t]
            h, state = self.network.step(self.network.encode(read), state, self.taps(read, cues[:count] + t))
            right[:, :count] &= self.network.readout(h).argmax(-1) == padded[:count, t + 1]
            if not right[:, :count].any():
                break
        back = torch.empty_like(right)
        back[:, order] = right
        return back


def chunks(up_to: int) -> Iterator[range]:
    """1..up_to in growing pieces: most networks fail early, and the rest go in large batches."""
    start, size = 1, 16
    while start <= up_to:
        yield range(start, min(start + size, up_to + 1))
        start, size = start + size, min(size * 2, 128)


@torch.inference_mode()
def n_max(
    network: Network,
    task: Task,
    up_to: int,
    should_stop: Callable[[], bool] = never,
    taps: Taps = untapped,
) -> tuple[list[int], int]:
    """For each seed the largest N such that every n <= N is generated exactly, up to a limit.

    Returns the N of each seed and the limit: `up_to`, or how far it got before `should_stop`. Seeds
    that have failed are left out of the rest. With `taps`, the network is held so while it is measured.
    """
    result = torch.zeros(len(network.V), dtype=torch.long)
    alive = torch.arange(len(network.V))
    reader = make_reader(network, task, range(1, up_to + 1), taps)
    for lengths in chunks(up_to):
        if lengths[0] > 1 and should_stop():
            return result.tolist(), lengths[0] - 1
        right = reader.exact(lengths, until_wrong=True).long().cumprod(1).sum(1)
        result[alive] += right
        going = right == len(lengths)
        alive = alive[going]
        if not len(alive):
            break
        if not going.all():
            reader.keep_seeds(going)
    return result.tolist(), up_to


@torch.inference_mode()
def exact(network: Network, task: Task, lengths: Sequence[int]) -> list[list[bool]]:
    """For each seed, whether each of these lengths (increasing) is generated exactly: [S][lengths]."""
    return make_reader(network, task, lengths, untapped).exact(lengths).tolist()


def contiguous(lengths: Sequence[int], right: Sequence[bool]) -> int:
    """The last of these lengths before the first that is not exact; 0 if the first is not."""
    reached = 0
    for n, exact_here in zip(lengths, right, strict=True):
        if not exact_here:
            break
        reached = n
    return reached


def curve_lengths(up_to: int) -> list[int]:
    """The lengths at which the generalization curve is drawn: all to 30, then evenly in log N."""
    tail = [round(30 * 10 ** (step / 12)) for step in range(1, 100)]
    return [n for n in range(1, min(30, up_to) + 1)] + [n for n in tail if n < up_to] + [up_to] * (up_to > 30)
