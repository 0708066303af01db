"""How much a training computes, at most, and about how long that takes.

The unit is a multiply-add of single numbers: what one weight costs for one character. What is no product is
counted as so many products as take as long; without that, tiny networks would seem to cost nothing. The
constants are measured: benchmarks/README.md says on what, and how well they do.
"""

from functools import lru_cache
from itertools import pairwise
from random import Random

from models.cells import CELLS
from models.corpora.corpus import MOST_CHARACTERS
from models.engines import engine_for
from models.kernels.lanes import LANES
from models.network import size
from models.tasks import TASKS
from models.text.config import TextConfig
from models.training.config import Config

# Of small tasks
BOTH_WAYS = 3  # times that each weight is used for a character: reading, and twice on the way back
GATE = 6  # for each character and gate of a unit, beside its weights
STEP = 1e6  # for each step of a register: what it costs however small the networks are
ASKED_FOR = 14  # intervals between the lengths whose answers are counted
ASKED = 2  # times as long as while training a character takes that is only read, to ask a question
AUTOGRAD = 2  # times as long as the kernels torch's autograd takes for a seed, which reads the padding too

# Of trainings on text
SOFTMAX = 16_000  # for each character beside the weights: what comes of the scores of a whole alphabet
STREAMS = 3  # more that each character of a window costs: small matrices are slow
ADAM, WINDOW = 300, 40e6  # for each step and parameter, and for each step
MEASURED = 500_000  # characters at most that each network reads when it is trained,
LOOKED = 2.5  # and so many times as long it takes to look into each cell's first one
COUNTED = 2e11  # to count the n-grams of a long text

RATES = {Config: 10e9, TextConfig: 30e9}  # a second, on one core
HOUR = 3600.0
MOST = {kind: rate * HOUR for kind, rate in RATES.items()}  # that a visitor may ask for at once
FEWER = "choose fewer steps, cells, seeds, layers or hidden units"
LESS = {Config: "a smaller longest or measure_up_to", TextConfig: "a smaller batch or a shorter window"}
USUAL = 0.25  # of the measuring of small tasks: most seeds fail long before the longest string


def work(config: Config | TextConfig) -> float:
    """How many multiply-adds a training takes at most, with what is measured in the end."""
    return of_text(config) if isinstance(config, TextConfig) else training(config) + measuring(config)


def typical_seconds(config: Config | TextConfig) -> float:
    """About how long one core takes for a training."""
    text = isinstance(config, TextConfig)
    usual = of_text(config) if text else training(config) + USUAL * measuring(config)
    return usual / RATES[type(config)]


def check_work(config: Config | TextConfig) -> None:
    """Raise ValueError, with a sentence that says what would be right, for more than a server should take on.

    Whoever trains on a machine of their own may do so for as long as they like; nothing else asks this.
    """
    kind, asked = type(config), work(config)
    if asked > MOST[kind]:
        raise ValueError(
            f"this training could take one core about {asked / RATES[kind] / HOUR:,.1f} hours, and 1 hour is "
            f"allowed; {FEWER}, or {LESS[kind]}"
        )


def training(config: Config) -> float:
    """Of a small task, without what is measured in the end."""
    each = [BOTH_WAYS * per_character(cell, config) * read(cell, config) for cell in config.cells]
    return config.steps * (sum(each) + STEP * registers(config) * len(each))


def measuring(config: Config) -> float:
    """To measure networks that never fail, up to the longest string that is tried."""
    each = sum(per_character(cell, config) for cell in config.cells)
    return ASKED * registers(config) * LANES * each * answers(config.task, config.measure_up_to)


def of_text(config: TextConfig) -> float:
    """Of a training on text, with the largest alphabet that it may have."""
    characters = (config.batch + STREAMS) * config.window
    total = COUNTED
    for cell in config.cells:
        weights = size(cell, MOST_CHARACTERS, config.hidden, config.layers)
        step = BOTH_WAYS * characters * (weights + SOFTMAX) + ADAM * weights + WINDOW
        total += config.seeds * config.steps * step
        total += (config.seeds + LOOKED) * MEASURED * (weights + SOFTMAX)
    return total


def per_character(cell: str, config: Config) -> int:
    """What a network of a small task costs for each character that it reads."""
    gates = len(CELLS[cell].blocks) * config.hidden * config.layers
    return size(cell, len(TASKS[config.task].alphabet), config.hidden, config.layers) + GATE * gates


def registers(config: Config) -> int:
    """How many registers the seeds of a cell fill."""
    return -(-config.seeds // LANES)


def read(cell: str, config: Config) -> int:
    """How many characters all lanes of the registers read in a step, or how many take as long."""
    batch = (config.task, config.shortest, config.longest)
    if engine_for(cell, config) == "autograd":
        return AUTOGRAD * config.seeds * padded(*batch)
    return LANES * registers(config) * places(*batch)


@lru_cache(maxsize=256)
def places(task: str, shortest: int, longest: int) -> int:
    """How many characters of a batch have to be read, strings that begin alike being read once."""
    texts = sorted(strings(task, shortest, longest))
    return sum(map(len, texts)) - sum(alike(one, other) for one, other in pairwise(texts))


@lru_cache(maxsize=256)
def padded(task: str, shortest: int, longest: int) -> int:
    """How many characters a batch has, each string being filled up to the longest."""
    texts = strings(task, shortest, longest)
    return len(texts) * max(map(len, texts))


def strings(task: str, shortest: int, longest: int) -> list[str]:
    """A batch: each string without its last character, after which nothing is predicted."""
    examples = TASKS[task].examples(range(shortest, longest + 1), Random(0))
    return [example.text[:-1] for example in examples]


def alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginnings."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


@lru_cache(maxsize=256)
def answers(task: str, up_to: int) -> float:
    """How many characters are read to ask for every length from 1 to `up_to`: the stems, and all answers.

    An answer grows evenly with its length, if at all; those to brackets grow less, so some between are asked.
    """
    chosen = TASKS[task]
    stems = chosen.stems(up_to, Random(0))
    asked = {1 + round((up_to - 1) * part / ASKED_FOR) for part in range(ASKED_FOR + 1)}
    answered = [sum(len(chosen.example(stem, n).answer) for stem in stems) for n in asked]
    return up_to * sum(answered) / len(answered) + sum(map(len, stems))
