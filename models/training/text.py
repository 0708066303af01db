"""Character networks on long texts: truncated backpropagation through time, the state carried over."""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from models.cells import CELLS, State
from models.network import Network
from models.tasks.task import check_text
from models.training.adam import Adam
from models.training.checked import check_number
from models.training.config import LIMITS
from models.training.sources import ALPHABET

MEASURED_STREAMS, MEASURED_LENGTH = 64, 1000  # how many are read side by side at most, and how long at least

Report = Callable[[int, float], None]


def silent(step: int, bits: float) -> None:
    """The report that says nothing."""


def streams(text: str, alphabet: str, count: int) -> Tensor:
    """The text cut into `count` equal stretches, as the numbers of its characters: (B, characters)."""
    number = {character: place for place, character in enumerate(alphabet)}
    length = len(text) // count
    return torch.tensor([number[character] for character in text[: count * length]]).view(count, length)


def read_window(network: Network, numbers: Tensor, state: list[State]) -> tuple[Tensor, list[State]]:
    """Read on in B streams and predict each next character.

    Args:
        network: a single network, without the axis S.
        numbers: (B, T + 1): T characters are read, each predicts the one after it.
        state: after what was read before, one State per layer.

    Returns:
        The mean cross-entropy in nats per character, and the state at the end.
    """
    top = []
    for x in network.encode(numbers[:, :-1]).unbind(1):
        h, state = network.step(x, state)
        top.append(h)
    return cross_entropy(network.readout(torch.cat(top)), numbers[:, 1:].T.flatten()), state


def train_text(
    text: str,
    alphabet: str = ALPHABET,
    cell: str = "lstm",
    hidden: int = 128,
    layers: int = 3,
    steps: int = 3000,
    seed: int = 0,
    learning_rate: float = 0.004,
    batch: int = 32,
    window: int = 100,
    restart: float = 0.0,
    clip: float = 1.0,
    forget_bias: float = 1.0,
    report: Report = silent,
) -> Network:
    """Train a network to predict the next character of a text.

    The text is cut into B streams that are read side by side, T characters at each step. The state at the
    end of one step is where the next begins, but gradients reach back no further than the step: truncated
    backpropagation through time (Williams & Peng 1990). At the streams' end all begin anew, from zero; with
    `restart` single streams do so before, which teaches the network to read from there.
    Adam's step size falls to 0 along half a cosine. The same arguments give the same weights on one machine.

    Args:
        text: what is learned.
        alphabet: its characters, in the order of their numbers.
        cell: a name in CELLS.
        hidden: units per layer, H.
        layers: stacked layers, L.
        steps: training steps; each sees B x T characters.
        seed: of the initial weights.
        learning_rate: Adam's step size at the start.
        batch: streams, B.
        window: characters per step, T.
        restart: the probability, at each step and for each stream, that its state is set to zero.
        clip: the largest gradient norm.
        forget_bias: what the bias of a forget gate starts at.
        report: told each step's number, from 1, and its mean loss in bits per character.

    Raises:
        ValueError: for a setting out of bounds, a text too short for the streams or with a character outside
            the alphabet, and where the loss stops being finite.
    """
    if cell not in CELLS:
        raise ValueError(f"unknown cell {cell!r}; choose from {', '.join(CELLS)}")
    for name, value in {"hidden": hidden, "layers": layers, "steps": steps, "first_seed": seed}.items():
        check_number(name, value, True, LIMITS[name])
    for name, value in {"learning_rate": learning_rate, "clip": clip, "forget_bias": forget_bias}.items():
        check_number(name, value, False, LIMITS[name])
    if not 0 <= restart <= 1:
        raise ValueError(f"restart is a probability from 0 to 1, not {restart!r}")
    check_text(text, alphabet)
    if len(text) < batch * (window + 1):
        raise ValueError(
            f"the text has {len(text)} characters to train on; {batch} streams of {window} need at least "
            f"{batch * (window + 1)}"
        )
    numbers = streams(text, alphabet, batch)
    frame = Network(cell, len(alphabet), hidden, layers, seeds=1)
    (generator,) = frame.initialize([seed], forget_bias)
    network = frame.select(0)
    parameters = list(network.parameters())
    theta = parameters_to_vector(parameters).detach()
    # From here on the parameters are views of theta: what Adam does to it, it does to them.
    vector_to_parameters(theta, parameters)
    adam = Adam(theta)
    state, place = network.zero_state(batch), 0
    for step in range(steps):
        loss, state = read_window(network, numbers[:, place : place + window + 1], state)
        if not loss.isfinite():
            raise ValueError(f"the loss is not finite at step {step + 1}; choose a smaller learning rate")
        gradient = torch.cat([g.flatten() for g in torch.autograd.grad(loss, parameters)])
        gradient *= clip / gradient.norm().clamp(min=clip)
        adam.step(gradient, learning_rate * 0.5 * (1 + math.cos(math.pi * step / steps)))
        place += window
        if place + window >= numbers.shape[1]:
            state, place = network.zero_state(batch), 0
        else:
            carried = torch.rand(batch, 1, generator=generator) >= restart
            state = [{symbol: value.detach() * carried for symbol, value in layer.items()} for layer in state]
        report(step + 1, loss.item() / math.log(2))
    return network


@torch.inference_mode()
def bits_per_character(network: Network, alphabet: str, text: str, window: int = 100) -> float:
    """The mean cross-entropy of a text in bits per character.

    A long text is cut into up to 64 streams of at least 1000 characters, each read from a zero state.

    Args:
        network: a single network, without the axis S.
        alphabet: the characters that it knows, in the order of its numbers.
        text: at least two characters; what does not fill the streams is left out.
        window: how many are read at a time, which changes only the memory that it takes.

    Raises:
        ValueError: for a text of less than two characters, or with one outside the alphabet.
    """
    check_text(text, alphabet)
    if len(text) < 2:
        raise ValueError("a text to measure has at least two characters: one to read, one to predict")
    count = min(max(len(text) // MEASURED_LENGTH, 1), MEASURED_STREAMS)
    numbers = streams(text, alphabet, count)
    state, total, last = network.zero_state(count), 0.0, numbers.shape[1] - 1
    for place in range(0, last, window):
        part = numbers[:, place : place + window + 1]
        loss, state = read_window(network, part, state)
        total += loss.item() * (part.shape[1] - 1)
    return total / last / math.log(2)
