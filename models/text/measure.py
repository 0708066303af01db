"""How well a network predicts a text."""

import math

import torch

from models.network import Network
from models.tasks.task import check_text
from models.text.autograd import read_window
from models.text.trainer import streams

STREAMS, LEAST_LENGTH = 64, 1000  # how many are read side by side at most, and how long they are
WINDOW = 100  # characters that are read before their losses are added up; changes only the memory it takes


def spread(text: str, characters: int, piece: int = LEAST_LENGTH) -> str:
    """So many characters, in pieces from all over a text: its beginning may be unlike the rest."""
    count = characters // piece
    if len(text) <= characters or count < 2:
        return text[:characters]
    last = len(text) - piece
    starts = [k * last // (count - 1) for k in range(count)]
    return "".join(text[start : start + piece] for start in starts)


@torch.inference_mode()
def bits_per_character(network: Network, alphabet: str, text: str, least: int = LEAST_LENGTH) -> float:
    """The mean cross-entropy of a text in bits per character; NaN or infinite where the network is.

    A long text is cut into up to 64 streams that are read side by side, each from a zero state: the first
    characters of each are predicted from little, which costs streams of 1000 about a hundredth of a bit. What
    does not fill the streams, fewer than 64 characters at the end, is left out.

    Args:
        network: a single network, without the axis S.
        alphabet: the characters that it knows, in the order of its numbers.
        text: at least two characters.
        least: how long each stream is at least; shorter ones are sooner read.

    Raises:
        ValueError: for a text of less than two characters, or with one outside the alphabet.
    """
    check_text(text, alphabet)
    if len(text) < 2:
        raise ValueError("a text to measure has at least two characters: one to read, one to predict")
    count = min(max(len(text) // least, 1), STREAMS)
    numbers = streams(text, alphabet, count)
    state, total, last = network.zero_state(count), 0.0, numbers.shape[1] - 1
    for place in range(0, last, WINDOW):
        losses, state = read_window(network, numbers[:, place : place + WINDOW + 1], state)
        total += losses.double().sum().item()
    return total / (count * last) / math.log(2)
