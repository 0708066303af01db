"""Writing as it is written: a network reads a prompt, then its own characters, each with its chances."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from models.network import Network, Taps, untapped
from models.tasks.task import check_text
from models.training.batches import encode
from models.training.checked import check_number

LONGEST = 20_000  # characters, of the prompt and of what is written
HOTTEST = 5.0
COLD = 1e-3  # a temperature below it takes the likeliest character, as 0 does
SHOWN = 5  # of the likeliest characters


@dataclass(frozen=True)
class Written:
    """One character that a network has written.

    Attributes:
        character: it.
        probability: its own, at temperature 1, whatever the temperature was.
        top: the likeliest characters at this place and their probabilities at temperature 1, likeliest first.
    """

    character: str
    probability: float
    top: list[tuple[str, float]]


class Reading:
    """A single network that reads on, character by character, from a zero state.

    Args:
        network: without the axis S.
        taps: an intervention.
    """

    def __init__(self, network: Network, taps: Taps = untapped) -> None:
        self.network, self.taps, self.state, self.place = network, taps, network.zero_state(1), 0

    @torch.inference_mode()
    def read(self, numbers: Sequence[int]) -> Tensor:
        """Read at least one more character. Returns the scores (V,) of the next one."""
        for number in numbers:
            read = torch.tensor([number])
            tap = self.taps(read, torch.tensor([self.place]))
            h, self.state = self.network.step(self.network.encode(read), self.state, tap)
            self.place += 1
        return self.network.readout(h)[0]


class Draw:
    """Chooses characters by their scores, the same for the same seed.

    Args:
        temperature: 0 takes the likeliest; otherwise scores are divided by it and drawn from.
        top_k: draw from so many of the likeliest; 0 draws from all.
        seed: of the draws.
    """

    def __init__(self, temperature: float, top_k: int = 0, seed: int = 0) -> None:
        self.temperature, self.top_k = temperature, top_k
        self.generator = torch.Generator().manual_seed(seed)

    def __call__(self, scores: Tensor) -> int:
        """The number of one character, from scores (V,)."""
        if self.temperature < COLD:
            return int(scores.argmax())
        if self.top_k:
            scores, numbers = scores.topk(self.top_k)
        # The difference to the largest cannot overflow to where there are no probabilities.
        p = ((scores - scores.max()) / self.temperature).softmax(-1)
        drawn = int(torch.multinomial(p, 1, generator=self.generator))
        return int(numbers[drawn]) if self.top_k else drawn


def write(
    network: Network,
    alphabet: str,
    prompt: str,
    length: int,
    temperature: float = 0.8,
    top_k: int = 0,
    seed: int = 0,
) -> Iterator[Written]:
    """What the network writes after the prompt, one character at a time, for as long as it is asked.

    Args:
        network: a single network, without the axis S.
        alphabet: the characters that it knows, in the order of its numbers.
        prompt: read first. An empty one stands for the beginning of a line: a line break is read, or a space
            where the alphabet has none, or else its first character.
        length: how many characters are written, 1 to 20,000.
        temperature: from 0, which takes the likeliest character, to 5.
        top_k: draw from so many of the likeliest, at most V; 0 draws from all.
        seed: of the draws; the same one writes the same again.

    Raises:
        ValueError: at once, for a character outside the alphabet or a setting out of bounds; while writing,
            where what the network predicts is not a number.
    """
    check_number("length", length, True, (1, LONGEST))
    check_number("temperature", temperature, False, (0, HOTTEST))
    check_number("top k", top_k, True, (0, len(alphabet)))
    check_number("seed", seed, True, (0, 2**32))
    if len(prompt) > LONGEST:
        raise ValueError(f"the prompt is longer than {LONGEST:,} characters, the most that is read")
    if prompt:
        check_text(prompt, alphabet)
    numbers = encode(prompt or beginning(alphabet), alphabet)
    return written(Reading(network), alphabet, numbers, length, Draw(temperature, top_k, seed))


def beginning(alphabet: str) -> str:
    """What is read in place of an empty prompt: the character that most likely ends something."""
    return next((character for character in "\n " if character in alphabet), alphabet[0])


def written(
    reading: Reading, alphabet: str, numbers: Sequence[int], length: int, draw: Draw
) -> Iterator[Written]:
    """See `write`; numbers: those of the prompt."""
    for _ in range(length):
        scores = reading.read(numbers)
        p = scores.softmax(-1)
        best, places = (values.tolist() for values in p.topk(min(SHOWN, len(alphabet))))
        if best[0] != best[0]:
            raise ValueError("what this network predicts is not a number: its training has gone astray")
        number = draw(scores)
        top = [(alphabet[place], chance) for place, chance in zip(places, best, strict=True)]
        yield Written(alphabet[number], float(p[number]), top)
        numbers = [number]
