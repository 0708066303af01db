"""Writing: the network reads a prompt, then its own characters (free running)."""

import torch

from models.network import Network, Taps, untapped
from models.tasks.task import check_text, end_of
from models.training.batches import encode


@torch.inference_mode()
def generate(
    network: Network,
    alphabet: str,
    prompt: str,
    length: int,
    temperature: float = 0.0,
    seed: int = 0,
    taps: Taps = untapped,
) -> str:
    """What the network writes after the prompt, up to and with the end symbol where its alphabet has one.

    Args:
        network: a single network, without the axis S.
        alphabet: the characters that it knows, in the order of its numbers.
        prompt: read first, at least one character.
        length: the most characters to write.
        temperature: 0 takes the likeliest character; otherwise scores are divided by it and drawn from.
        seed: of the draws.
        taps: an intervention; it sees prompt and answer as one string.

    Raises:
        ValueError: for an empty prompt or a character outside the alphabet.
    """
    check_text(prompt, alphabet)
    generator = torch.Generator().manual_seed(seed)
    state, numbers, written = network.zero_state(1), encode(prompt, alphabet), ""
    place, end = 0, end_of(alphabet)
    while len(written) < length:
        read = torch.tensor([numbers[place]])
        h, state = network.step(network.encode(read), state, taps(read, torch.tensor([place])))
        place += 1
        if place < len(numbers):
            continue
        scores = network.readout(h)[0]
        if temperature:
            number = int(torch.multinomial((scores / temperature).softmax(-1), 1, generator=generator))
        else:
            number = int(scores.argmax())
        numbers.append(number)
        written += alphabet[number]
        if alphabet[number] == end:
            break
    return written
